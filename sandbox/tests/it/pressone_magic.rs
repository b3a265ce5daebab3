//! PressOne's laboratory: each case over a real socket, judged by the ledger.

use std::{collections::BTreeSet, time::Duration};

use sandbox::{Operation, Player};
use serde_json::json;

use crate::lab::{Lab, THREE_GB, hurry, read, read_until};

/// Scenario, HTTP status of the first answer (none: no whole answer), top-ups bought by that one call.
const CASES: [(&str, Option<u16>, usize); 29] = [
    ("pressone-limit", Some(422), 0),
    ("pressone-fields", Some(422), 0),
    ("pressone-withdrawn", Some(422), 0),
    ("pressone-recycled", Some(422), 0),
    ("pressone-11", Some(422), 0),
    ("pressone-13", Some(422), 0),
    ("pressone-14", Some(422), 0),
    ("pressone-23", Some(422), 0),
    ("pressone-33", Some(422), 0),
    ("pressone-34", Some(422), 0),
    ("pressone-43", Some(422), 0),
    ("pressone-89", Some(403), 0),
    ("pressone-busy", Some(429), 0),
    ("pressone-busy-once", Some(429), 0),
    ("pressone-53-not-bought", Some(422), 0),
    ("pressone-53-bought", Some(422), 1),
    ("pressone-500", Some(500), 0),
    ("pressone-502", Some(502), 1),
    ("pressone-dropped-after", None, 1),
    ("pressone-dropped-before", None, 0),
    ("pressone-slow", Some(200), 1),
    ("pressone-cut", None, 1),
    ("pressone-silent", None, 1),
    ("pressone-html", Some(200), 1),
    ("pressone-success-false", Some(200), 1),
    ("pressone-late-listing", None, 1),
    ("pressone-wrong-echo", Some(200), 1),
    ("pressone-repriced", Some(200), 1),
    ("pressone-token", Some(401), 0),
];

#[tokio::test]
async fn every_magic_case_answers_and_buys_as_listed() {
    let lab = Lab::open().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let listed: BTreeSet<&str> = scenarios.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(listed, CASES.iter().map(|it| it.0).collect(), "every scenario has its case");
    for (id, status, bought) in CASES {
        let pressone = lab.pressone().await;
        let (_, iccid, package) = scenarios.iter().find(|it| it.0 == id).unwrap();
        let before = lab.running.ledger().topups_for(iccid).len();
        let request = pressone.topup(iccid, package, id);
        let answer = match id {
            "pressone-slow" => hurry(&lab.running, read(request)).await,
            "pressone-silent" => read_until(request, || lab.running.ledger().topups_for(iccid).len() > before).await,
            _ => read(request).await,
        };
        assert_eq!(answer.as_ref().map(|it| it.0), status, "{id}: {answer:?}");
        let ledger = lab.running.ledger();
        let mine = ledger.topups_for(iccid);
        assert_eq!(mine.len() - before, bought, "{id}");
        assert!(bought == 0 || mine[before].description == id, "{id} keeps its description");
        // A new token for each case, within the three that a minute allows.
        lab.running.advance(Duration::from_secs(60));
    }
    let unanswered = lab.running.ledger().requests.into_iter().filter(|it| it.operation == Some(Operation::Submit) && it.status.is_none());
    assert_eq!(unanswered.count(), 4, "three dropped connections and one silence");
}

#[tokio::test]
async fn refusals_speak_the_documented_words() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let invalid = |field: &str, message: &str| json!({"data": {field: message}, "meta": {"message": "the parameter is invalid"}});
    let table = [
        ("pressone-limit", invalid("package_id", "validation.order_exceed_limit")),
        ("pressone-withdrawn", invalid("package_id", "invalid topup package")),
    ];
    for (id, expected) in table {
        let (_, iccid, package) = scenarios.iter().find(|it| it.0 == id).unwrap();
        assert_eq!(read(pressone.topup(iccid, package, id)).await.unwrap().1, expected, "{id}");
    }
    for code in [11, 13, 14, 23, 33, 34, 43] {
        let (_, iccid, package) = scenarios.iter().find(|it| it.0 == format!("pressone-{code}")).unwrap();
        assert_eq!(read(pressone.topup(iccid, package, "x")).await.unwrap().1["code"], code);
    }
}

#[tokio::test]
async fn busy_once_and_an_expired_token_recover_with_a_single_purchase() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let (_, iccid, package) = scenarios.iter().find(|it| it.0 == "pressone-busy-once").unwrap();
    let busy = pressone.topup(iccid, package, "busy").send().await.unwrap();
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (429, "3"));
    assert_eq!(read(pressone.topup(iccid, package, "busy")).await.unwrap().0, 200);
    let (_, token_iccid, package) = scenarios.iter().find(|it| it.0 == "pressone-token").unwrap();
    assert_eq!(read(pressone.topup(token_iccid, package, "token")).await.unwrap().0, 401);
    assert_eq!(read(pressone.topup(token_iccid, package, "token")).await.unwrap().0, 401, "the old token is gone for good");
    let pressone = lab.pressone().await;
    assert_eq!(read(pressone.topup(token_iccid, package, "token")).await.unwrap().0, 200);
    let ledger = lab.running.ledger();
    assert_eq!((ledger.topups_for(iccid).len(), ledger.topups_for(token_iccid).len()), (1, 1));
}

#[tokio::test]
async fn a_withdrawn_package_returns_after_five_minutes() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let (_, iccid, package) = scenarios.iter().find(|it| it.0 == "pressone-withdrawn").unwrap();
    let offered = async || {
        let list = read(pressone.get(&format!("sims/{iccid}/topups"))).await.unwrap().1;
        list["data"].as_array().unwrap().iter().any(|it| it["id"] == *package)
    };
    assert!(offered().await);
    read(pressone.topup(iccid, package, "x")).await.unwrap();
    assert!(!offered().await);
    lab.running.advance(Duration::from_secs(300));
    assert!(offered().await);
}

#[tokio::test]
async fn a_price_changes_after_the_first_listing_and_is_charged() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let (_, iccid, _) = scenarios.iter().find(|it| it.0 == "pressone-repriced").unwrap();
    let price = async || {
        let list = read(pressone.get(&format!("sims/{iccid}/topups"))).await.unwrap().1;
        list["data"].as_array().unwrap().iter().find(|it| it["id"] == THREE_GB).unwrap()["price"].as_f64().unwrap()
    };
    assert_eq!((price().await, price().await, price().await), (10.0, 11.5, 11.5));
    read(pressone.topup(iccid, THREE_GB, "x")).await.unwrap();
    assert_eq!(lab.running.ledger().topups_for(iccid)[0].price.to_string(), "11.50");
}

#[tokio::test]
async fn a_caller_that_hangs_up_does_not_stop_the_purchase() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let (_, iccid, package) = scenarios.iter().find(|it| it.0 == "pressone-slow").unwrap();
    let arrived = || !lab.running.ledger().requests_for(Player::Pressone, Operation::Submit).is_empty();
    assert_eq!(read_until(pressone.topup(iccid, package, "slow"), arrived).await, None);
    assert!(lab.running.ledger().pressone_topups.is_empty(), "not yet");
    hurry(&lab.running, async {
        while lab.running.ledger().topups_for(iccid).is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(pressone.find("slow").await.len(), 1);
}

#[tokio::test]
async fn a_lost_purchase_can_be_found_at_once_or_a_minute_later() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    for (id, at_once) in [("pressone-dropped-after", 1), ("pressone-late-listing", 0)] {
        let (_, iccid, package) = scenarios.iter().find(|it| it.0 == id).unwrap();
        assert_eq!(read(pressone.topup(iccid, package, id)).await, None);
        assert_eq!(pressone.find(id).await.len(), at_once, "{id}");
        lab.running.advance(Duration::from_secs(60));
        assert_eq!(pressone.find(id).await.len(), 1, "{id}");
    }
}

#[tokio::test]
async fn a_cut_answer_shows_its_headers_and_half_of_its_body() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let scenarios = lab.scenarios("lab-pressone").await;
    let (_, iccid, package) = scenarios.iter().find(|it| it.0 == "pressone-cut").unwrap();
    let mut response = pressone.topup(iccid, package, "cut").send().await.unwrap();
    let promised = response.content_length().unwrap();
    assert_eq!(response.status(), 200);
    let mut got = 0;
    let ended = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => got += chunk.len() as u64,
            other => break other,
        }
    };
    assert!(ended.is_err(), "the body must not end properly");
    assert_eq!(got, promised / 2);
}
