//! Reads that fail while somebody must find out what became of a purchase whose answer was lost.

use serde_json::json;

use super::{Draft, Strikes, Truth, draft::lost};
use crate::{Fault, FaultRule, Garbling, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    let before = When::Before;
    let page = |status| Fault::reply(status, "text/html", "<html><body><h1>Bad gateway</h1></body></html>", before);
    let empty = match player {
        Player::Connect => {
            json!({"data": [], "_metadata": {"links": {"_self": "/v2/subscriptions?page=1&page_size=10"}, "page": 1, "page_size": 10, "page_count": 1}})
        }
        _ => json!({"data": [], "links": {"first": null, "last": null, "prev": null, "next": null},
            "meta": {"message": "success", "current_page": 1, "from": null, "last_page": 1, "path": "", "per_page": "50", "to": null, "total": 0}}),
    };
    let busy = match player {
        Player::Connect => json!({"type": "TOO MANY REQUESTS", "messages": ["Request limit per minute exceeded"]}),
        _ => json!({"message": "Too Many Attempts."}),
    };
    let busy = Fault::json(429, &busy, before).with_header("retry-after", "1");
    let garble = |how| Fault::Garble { how };
    let rows = [
        ("evidence-500", "Bought, answer lost; the next three lists are 500s.", 3, page(500)),
        ("evidence-hang", "Bought, answer lost; the next list never comes.", 1, Fault::Hang { when: before }),
        ("evidence-reset", "Bought, answer lost; the next three lists are reset.", 3, Fault::Reset { when: before }),
        ("evidence-cut", "Bought, answer lost; the next three lists break off.", 3, Fault::Cut),
        ("evidence-html", "Bought, answer lost; the next three lists are a 200 full of HTML.", 3, page(200)),
        ("evidence-truncated", "Bought, answer lost; the next three lists are half of their JSON.", 3, garble(Garbling::Truncated)),
        ("evidence-huge", "Bought, answer lost; the next three lists have numbers beyond all bounds.", 3, garble(Garbling::HugeNumbers)),
        ("evidence-not-utf8", "Bought, answer lost; the next three lists are no UTF-8.", 3, garble(Garbling::NotUtf8)),
        ("evidence-token", "Bought, answer lost; the token ends at the next list.", 1, Fault::ExpireToken),
        ("evidence-busy", "Bought, answer lost; the next two lists are 429s.", 2, busy),
        (
            "evidence-empty",
            "Bought, answer lost; the next three lists are empty although it is there.",
            3,
            Fault::json(200, &empty, before),
        ),
    ];
    let list = if player == Player::Connect { Operation::Subscriptions } else { Operation::Orders };
    drafts.extend(rows.map(|(key, about, calls, fault)| {
        let spoilt = FaultRule::once(player, list, fault).next(calls).since(Operation::Submit);
        Draft::new(Strikes::Evidence, key, Truth::Delivered, about, vec![lost(player, When::After), spoilt])
    }));
    let gone = FaultRule::once(player, list, page(503)).next(3).since(Operation::Submit);
    let about = "Not bought, answer lost; the next three lists are 503s.";
    drafts.push(Draft::new(Strikes::Evidence, "evidence-503-not-bought", Truth::Nothing, about, vec![lost(player, When::Before), gone]));
}
