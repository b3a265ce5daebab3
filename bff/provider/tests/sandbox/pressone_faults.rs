use crate::stage::{BONBON, LISBON, calls, esim, order, pressone, pressone_settings, pressone_with, sandbox};
use contract::RejectionCode as Code;
use provider::{Baseline, Evidence, Provider as _, Transport, UnknownWhy, Verdict};
use sandbox::{Fault, FaultRule, Operation, Player, When};
use std::collections::BTreeMap;

const REFUSALS: &str = "89340000000100001";

fn reply(status: u16, body: &str, headers: &[(&str, &str)], when: When) -> Fault {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>();
    Fault::Reply { status, body: body.to_owned(), content_type: "application/json".to_owned(), headers, when }
}

#[tokio::test]
async fn every_documented_refusal_buys_nothing_and_names_its_cause() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    for (number, key, code, retry_after) in [
        (1, "limit", Code::PurchaseLimit, None),
        (2, "fields", Code::OurFault, None),
        (3, "withdrawn", Code::NotOffered, None),
        (4, "recycled", Code::SimRetired, None),
        (5, "11", Code::ShopCannot, None),
        (6, "13", Code::Busy, None),
        (7, "14", Code::OurFault, None),
        (8, "23", Code::Unavailable, None),
        (9, "33", Code::Unavailable, None),
        (10, "34", Code::Unavailable, None),
        (11, "43", Code::OurFault, None),
        (12, "89", Code::ShopCannot, None),
    ] {
        let order = order(esim(REFUSALS), &format!("magic-{key}-14days-{number}gb-topup"));
        let evidence = pressone.submit(&order).await;
        assert_eq!(pressone.classify(&order, &evidence), Verdict::Refused { code, retry_after }, "{key}: {evidence:?}");
    }
    let busy = order(esim(REFUSALS), "magic-busy-14days-13gb-topup");
    let evidence = pressone.submit(&busy).await;
    assert_eq!(pressone.classify(&busy, &evidence), Verdict::Limited { wait: 30 });
    assert!(sandbox.ledger().topups_for(REFUSALS).is_empty());
}

#[tokio::test]
async fn a_sim_that_pressone_does_not_know_is_refused() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let order = order(esim("89340000000009999"), BONBON);
    let evidence = pressone.submit(&order).await;
    assert!(matches!(pressone.classify(&order, &evidence), Verdict::Refused { code: Code::SimNotEligible, .. }), "{evidence:?}");
}

/// The heart of it: whatever happens to an answer, the verdict is unknown, and the evidence found later agrees with what was
/// really bought.
#[tokio::test]
async fn every_ambiguous_answer_is_unknown_and_evidence_agrees_with_the_ledger() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    for (number, key, why, bought) in [
        (101, "53-not-bought", UnknownWhy::Code, 0),
        (102, "53-bought", UnknownWhy::Code, 1),
        (103, "500", UnknownWhy::Status, 0),
        (104, "502", UnknownWhy::Status, 1),
        (105, "dropped-after", UnknownWhy::Broken, 1),
        (106, "dropped-before", UnknownWhy::Broken, 0),
        (108, "cut", UnknownWhy::Broken, 1),
        (109, "silent", UnknownWhy::Broken, 1),
        (110, "html", UnknownWhy::Unreadable, 1),
        (111, "success-false", UnknownWhy::Unreadable, 1),
        (113, "wrong-echo", UnknownWhy::Mismatch, 1),
    ] {
        let iccid = format!("89340000000100{number}");
        let order = order(esim(&iccid), BONBON);
        let evidence = pressone.submit(&order).await;
        assert_eq!(pressone.classify(&order, &evidence), Verdict::Unknown(why), "{key}: {evidence:?}");
        assert_eq!(sandbox.ledger().topups_for(&iccid).len(), bought, "{key}: one send, at most one purchase");
        let found = pressone.find_evidence(&order, &Baseline::default()).await.unwrap();
        assert_eq!(found.len(), bought, "{key}: {found:?}");
        assert!(found.iter().all(|it| it.by_marker && !it.undone), "{key}");
        let words = evidence.error.unwrap_or_default();
        assert!(!words.contains(&iccid) && !words.contains("http://"), "{key}: {words}");
    }
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Submit), 11, "nothing was ever sent twice");
}

#[tokio::test]
async fn a_purchase_that_is_listed_late_is_found_once_it_is_listed() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let order = order(esim("89340000000100112"), BONBON);
    let evidence = pressone.submit(&order).await;
    assert_eq!(pressone.classify(&order, &evidence), Verdict::Unknown(UnknownWhy::Broken));
    assert_eq!(pressone.find_evidence(&order, &Baseline::default()).await, Ok(vec![]));
    sandbox.advance(std::time::Duration::from_secs(61));
    assert_eq!(pressone.find_evidence(&order, &Baseline::default()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_that_ends_at_the_send_costs_one_more_attempt_and_no_second_purchase() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let iccid = "89340000000100115";
    let mut order = order(esim(iccid), BONBON);
    let evidence = pressone.submit(&order).await;
    assert_eq!(pressone.classify(&order, &evidence), Verdict::Unauthorised);
    assert!(sandbox.ledger().topups_for(iccid).is_empty());
    pressone.renew_token().await;
    order.attempt = 2;
    let evidence = pressone.submit(&order).await;
    assert!(matches!(pressone.classify(&order, &evidence), Verdict::Delivered(_)), "{evidence:?}");
    assert_eq!(sandbox.ledger().topups_for(iccid).len(), 1);
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Token), 2);
}

#[tokio::test]
async fn the_limiter_lets_a_later_attempt_through() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let order = order(esim(REFUSALS), "magic-busy-once-14days-14gb-topup");
    let evidence = pressone.submit(&order).await;
    assert_eq!(pressone.classify(&order, &evidence), Verdict::Limited { wait: 3 });
    let evidence = pressone.submit(&order).await;
    assert!(matches!(pressone.classify(&order, &evidence), Verdict::Delivered(_)));
    assert_eq!(sandbox.ledger().topups_for(REFUSALS).len(), 1);
}

#[tokio::test]
async fn a_port_where_nobody_listens_proves_that_nothing_was_sent() {
    let sandbox = sandbox(|_| {}).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let token_url = Some(format!("{}{}/token", sandbox.pressone_url(), sandbox::PRESSONE_PREFIX));
    let settings = provider::PressOneSettings { token_url, ..pressone_settings(format!("http://{free}")) };
    let pressone = pressone_with(&sandbox, settings);
    let order = order(esim(LISBON), BONBON);
    let evidence = pressone.submit(&order).await;
    assert_eq!((evidence.transport, evidence.status), (Transport::NotSent, None), "{evidence:?}");
    assert_eq!(pressone.classify(&order, &evidence), Verdict::NotSent);
}

#[tokio::test]
async fn a_token_that_cannot_be_had_proves_that_nothing_was_sent() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    for fault in [reply(500, "", &[], When::Before), Fault::Drop { when: When::Before }] {
        sandbox.arm(FaultRule::once(Player::Pressone, Operation::Token, fault));
        let order = order(esim(LISBON), BONBON);
        let evidence = pressone.submit(&order).await;
        assert_eq!(pressone.classify(&order, &evidence), Verdict::NotSent, "{evidence:?}");
        assert!(!evidence.error.unwrap_or_default().contains("secret"));
    }
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Submit), 0);
}

#[tokio::test]
async fn a_purchase_never_follows_a_redirect() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    for status in [301, 302, 307, 308] {
        let location = format!("{}{}/orders/topups", sandbox.pressone_url(), sandbox::PRESSONE_PREFIX);
        sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, reply(status, "", &[("location", &location)], When::Before)));
        let order = order(esim(LISBON), BONBON);
        let evidence = pressone.submit(&order).await;
        assert_eq!(evidence.status, Some(status));
        assert_eq!(pressone.classify(&order, &evidence), Verdict::Unknown(UnknownWhy::Status));
    }
    let ledger = sandbox.ledger();
    assert!(ledger.topups_for(LISBON).is_empty());
    assert_eq!(ledger.requests.len(), 1 + 4, "one token, and one call per send: {:?}", ledger.requests);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off_and_unknown() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let long = format!(r#"{{"data": "{}"}}"#, "x".repeat(200_000));
    sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, reply(200, &long, &[], When::After)));
    let order = order(esim(LISBON), BONBON);
    let Evidence { transport, status, body, .. } = pressone.submit(&order).await;
    assert_eq!((transport, status, body.len()), (Transport::Broken, Some(200), 64 * 1024));
}

#[tokio::test]
async fn an_order_list_that_cannot_be_read_is_an_error_and_not_an_absence() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let order = order(esim(LISBON), BONBON);
    pressone.submit(&order).await;
    for fault in [
        reply(500, "", &[], When::Before),
        reply(200, "{}", &[], When::Before),
        reply(200, r#"{"data": [null]}"#, &[], When::Before),
        reply(422, r#"{"data": {"limit": "The limit must be an integer."}}"#, &[], When::Before),
        reply(429, r#"{"message": "Too Many Attempts."}"#, &[], When::Before),
        Fault::Cut,
        Fault::Drop { when: When::Before },
    ] {
        sandbox.arm(FaultRule::once(Player::Pressone, Operation::Orders, fault.clone()));
        assert!(pressone.find_evidence(&order, &Baseline::default()).await.is_err(), "{fault:?}");
    }
    assert_eq!(pressone.find_evidence(&order, &Baseline::default()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_caller_who_leaves_does_not_take_a_token_of_the_few_along() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let slow = Fault::Slow { millis: 400, when: When::After };
    sandbox.arm(FaultRule::once(Player::Pressone, Operation::Token, slow).always());
    for _ in 0..3 {
        let left = tokio::time::timeout(std::time::Duration::from_millis(100), pressone.sim(&esim(LISBON))).await;
        assert!(left.is_err(), "gone before there was a token");
    }
    assert!(pressone.sim(&esim(LISBON)).await.is_ok());
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Token), 1);
}

#[tokio::test]
async fn a_purchase_that_lost_its_marker_is_seen_and_is_neither_delivery_nor_absence() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let sim = sandbox.fresh_sim(Player::Pressone).unwrap();
    let cell = ::sandbox::catalogue().iter().find(|cell| cell.name == "pressone-marker-stripped").unwrap();
    cell.arm(&sandbox, &sim.iccid, &sim.package).await.unwrap();
    let order = order(esim(&sim.iccid), &sim.package);
    let evidence = pressone.submit(&order).await;
    assert!(matches!(pressone.classify(&order, &evidence), Verdict::Unknown(_)), "{evidence:?}");
    let found = pressone.find_evidence(&order, &Baseline::default()).await.unwrap();
    assert_eq!(found.len(), sandbox.ledger().topups_for(&sim.iccid).len());
    assert!(!found[0].by_marker && found[0].offer.is_none());
    let before = Baseline { known: vec![found[0].id.0.clone()] };
    assert_eq!(pressone.find_evidence(&order, &before).await, Ok(vec![]), "what was there before is another purchase's");
}
