//! PressOne's laboratory: refusals as packages of one lab eSIM, and an eSIM of its own for whatever leaves an order open.

use rust_decimal::Decimal;
use serde_json::json;

use super::{
    Demo, catalogue,
    seeds::{EsimSeed, Life},
};
use crate::{Fault, FaultRule, Listing, Operation, Player, Times, When};

const CUSTOMER: &str = "lab-pressone";
const REFUSALS: &str = "89340000000100001";
const PLAN: &str = "bonbon-mobile-30days-3gb";
const USUAL: &str = "bonbon-mobile-30days-3gb-topup";

const HOPELESS: Times = Times::Always;
const ONCE_THEN_FINE: Times = Times::Cycle { fire: 1, of: 2 };

fn business(code: u16, reason: &str) -> Fault {
    Fault::json(422, &json!({"code": code, "reason": reason}), When::Before)
}

fn busy(seconds: u32) -> Fault {
    Fault::json(429, &json!({"message": "Too Many Attempts."}), When::Before)
        .with_header("retry-after", seconds.to_string())
        .with_header("x-ratelimit-limit", "1")
        .with_header("x-ratelimit-remaining", "0")
}

fn html(status: u16, when: When) -> Fault {
    let page = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";
    Fault::reply(status, "text/html", page, when)
}

pub(super) fn equip(demo: &mut Demo) {
    let missing = json!({"data": {"iccid": "The iccid field is required.", "package_id": "The package id field is required."},
        "meta": {"message": "the parameter is invalid"}});
    let recycled = format!("The eSIM with iccid {REFUSALS} has been recycled and can no longer be used.");
    let address = json!({"code": 89, "reason": "Your IP address is not on the allow list."});
    let refusals = [
        ("limit", "Purchase limit", "422 validation.order_exceed_limit: nothing bought.", None),
        (
            "fields",
            "Fields missing",
            "422 although both fields are sent: nothing bought.",
            Some((Fault::json(422, &missing, When::Before), HOPELESS)),
        ),
        (
            "withdrawn",
            "Withdrawn meanwhile",
            "On the list, gone at submit: 422 invalid topup package, and off the list for five minutes.",
            Some((Fault::Withdraw, HOPELESS)),
        ),
        ("recycled", "Recycled at submit", "422 code 73 at submit: nothing bought.", Some((business(73, &recycled), HOPELESS))),
        (
            "11",
            "Reseller out of credit",
            "422 code 11: nothing bought.",
            Some((business(11, "Insufficient PressOne credit. Available: 1.20 USD"), HOPELESS)),
        ),
        (
            "13",
            "Operator maintenance",
            "422 code 13: nothing bought.",
            Some((business(13, "The operator is under maintenance."), HOPELESS)),
        ),
        ("14", "Invalid checksum", "422 code 14: nothing bought.", Some((business(14, "Invalid checksum: iccid"), HOPELESS))),
        (
            "23",
            "Top-up disabled",
            "422 code 23: nothing bought.",
            Some((business(23, "This top-up is disabled by the operator."), HOPELESS)),
        ),
        ("33", "Not enough eSIMs", "422 code 33: nothing bought.", Some((business(33, "Not enough eSIMs in stock."), HOPELESS))),
        ("34", "Out of stock", "422 code 34: nothing bought.", Some((business(34, "The package is invalid or out of stock."), HOPELESS))),
        (
            "43",
            "Malformed request",
            "422 code 43: nothing bought.",
            Some((business(43, "The request is malformed or unacceptable."), HOPELESS)),
        ),
        ("89", "Address not allowed", "403 code 89: nothing bought.", Some((Fault::json(403, &address, When::Before), HOPELESS))),
        ("busy", "Rate limit", "429 with Retry-After 30, every time: nothing bought.", Some((busy(30), HOPELESS))),
        ("busy-once", "Rate limit, once", "429 with Retry-After 3, then bought.", Some((busy(3), ONCE_THEN_FINE))),
    ];
    let mut offers = Vec::new();
    for (number, (key, title, what, magic)) in (1_u32..).zip(refusals) {
        let slug: &'static str = "magic";
        let mut package = catalogue::package((slug, u64::from(number) * 1024, 14, None, None, i64::from(number) * 250), true);
        package.id = format!("magic-{key}-14days-{number}gb-topup");
        package.limit_per_sim = (key == "limit").then_some(0);
        let id = format!("pressone-{key}");
        demo.scenario(CUSTOMER, [&id, title, &format!("PressOne: {what}")], Some(REFUSALS), Some(&package.id));
        if let Some((fault, times)) = magic {
            let rule = FaultRule::once(Player::Pressone, Operation::Submit, fault).on_sim(REFUSALS).on_package(&package.id);
            demo.magic.push(FaultRule { times, ..rule });
        }
        offers.push(package.id.clone());
        demo.pressone.catalogue.insert(package.id.clone(), package);
    }
    let life = Life::Running { megabytes: 900, voice: 22, text: 31, hours: 200 };
    demo.esim(EsimSeed { customer: CUSTOMER, iccid: REFUSALS, country: "PT", label: "Lab: refusals", plan: PLAN, life, offers });
    own_sims(demo);
}

/// Faults that leave an order open, or change what one eSIM sees.
fn own_sims(demo: &mut Demo) {
    let after = When::After;
    let before = When::Before;
    let late = |fault: Fault| (Operation::Submit, fault, HOPELESS, 60);
    let submit = |fault: Fault| (Operation::Submit, fault, HOPELESS, 0);
    let unexpected = json!({"code": 53, "reason": "Something unexpected happened, please try again later."});
    let failed = json!({"success": false, "code": "TOPUP_FAILED", "message": "text", "timestamp": "2026-02-11T12:30:00.000Z"});
    let reprice = Fault::Reprice { package: USUAL.to_owned(), price: Decimal::new(1150, 2) };
    let other = Fault::edit("/data/package_id", Some("bonbon-mobile-7days-1gb-topup".into()));
    let recovers = (Operation::Submit, Fault::ExpireToken, ONCE_THEN_FINE, 0);
    let rows = [
        (
            "53-not-bought",
            "Code 53, not bought",
            "422 code 53, which proves nothing; nothing was bought.",
            submit(Fault::json(422, &unexpected, before)),
        ),
        ("53-bought", "Code 53, bought", "422 code 53, which proves nothing; it was bought.", submit(Fault::json(422, &unexpected, after))),
        ("500", "500, not bought", "500 without a purchase.", submit(Fault::json(500, &json!({"message": "Server Error"}), before))),
        ("502", "502 after the purchase", "An HTML 502 from the gateway; it was bought.", submit(html(502, after))),
        (
            "dropped-after",
            "Connection lost after the purchase",
            "Bought, then the connection closes without an answer.",
            submit(Fault::Drop { when: after }),
        ),
        (
            "dropped-before",
            "Connection lost before the purchase",
            "The connection closes without an answer; nothing was bought.",
            submit(Fault::Drop { when: before }),
        ),
        ("slow", "Slow order", "Bought after eight seconds.", submit(Fault::Slow { millis: 8_000, when: before })),
        ("cut", "Answer cut in half", "Bought, then half an answer.", submit(Fault::Cut)),
        ("silent", "No answer at all", "Bought, then silence on an open connection.", submit(Fault::Hang { when: after })),
        ("html", "200 with HTML", "Bought, and the answer is a 200 full of HTML.", submit(html(200, after))),
        (
            "success-false",
            "200 that says failure",
            "Bought, and the answer is a 200 with success false.",
            submit(Fault::json(200, &failed, after)),
        ),
        (
            "late-listing",
            "Lost answer, listed late",
            "Bought, connection lost, and in the order list only a minute later.",
            late(Fault::Drop { when: after }),
        ),
        ("wrong-echo", "The answer names another package", "Bought, but the answer speaks of another package.", submit(other)),
        ("repriced", "The price changes", "The first list says 10.00, every later one 11.50.", (Operation::Offers, reprice, HOPELESS, 0)),
        ("token", "Token expires at submit", "401 once; with a new token it is bought.", recovers),
    ];
    for (number, (key, title, what, (operation, fault, times, late_seconds))) in (101_u32..).zip(rows) {
        let iccid = format!("89340000000100{number:03}");
        demo.esim(EsimSeed {
            customer: CUSTOMER,
            iccid: &iccid,
            country: "PT",
            label: &format!("Lab: {}", title.to_lowercase()),
            plan: PLAN,
            life: Life::Running { megabytes: 410, voice: 22, text: 31, hours: 75 },
            offers: demo.topups_of("bonbon-mobile"),
        });
        demo.scenario(CUSTOMER, [&format!("pressone-{key}"), title, &format!("PressOne: {what}")], Some(&iccid), Some(USUAL));
        let rule = FaultRule::once(Player::Pressone, operation, fault).on_sim(&iccid);
        demo.magic.push(FaultRule { times, ..rule.listed(Listing::late(late_seconds)) });
    }
}
