//! A provider in trouble gets no more orders, and customers hear it before any money.

use crate::operator::Operator;
use crate::stage::{ALICE, Stage};
use crate::visitor::key;
use contract::{Order, OrderStatus, ProblemCode, Retry};
use sandbox::{Fault, FaultRule, Operation, Player, When};
use serde_json::{Value, json};

const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn many_unknown_outcomes_stop_new_orders_before_any_money_and_reads_go_on() {
    let stage = Stage::with(|config| config.orders.breaker_unknowns = 1).await;
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, Fault::Drop { when: When::Before }).always());
    let lab = stage.visitor("lab-pressone").await;
    for iccid in ["89340000000100101", "89340000000100103"] {
        let intent = lab.intent(iccid, PACKAGE).await;
        let order: Order = lab.place(&key(), &intent).await.json();
        lab.follow(order, |order| order.status == OrderStatus::Checking).await;
    }
    stage.sandbox.disarm_all();
    let mara = stage.visitor("mara").await;
    let (sim, key) = ("89340000000000872", key());
    let intent = mara.intent(sim, PACKAGE).await;
    let problem = mara.place(&key, &intent).await.problem();
    assert_eq!((problem.status, problem.code, problem.retry), (503, ProblemCode::ProviderUnavailable, Retry::Later));
    assert!(problem.retry_after.is_some_and(|seconds| seconds > 0) && problem.detail.contains("nothing charged"), "{problem:?}");
    let ledger = stage.sandbox.ledger();
    assert_eq!((ledger.topups_for(sim).len(), ledger.payments.len()), (0, 2), "the two doubtful orders hold money, the refused one none");
    let open: Value = mara.get("/v1/orders?open=true").await.json();
    assert_eq!(open["orders"], json!([]), "and left no order");
    assert!(!mara.offers(&mara.sim(sim).await).await.is_empty());

    // Connect is another account.
    let card = "8944472600000510740";
    let order = mara.buy(card, "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=").await;
    assert_eq!((order.status, stage.sandbox.ledger().connect_orders_for(card).len()), (OrderStatus::Delivered, 1));

    let metrics = stage.client.get(format!("{}/metrics", stage.admin)).send().await.expect("an answer").text().await.expect("text");
    for line in [
        r#"topup_breaker_open{account="pressone"} 1"#,
        r#"topup_breaker_open{account="connect"} 0"#,
        r#"topup_recent_unknown_orders{account="pressone"} 2"#,
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} in {metrics}");
    }
    let queue: Value = Operator::new(&stage, ALICE).get("reviews").await.json();
    assert_eq!(queue["reviews"], json!([]), "a breaker is no review");
}
