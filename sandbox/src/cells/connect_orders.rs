//! What only Connect can do to an order: courses that nobody wants, and order reads that fail or lie.

use serde_json::json;

use super::{Draft, Strikes, Truth};
use crate::{Course, Fault, FaultRule, Operation, Player, When};

const CONNECT: Player = Player::Connect;

pub(super) fn add(drafts: &mut Vec<Draft>) {
    courses(drafts);
    reads(drafts);
}

fn courses(drafts: &mut Vec<Draft>) {
    let rows = [
        ("fails", Truth::Taken, "FAILED, and nothing was delivered.", Course::Fails),
        ("fails-but-delivers", Truth::Delivered, "FAILED, and the subscription appears three seconds later.", Course::FailsButDelivers),
        ("stuck", Truth::Taken, "ACCEPTED for ever; nothing is delivered.", Course::Stuck),
        ("completes-late", Truth::Delivered, "COMPLETED after twenty minutes.", Course::CompletesAfter(1_200)),
        ("skips-fulfilling", Truth::Delivered, "COMPLETED without ever showing FULFILLING.", Course::SkipsFulfilling),
        ("delivers-early", Truth::Delivered, "The subscription is there while the order says FULFILLING.", Course::DeliversEarly),
    ];
    drafts.extend(rows.map(|(key, truth, about, course)| {
        let rule = FaultRule::once(CONNECT, Operation::Submit, Fault::Take { course });
        Draft::new(Strikes::Submit, key, truth, about, vec![rule])
    }));
}

fn reads(drafts: &mut Vec<Draft>) {
    let before = When::Before;
    let missing = json!({"type": "ORDER_NOT_FOUND", "messages": ["The resource does not exist"]});
    let denied = json!({"type": "ACCESS_DENIED", "messages": ["The resource belongs to another client"]});
    let broken = json!({"type": "INTERNAL_ERROR", "messages": ["An unexpected error occurred"]});
    let html = || Fault::reply(200, "text/html", "<html><body>Welcome</body></html>", before);
    let status = |word: &str| Fault::edit("/status", Some(json!(word)));
    let order = |fault| FaultRule::once(CONNECT, Operation::Order, fault);
    let subscription = |fault| FaultRule::once(CONNECT, Operation::Subscription, fault);
    let rows = [
        (
            "order-404-at-first",
            "ACCEPTED, and the next two reads do not know the order.",
            order(Fault::json(404, &missing, before)).next(2),
        ),
        ("order-404-always", "ACCEPTED, and no read ever knows the order.", order(Fault::json(404, &missing, before)).always()),
        ("order-500", "The next three reads of the order are 500s.", order(Fault::json(500, &broken, before)).next(3)),
        ("order-500-always", "Every read of the order is a 500.", order(Fault::json(500, &broken, before)).always()),
        ("order-403", "The next two reads of the order are refused.", order(Fault::json(403, &denied, before)).next(2)),
        ("order-hang", "The next read of the order never comes.", order(Fault::Hang { when: before })),
        ("order-cut", "The next two reads of the order break off.", order(Fault::Cut).next(2)),
        ("order-html", "The next two reads of the order are a 200 full of HTML.", order(html()).next(2)),
        ("order-token", "The token ends at the next read of the order.", order(Fault::ExpireToken)),
        ("order-strange-status", "The next three reads show a status that nobody knows.", order(status("PAUSED_BY_NETWORK")).next(3)),
        ("order-strange-status-always", "Every read shows a status that nobody knows.", order(status("PAUSED_BY_NETWORK")).always()),
        ("order-fulfiling", "The next three reads spell FULFILING.", order(status("FULFILING")).next(3)),
        (
            "completed-other-sim",
            "COMPLETED, and the output names another SIM.",
            order(Fault::edit("/output/iccid", Some(json!("8944472600000510740")))).always(),
        ),
        ("completed-without-output", "COMPLETED, and the output never comes.", order(Fault::edit("/output", None)).always()),
        ("completed-without-sim", "COMPLETED, and the output names no SIM.", order(Fault::edit("/output/iccid", None)).always()),
        (
            "completed-other-subscription",
            "COMPLETED, and the output names a subscription that does not exist.",
            order(Fault::edit("/output/subscription_id", Some(json!("gone=")))).always(),
        ),
        (
            "subscription-404-at-first",
            "COMPLETED, and the next two reads do not know the subscription.",
            subscription(Fault::json(404, &json!({"type": "SUBSCRIPTION_NOT_FOUND", "messages": ["gone"]}), before)).next(2),
        ),
        (
            "subscription-other-sim",
            "COMPLETED, and the subscription is on another SIM.",
            subscription(Fault::edit("/sim_id", Some(json!("8944472600000510740")))).always(),
        ),
        (
            "subscription-500",
            "COMPLETED, and the next two reads of the subscription are 500s.",
            subscription(Fault::json(500, &broken, before)).next(2),
        ),
    ];
    drafts.extend(rows.map(|(key, about, rule)| Draft::new(Strikes::Evidence, key, Truth::Delivered, about, vec![rule])));
}
