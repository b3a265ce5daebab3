//! What is on offer cannot be read, has another price, or is gone: nothing may be sent.

use rust_decimal::Decimal;
use serde_json::json;

use super::{Draft, Strikes, Truth};
use crate::{Fault, FaultRule, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    let before = When::Before;
    let list = if player == Player::Connect { Operation::Products } else { Operation::Offers };
    let empty = match player {
        Player::Connect => json!({"data": [], "_metadata": {"page": 1, "page_size": 10, "page_count": 1, "links": {}}}),
        _ => json!({"pricing": {"model": "net_pricing", "discount_percentage": 0}, "data": []}),
    };
    let page = |status| Fault::reply(status, "text/html", "<html><body><h1>Bad gateway</h1></body></html>", before);
    let rows = [
        ("offers-503", "The list of offers is a 503, always.", page(503)),
        ("offers-html", "The list of offers is a 200 full of HTML, always.", page(200)),
        ("offers-hang", "The list of offers never comes.", Fault::Hang { when: before }),
        ("offers-empty", "Nothing is on offer.", Fault::json(200, &empty, before)),
    ];
    drafts.extend(rows.map(|(key, about, fault)| {
        Draft::new(Strikes::Offers, key, Truth::Unsent, about, vec![FaultRule::once(player, list, fault).always()])
    }));
    if player == Player::Pressone {
        let reprice = Fault::Reprice { package: String::new(), price: Decimal::new(1150, 2) };
        let rule = FaultRule::once(player, list, reprice).always();
        let about = "The first list shows the old price, every later one 11.50.";
        drafts.push(Draft::new(Strikes::Offers, "repriced", Truth::Unsent, about, vec![rule]));
    }
    if player == Player::Connect {
        let broken = || Fault::json(500, &json!({"type": "INTERNAL_ERROR", "messages": ["An unexpected error occurred"]}), before);
        let baseline = FaultRule::once(player, Operation::Subscriptions, broken()).always();
        let about = "The subscriptions of the SIM cannot be read, so there is no baseline.";
        drafts.push(Draft::new(Strikes::Offers, "baseline-500", Truth::Unsent, about, vec![baseline]));
        // The second row of the catalogue is the product that fresh SIMs are offered.
        let dearer = FaultRule::once(player, list, Fault::edit("/data/1/price", Some(json!(99.0)))).always().since(list);
        let about = "The first read of the catalogue shows the old price, every later one 99.00.";
        drafts.push(Draft::new(Strikes::Offers, "repriced", Truth::Unsent, about, vec![dearer]));
    }
}
