//! Purchases that show late, never, twice or under a wrong name, and purchases of somebody else.

use super::{Draft, Strikes, Truth, draft::lost};
use crate::{Again, Fault, FaultRule, Listing, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    listed(player, drafts);
    foreign(player, drafts);
    drafts.push(
        Draft::new(Strikes::Reversal, "taken-back", Truth::Delivered, "Delivered, and taken back by the provider later.", Vec::new())
            .late(),
    );
}

fn listed(player: Player, drafts: &mut Vec<Draft>) {
    let other = if player == Player::Connect { "c1Xr0wTq8ZbK5nVdLmYh3sGfPj7EuAo2iR6tN9aQe4M=" } else { "bonbon-mobile-7days-1gb-topup" };
    let again = |again| Listing { again, ..Listing::default() };
    let mut rows = vec![
        ("listed-after-30-seconds", "Answer lost; listed half a minute later.", Listing::late(30)),
        ("listed-after-10-minutes", "Answer lost; listed ten minutes later.", Listing::late(600)),
        ("listed-after-an-hour", "Answer lost; listed an hour later, when it may count as absent.", Listing::late(3_600)),
        ("listed-never", "Answer lost; bought and never listed.", Listing::late(Listing::NEVER)),
        ("listed-twice", "Answer lost; the same row stands there twice.", again(Again::SameId)),
        ("listed-with-a-phantom", "Answer lost; a second row with another id stands for nothing.", again(Again::OtherId)),
        (
            "listed-as-another",
            "Answer lost; listed under another package.",
            Listing { as_package: Some(other.to_owned()), ..Listing::default() },
        ),
    ];
    if player == Player::Pressone {
        let stripped = Listing { without_marker: true, ..Listing::default() };
        rows.push(("marker-stripped", "Answer lost; the row has the provider's own description.", stripped));
    }
    drafts.extend(rows.into_iter().map(|(key, about, listing)| {
        Draft::new(Strikes::Listing, key, Truth::Delivered, about, vec![lost(player, When::After).listed(listing)])
    }));
    if player == Player::Connect {
        let hidden = FaultRule::once(player, Operation::Submit, Fault::None).listed(Listing::late(45));
        let about = "COMPLETED, and its subscription is readable only 45 seconds later.";
        drafts.push(Draft::new(Strikes::Listing, "completed-listed-late", Truth::Delivered, about, vec![hidden]));
        let other = FaultRule::once(player, Operation::Submit, Fault::None)
            .listed(Listing { as_package: Some(other.to_owned()), ..Listing::default() });
        let about = "COMPLETED, and its subscription is of another product.";
        drafts.push(Draft::new(Strikes::Listing, "completed-as-another", Truth::Delivered, about, vec![other]));
    }
}

fn foreign(player: Player, drafts: &mut Vec<Draft>) {
    let plain = || FaultRule::once(player, Operation::Submit, Fault::None);
    let rows = [
        (
            "foreign-before",
            "Somebody else buys the same just before; ours is answered.",
            Truth::Delivered,
            plain().with_foreign(When::Before),
        ),
        (
            "foreign-before-bought",
            "Somebody else buys the same just before; ours is bought and its answer lost.",
            Truth::Delivered,
            lost(player, When::After).with_foreign(When::Before),
        ),
        (
            "foreign-after-bought",
            "Ours is bought and its answer lost; somebody else buys the same just after.",
            Truth::Delivered,
            lost(player, When::After).with_foreign(When::After),
        ),
        (
            "foreign-alone",
            "Ours is not bought and its answer lost; somebody else buys the same just after.",
            Truth::Nothing,
            lost(player, When::Before).with_foreign(When::After),
        ),
    ];
    drafts.extend(rows.map(|(key, about, truth, rule)| Draft::new(Strikes::Listing, key, truth, about, vec![rule])));
}
