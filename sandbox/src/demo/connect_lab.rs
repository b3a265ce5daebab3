//! Connect's laboratory: its catalogue is the same for every SIM, so every scenario has a SIM of its own.

use serde_json::json;

use super::{Demo, catalogue::EUROPE_3GB, shop::Provider};
use crate::{Course, Fault, FaultRule, Listing, Operation, Player, Times, When};

const CUSTOMER: &str = "lab-connect";
const ONCE_THEN_FINE: Times = Times::Cycle { fire: 1, of: 2 };
const EUROPE_1GB: &str = "c1Xr0wTq8ZbK5nVdLmYh3sGfPj7EuAo2iR6tN9aQe4M=";

fn error(status: u16, kind: &str, message: &str) -> Fault {
    Fault::json(status, &json!({"type": kind, "messages": [message]}), When::Before)
}

/// The successor API's 429: another body, headers, and a reset in milliseconds since the epoch.
fn busy_other_shape(resets_at: i128) -> Fault {
    let body = json!({"message": "API rate limit of 1000 requests per minute exceeded", "http_status_code": 429});
    Fault::json(429, &body, When::Before)
        .with_header("x-rate-limit-limit", "1000")
        .with_header("x-rate-limit-remaining", "0")
        .with_header("x-rate-limit-reset", resets_at.to_string())
}

pub(super) fn equip(demo: &mut Demo) {
    let always = Times::Always;
    let take = |course: Course| (Fault::Take { course }, always, 0);
    let busy = || error(429, "TOO MANY REQUESTS", "Request limit per minute exceeded");
    let broken = json!({"type": "INTERNAL_ERROR", "messages": ["An unexpected error occurred"]});
    let minute_from_now = (demo.now + time::Duration::minutes(1)).unix_timestamp_nanos() / 1_000_000;
    let gateway = Fault::reply(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>", When::Before);
    let rows = [
        (
            "400",
            "Invalid order",
            "400 INVALID_REQUEST_PARAMS: no order.",
            (error(400, "INVALID_REQUEST_PARAMS", "product.sold_currency: unknown currency"), always, 0),
        ),
        ("401-once", "Token expires at submit", "401 once; with a new token the order is taken.", (Fault::ExpireToken, ONCE_THEN_FINE, 0)),
        (
            "401",
            "Token never good enough",
            "401 UNAUTHORISED every time: no order.",
            (error(401, "UNAUTHORISED", "The access token is missing, invalid or expired"), always, 0),
        ),
        (
            "403",
            "Access denied",
            "403 ACCESS_DENIED: no order.",
            (error(403, "ACCESS_DENIED", "The resource belongs to another client"), always, 0),
        ),
        (
            "406",
            "Account limit",
            "406 UNACCEPTABLE: no order.",
            (error(406, "UNACCEPTABLE", "Daily eSIM resource limit exceeded"), always, 0),
        ),
        (
            "422",
            "Product gone",
            "422 PRODUCT_NOT_FOUND: no order.",
            (error(422, "PRODUCT_NOT_FOUND", "The product does not exist in the catalogue"), always, 0),
        ),
        ("429", "Rate limit", "429 in the usual model, every time: no order.", (busy(), always, 0)),
        (
            "429-other",
            "Rate limit, other shape",
            "429 with another body and headers, every time: no order.",
            (busy_other_shape(minute_from_now), always, 0),
        ),
        ("429-once", "Rate limit, once", "429 once, then the order is taken.", (busy(), ONCE_THEN_FINE, 0)),
        (
            "500",
            "500 after the order",
            "500 INTERNAL_ERROR; the order was taken and delivers.",
            (Fault::json(500, &broken, When::After), always, 0),
        ),
        ("502", "502, no order", "An HTML 502 from the gateway; no order.", (gateway, always, 0)),
        ("failed", "Order fails", "FAILED, and nothing was delivered.", take(Course::Fails)),
        (
            "failed-delivered",
            "Order fails, yet delivers",
            "FAILED, and the subscription appears three seconds later.",
            take(Course::FailsButDelivers),
        ),
        ("slow", "Slow order", "COMPLETED after twenty seconds.", take(Course::CompletesAfter(20))),
        ("stuck", "Stuck order", "ACCEPTED for ever; nothing is delivered.", take(Course::Stuck)),
        (
            "dropped-after",
            "Connection lost after the order",
            "The order was taken and delivers; its id never arrives.",
            (Fault::Drop { when: When::After }, always, 0),
        ),
        (
            "dropped-before",
            "Connection lost before the order",
            "The connection closes without an answer; no order.",
            (Fault::Drop { when: When::Before }, always, 0),
        ),
        (
            "silent",
            "No answer at all",
            "The order was taken; silence on an open connection.",
            (Fault::Hang { when: When::After }, always, 0),
        ),
        ("cut", "Answer cut in half", "The order was taken; half an answer.", (Fault::Cut, always, 0)),
        (
            "late-listing",
            "Lost answer, listed late",
            "Connection lost; the subscription is readable a minute later.",
            (Fault::Drop { when: When::After }, always, 60),
        ),
        ("skips", "Skips a stage", "COMPLETED without ever showing FULFILLING.", take(Course::SkipsFulfilling)),
        ("early", "Delivers early", "The subscription is there while the order says FULFILLING.", take(Course::DeliversEarly)),
    ];
    for (number, (key, title, what, (fault, times, late_seconds))) in (101_u32..).zip(rows) {
        let iccid = format!("8944472600000600{number:03}");
        sim(demo, &iccid, Provider::ConnectPsim, key, title, what);
        let rule = FaultRule::once(Player::Connect, Operation::Submit, fault).on_sim(&iccid);
        demo.magic.push(FaultRule { times, ..rule.listed(Listing::late(late_seconds)) });
    }
    genuine_failures(demo);
}

/// Refusals that need no fault: the provider's own rules.
fn genuine_failures(demo: &mut Demo) {
    let unavailable = "8944472600000600201";
    sim(
        demo,
        unavailable,
        Provider::ConnectEsim,
        "unavailable",
        "eSIM deleted from the phone",
        "The eSIM is Unavailable: the order is taken and FAILED.",
    );
    if let Some(sim) = demo.connect.sims.iter_mut().find(|it| it.iccid == unavailable) {
        sim.status = "Unavailable";
    }
    let full = "8944472600000600202";
    sim(demo, full, Provider::ConnectPsim, "full", "Fifteen plans already", "The sixteenth active plan: the order is taken and FAILED.");
    for _ in 1..15 {
        demo.connect_plan(full, EUROPE_1GB, 512, 1);
    }
}

fn sim(demo: &mut Demo, iccid: &str, provider: Provider, key: &str, title: &str, what: &str) {
    demo.connect_sim(CUSTOMER, iccid, provider, "GB", &format!("Lab: {}", title.to_lowercase()));
    demo.connect_plan(iccid, EUROPE_3GB, 1180, 21);
    demo.scenario(CUSTOMER, [&format!("connect-{key}"), title, &format!("Connect: {what}")], Some(iccid), Some(EUROPE_3GB));
}
