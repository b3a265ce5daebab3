//! Connect's laboratory: each case over a real socket, judged by the ledger.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;

use crate::lab::{Lab, esim_order, psim_order, read, read_until};

/// Scenario, HTTP status of the first answer (none: no whole answer), orders taken, plans delivered within half a minute, final status.
type Case = (&'static str, Option<u16>, usize, usize, &'static str);

const CASES: [Case; 24] = [
    ("connect-400", Some(400), 0, 0, ""),
    ("connect-401-once", Some(401), 0, 0, ""),
    ("connect-401", Some(401), 0, 0, ""),
    ("connect-403", Some(403), 0, 0, ""),
    ("connect-406", Some(406), 0, 0, ""),
    ("connect-422", Some(422), 0, 0, ""),
    ("connect-429", Some(429), 0, 0, ""),
    ("connect-429-other", Some(429), 0, 0, ""),
    ("connect-429-once", Some(429), 0, 0, ""),
    ("connect-500", Some(500), 1, 1, "COMPLETED"),
    ("connect-502", Some(502), 0, 0, ""),
    ("connect-failed", Some(201), 1, 0, "FAILED"),
    ("connect-failed-delivered", Some(201), 1, 1, "FAILED"),
    ("connect-slow", Some(201), 1, 1, "COMPLETED"),
    ("connect-stuck", Some(201), 1, 0, "ACCEPTED"),
    ("connect-dropped-after", None, 1, 1, "COMPLETED"),
    ("connect-dropped-before", None, 0, 0, ""),
    ("connect-silent", None, 1, 1, "COMPLETED"),
    ("connect-cut", None, 1, 1, "COMPLETED"),
    ("connect-late-listing", None, 1, 0, "COMPLETED"),
    ("connect-skips", Some(201), 1, 1, "COMPLETED"),
    ("connect-early", Some(201), 1, 1, "COMPLETED"),
    ("connect-unavailable", Some(201), 1, 0, "FAILED"),
    ("connect-full", Some(201), 1, 0, "FAILED"),
];

#[tokio::test]
async fn every_magic_case_answers_and_delivers_as_listed() {
    let lab = Lab::open().await;
    let scenarios = lab.scenarios("lab-connect").await;
    let listed: BTreeSet<&str> = scenarios.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(listed, CASES.iter().map(|it| it.0).collect(), "every scenario has its case");
    for (id, status, orders, delivered, last) in CASES {
        let connect = lab.connect().await;
        let iccid = &scenarios.iter().find(|it| it.0 == id).unwrap().1;
        let before = connect.subscriptions(iccid).await.len();
        let order = if id == "connect-unavailable" { esim_order(iccid) } else { psim_order(iccid) };
        let request = connect.order(&order);
        let answer = match id {
            "connect-silent" => read_until(request, || !lab.running.ledger().connect_orders_for(iccid).is_empty()).await,
            _ => read(request).await,
        };
        assert_eq!(answer.as_ref().map(|it| it.0), status, "{id}: {answer:?}");
        assert_eq!(lab.running.ledger().connect_orders_for(iccid).len(), orders, "{id}");
        lab.running.advance(Duration::from_secs(30));
        let connect = lab.connect().await;
        assert_eq!(connect.subscriptions(iccid).await.len() - before, delivered, "{id}");
        let ledger = lab.running.ledger();
        assert_eq!(ledger.connect_orders_for(iccid).first().map_or("", |it| it.status.as_str()), last, "{id}");
    }
}

#[tokio::test]
async fn refusals_speak_the_documented_words() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let scenarios = lab.scenarios("lab-connect").await;
    let table = [
        ("connect-400", "INVALID_REQUEST_PARAMS"),
        ("connect-401", "UNAUTHORISED"),
        ("connect-403", "ACCESS_DENIED"),
        ("connect-406", "UNACCEPTABLE"),
        ("connect-422", "PRODUCT_NOT_FOUND"),
        ("connect-429", "TOO MANY REQUESTS"),
    ];
    for (id, kind) in table {
        let iccid = &scenarios.iter().find(|it| it.0 == id).unwrap().1;
        assert_eq!(read(connect.order(&psim_order(iccid))).await.unwrap().1["type"], kind, "{id}");
    }
    let iccid = &scenarios.iter().find(|it| it.0 == "connect-429-other").unwrap().1;
    let other = connect.order(&psim_order(iccid)).send().await.unwrap();
    assert!(other.headers().contains_key("x-rate-limit-reset"));
    let body: serde_json::Value = other.json().await.unwrap();
    assert_eq!(body["http_status_code"], 429);
}

#[tokio::test]
async fn an_expired_token_and_a_busy_moment_recover_with_a_single_order() {
    let lab = Lab::open().await;
    let scenarios = lab.scenarios("lab-connect").await;
    for id in ["connect-401-once", "connect-429-once"] {
        let iccid = &scenarios.iter().find(|it| it.0 == id).unwrap().1;
        let first = read(lab.connect().await.order(&psim_order(iccid))).await.unwrap();
        assert!(first.0 == 401 || first.0 == 429);
        assert_eq!(read(lab.connect().await.order(&psim_order(iccid))).await.unwrap().0, 201, "{id}");
        assert_eq!(lab.running.ledger().connect_orders_for(iccid).len(), 1, "{id}");
    }
}

#[tokio::test]
async fn a_slow_order_takes_its_twenty_seconds_and_an_early_one_delivers_before_it_says_so() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let scenarios = lab.scenarios("lab-connect").await;
    let sim = |id: &str| scenarios.iter().find(|it| it.0 == id).unwrap().1.clone();
    let slow = read(connect.order(&psim_order(&sim("connect-slow")))).await.unwrap().1;
    let early = read(connect.order(&psim_order(&sim("connect-early")))).await.unwrap().1;
    let before = connect.subscriptions(&sim("connect-early")).await.len();
    lab.running.advance(Duration::from_secs(2));
    assert_eq!(connect.status(early["id"].as_str().unwrap()).await, "FULFILLING");
    assert_eq!(connect.subscriptions(&sim("connect-early")).await.len(), before + 1);
    lab.running.advance(Duration::from_secs(17));
    assert_eq!(connect.status(slow["id"].as_str().unwrap()).await, "FULFILLING");
    lab.running.advance(Duration::from_secs(1));
    assert_eq!(connect.status(slow["id"].as_str().unwrap()).await, "COMPLETED");
}

#[tokio::test]
async fn a_failed_order_may_carry_a_reason() {
    let lab = Lab::open().await;
    lab.running.change_settings(|it| it.connect.failed_with_reason = true);
    let connect = lab.connect().await;
    let scenarios = lab.scenarios("lab-connect").await;
    let iccid = &scenarios.iter().find(|it| it.0 == "connect-failed").unwrap().1;
    let order = read(connect.order(&psim_order(iccid))).await.unwrap().1;
    lab.running.advance(Duration::from_secs(3));
    let failed = read(connect.get(&format!("orders/{}", order["id"].as_str().unwrap()))).await.unwrap().1;
    assert_eq!((&failed["status"], &failed["type"]), (&json!("FAILED"), &json!("FULFILMENT_FAILED")));
    assert!(failed.get("output").is_none());
}
