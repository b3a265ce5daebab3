use crate::connect_journey::accepted;
use crate::stage::{EUROPE, calls, connect, order, psim, sandbox};
use contract::RejectionCode as Code;
use provider::{Provider as _, StatusReading, UnknownWhy, Verdict};
use sandbox::{Fault, FaultRule, Operation, Player, When};
use std::time::Duration;

fn lab(number: u32) -> String {
    format!("8944472600000600{number}")
}

#[tokio::test]
async fn every_documented_refusal_buys_nothing_and_names_its_cause() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let refused = |code| Verdict::Refused { code, retry_after: None };
    for (number, expected) in [
        (101, refused(Code::OurFault)),
        (104, refused(Code::ShopCannot)),
        (105, refused(Code::ShopCannot)),
        (106, refused(Code::NotOffered)),
        (107, Verdict::Limited { wait: 60 }),
    ] {
        let order = order(psim(&lab(number)), EUROPE);
        let evidence = connect.submit(&order).await;
        assert_eq!(connect.classify(&order, &evidence), expected, "{number}: {evidence:?}");
    }
    let busy = order(psim(&lab(108)), EUROPE);
    let evidence = connect.submit(&busy).await;
    let Verdict::Limited { wait } = connect.classify(&busy, &evidence) else { panic!("{evidence:?}") };
    assert!((50..=60).contains(&wait), "read from x-rate-limit-reset: {wait}");
    assert!(sandbox.ledger().connect_orders.is_empty());
}

#[tokio::test]
async fn what_connect_itself_refuses_is_refused() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let good = order(psim(&lab(121)), EUROPE);
    let product = provider::Submission { offer: "nobody-sells-this".parse().unwrap(), ..good.clone() };
    let mut country = good.clone();
    country.sim.country = Some("XX".to_owned());
    let mut foreign = good.clone();
    foreign.sim.iccid = "8944472600000999990".parse().unwrap();
    for (order, expected) in [(product, Code::NotOffered), (country, Code::OurFault), (foreign, Code::ShopCannot)] {
        let evidence = connect.submit(&order).await;
        let verdict = connect.classify(&order, &evidence);
        assert!(matches!(verdict, Verdict::Refused { code, .. } if code == expected), "{evidence:?}");
    }
    assert!(sandbox.ledger().connect_orders.is_empty());
}

#[tokio::test]
async fn a_token_that_ends_at_the_send_costs_one_more_attempt_and_no_second_order() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let mut order = order(psim(&lab(102)), EUROPE);
    let evidence = connect.submit(&order).await;
    assert_eq!(connect.classify(&order, &evidence), Verdict::Unauthorised);
    connect.renew_token().await;
    order.attempt = 2;
    accepted(&connect, &order).await;
    let ledger = sandbox.ledger();
    let taken = ledger.connect_orders_for(order.sim.iccid.as_str());
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].correlation_id, Some(format!("{}-2", order.marker.as_str())));
}

#[tokio::test]
async fn every_ambiguous_answer_is_unknown_and_evidence_agrees_with_the_ledger() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    for (number, why, bought) in [
        (110, UnknownWhy::Status, 1),
        (111, UnknownWhy::Status, 0),
        (116, UnknownWhy::Broken, 1),
        (117, UnknownWhy::Broken, 0),
        (118, UnknownWhy::Broken, 1),
        (119, UnknownWhy::Broken, 1),
    ] {
        let order = order(psim(&lab(number)), EUROPE);
        let iccid = order.sim.iccid.as_str();
        let baseline = connect.baseline(&order.sim).await.unwrap();
        let evidence = connect.submit(&order).await;
        assert_eq!(connect.classify(&order, &evidence), Verdict::Unknown(why), "{number}: {evidence:?}");
        assert_eq!(sandbox.ledger().connect_orders_for(iccid).len(), bought, "{number}: one send, at most one order");
        sandbox.advance(Duration::from_secs(5));
        let found = connect.find_evidence(&order, &baseline).await.unwrap();
        let delivered: Vec<_> = sandbox.ledger().connect_orders_for(iccid).iter().filter_map(|it| it.subscription_id.clone()).collect();
        assert_eq!(found.iter().map(|it| it.id.0.clone()).collect::<Vec<_>>(), delivered, "{number}");
        assert_eq!(delivered.len(), bought, "{number}");
    }
    assert_eq!(calls(&sandbox.ledger(), Player::Connect, Operation::Submit), 6, "nothing was ever sent twice");
}

#[tokio::test]
async fn a_subscription_that_is_listed_late_is_found_once_it_is_listed() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(&lab(120)), EUROPE);
    let baseline = connect.baseline(&order.sim).await.unwrap();
    let evidence = connect.submit(&order).await;
    assert_eq!(connect.classify(&order, &evidence), Verdict::Unknown(UnknownWhy::Broken));
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(connect.find_evidence(&order, &baseline).await, Ok(vec![]));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(connect.find_evidence(&order, &baseline).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_failed_order_is_a_claim_and_the_sim_tells_the_truth() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    for (number, delivered) in [(112, 0), (113, 1)] {
        let order = order(psim(&lab(number)), EUROPE);
        let baseline = connect.baseline(&order.sim).await.unwrap();
        let id = accepted(&connect, &order).await;
        sandbox.advance(Duration::from_secs(10));
        assert_eq!(connect.status(&order, &id).await, Ok(StatusReading::Failed(Code::NotAdded)), "{number}");
        assert_eq!(connect.find_evidence(&order, &baseline).await.unwrap().len(), delivered, "{number}");
    }
}

#[tokio::test]
async fn a_stuck_order_is_never_anything_but_accepted() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(&lab(115)), EUROPE);
    let id = accepted(&connect, &order).await;
    for _ in 0..3 {
        sandbox.advance(Duration::from_secs(3_600));
        assert_eq!(connect.status(&order, &id).await, Ok(StatusReading::Accepted));
    }
}

#[tokio::test]
async fn a_completed_order_without_a_readable_subscription_is_under_way() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(&lab(121)), EUROPE);
    let id = accepted(&connect, &order).await;
    sandbox.advance(Duration::from_secs(10));
    let missing = Fault::Reply {
        status: 404,
        body: r#"{"type": "SUBSCRIPTION_NOT_FOUND", "messages": []}"#.to_owned(),
        content_type: "application/json".to_owned(),
        headers: std::collections::BTreeMap::new(),
        when: When::Before,
    };
    sandbox.arm(FaultRule::once(Player::Connect, Operation::Subscription, missing));
    assert_eq!(connect.status(&order, &id).await, Ok(StatusReading::Fulfilling));
    assert!(matches!(connect.status(&order, &id).await, Ok(StatusReading::Completed { .. })));
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_an_error_and_not_an_absence() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(&lab(121)), EUROPE);
    let baseline = connect.baseline(&order.sim).await.unwrap();
    for fault in [Fault::Cut, Fault::Drop { when: When::Before }] {
        sandbox.arm(FaultRule::once(Player::Connect, Operation::Subscriptions, fault.clone()));
        assert!(connect.find_evidence(&order, &baseline).await.is_err(), "{fault:?}");
        sandbox.arm(FaultRule::once(Player::Connect, Operation::Subscriptions, fault));
        assert!(connect.baseline(&order.sim).await.is_err());
    }
}

#[tokio::test]
async fn a_list_that_ignores_its_filter_brings_nothing_of_another_sim() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(&lab(121)), EUROPE);
    let body = format!(
        r#"{{"data": [{{"id": "ours", "sim_id": "{}", "product_id": "{EUROPE}"}},
            {{"id": "theirs", "sim_id": "8944472600000510740", "product_id": "{EUROPE}"}}], "_metadata": {{"page_count": 1}}}}"#,
        order.sim.iccid.as_str()
    );
    let content_type = "application/json".to_owned();
    let reply = Fault::Reply { status: 200, body, content_type, headers: std::collections::BTreeMap::new(), when: When::Before };
    sandbox.arm(FaultRule::once(Player::Connect, Operation::Subscriptions, reply).always());
    assert_eq!(connect.baseline(&order.sim).await.unwrap().known, ["ours"]);
    let found = connect.find_evidence(&order, &provider::Baseline::default()).await.unwrap();
    assert_eq!(found.iter().map(|it| it.id.0.as_str()).collect::<Vec<_>>(), ["ours"]);
}
