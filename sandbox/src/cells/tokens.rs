//! The token ends at the purchase, and the token endpoint has troubles of its own. These reach the whole player.

use super::{Draft, Strikes, Truth};
use crate::{Fault, FaultRule, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    let before = When::Before;
    let page = |status| Fault::reply(status, "text/html", "<html><body><h1>Bad gateway</h1></body></html>", before);
    let denied = match player {
        Player::Connect => {
            serde_json::json!({"error": "unauthorized_client", "error_description": "Invalid client or Invalid client credentials"})
        }
        _ => serde_json::json!({"data": [], "meta": {"message": "Client authentication failed"}}),
    };
    let rows = [
        ("renewal-503", "The token ends at the purchase, and there is no new one: 503.", page(503)),
        ("renewal-html", "The token ends at the purchase, and the new one is a 200 full of HTML.", page(200)),
        ("renewal-hang", "The token ends at the purchase, and the new one never comes.", Fault::Hang { when: before }),
        ("renewal-reset", "The token ends at the purchase, and the connection for the new one is reset.", Fault::Reset { when: before }),
        ("renewal-refused", "The token ends at the purchase, and our credentials are refused.", Fault::json(401, &denied, before)),
    ];
    drafts.extend(rows.map(|(key, about, fault)| {
        let ends = FaultRule::once(player, Operation::Submit, Fault::ExpireToken);
        let renewal = FaultRule::once(player, Operation::Token, fault).always().since(Operation::Submit);
        Draft::new(Strikes::Token, key, Truth::Nothing, about, vec![ends, renewal])
    }));
    let ends = FaultRule::once(player, Operation::Submit, Fault::ExpireToken);
    let slow = FaultRule::once(player, Operation::Token, Fault::Slow { millis: 1_500, when: When::After }).since(Operation::Submit);
    let about = "The token ends at the purchase, and the new one takes a second and a half.";
    drafts.push(Draft::new(Strikes::Token, "renewal-slow", Truth::DeliveredOnRepeat, about, vec![ends, slow]));
    let down = FaultRule::once(player, Operation::Token, page(503)).always();
    drafts.push(Draft::new(Strikes::Token, "token-503", Truth::Unsent, "No token can be had: 503, always.", vec![down]));
}
