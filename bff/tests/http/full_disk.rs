//! A disk that takes nothing more: the system itself refuses every write of the BFF's process, until it may write again.

use crate::operator::Operator;
use crate::stage::{ALICE, Stage};
use crate::visitor::{Reply, Visitor, key};
use contract::{Order, OrderStatus, PaymentStatus, ProblemCode};
use reqwest::StatusCode;
use sandbox::{Fault, FaultRule, Operation, PaymentState, Player, When};
use serde_json::{Value, json};
use std::time::Duration;

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

async fn ready(stage: &Stage) -> Reply {
    Reply::of(stage.client.get(format!("{}/readyz", stage.base))).await
}

/// Readiness is found out once a second.
async fn until_ready(stage: &Stage, expected: bool) {
    for _ in 0..600 {
        if ready(stage).await.status.is_success() == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never says ready: {expected}")
}

#[tokio::test]
async fn a_full_disk_refuses_new_orders_before_any_money_and_what_can_be_read_is_read() {
    let stage = Stage::apart().await;
    let mara = stage.visitor("mara").await;
    let sim = mara.sim(SIM).await;
    let before = mara.packages(&sim).await;
    let (intent, key) = (mara.intent(SIM, PACKAGE).await, key());
    assert!(ready(&stage).await.status.is_success());

    stage.limit_files("0").await;
    let problem = mara.place(&key, &intent).await.problem();
    assert_eq!((problem.status, problem.code), (503, ProblemCode::Unavailable));
    assert!(problem.retry_after.is_some());
    let ledger = stage.sandbox.ledger();
    assert_eq!((ledger.payments.len(), ledger.topups_for(SIM).len()), (0, 0));
    until_ready(&stage, false).await;
    assert_eq!(ready(&stage).await.problem().code, ProblemCode::Unavailable);
    let token = stage.token("theo").await;
    let opening =
        || stage.client.post(format!("{}/v1/session", stage.base)).header("origin", stage.origin()).json(&json!({ "token": token }));
    // More often than there are connections to the file: none may stay behind in a transaction that the disk has ended.
    for _ in 0..8 {
        assert_eq!(Reply::of(opening()).await.problem().code, ProblemCode::Unavailable);
    }
    assert!(mara.sims().await.iter().any(|sim| sim.iccid.as_str() == SIM));
    assert!(!mara.offers(&sim).await.is_empty());
    assert_eq!(mara.packages(&sim).await.packages, before.packages);
    let elsewhere = mara.sims().await.into_iter().find(|sim| sim.iccid.as_str() == "89340000000000955").expect("another SIM");
    assert_eq!(mara.packages(&elsewhere).await.packages, [], "its history was never read, and now cannot be asked for");
    assert_eq!(mara.get("/v1/orders?open=true").await.json::<Value>()["orders"], json!([]));
    assert_eq!(Operator::new(&stage, ALICE).get("reviews").await.json::<Value>()["reviews"], json!([]));

    stage.limit_files("unlimited").await;
    until_ready(&stage, true).await;
    assert_eq!(Reply::of(opening()).await.status, StatusCode::OK, "the token was not used up");
    stage.visitor("ana").await;
    let placed = mara.place(&key, &intent).await;
    assert_eq!(placed.status, StatusCode::ACCEPTED, "{}", placed.text);
    settled_once(&stage, &mara, placed.json()).await;
}

#[tokio::test]
async fn a_disk_that_fills_while_an_order_is_sent_loses_nothing_of_it() {
    let stage = Stage::apart().await;
    // The purchase waits until the disk is full, however slow the machine is.
    let held = Duration::from_secs(30);
    let slow = Fault::Slow { millis: 30_000, when: When::Before };
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, slow).on_sim(SIM));
    let mara = stage.visitor("mara").await;
    let intent = mara.intent(SIM, PACKAGE).await;
    let order = mara.follow(mara.place(&key(), &intent).await.json(), |order| order.status == OrderStatus::Sending).await;
    stage.limit_files("0").await;
    stage.sandbox.advance(held);
    for _ in 0..1_200 {
        if !stage.sandbox.ledger().topups_for(SIM).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    until_ready(&stage, false).await;
    let known: Order = mara.get(&format!("/v1/orders/{}", order.id)).await.json();
    assert_eq!(known.status, OrderStatus::Sending, "the customer hears what is stored, and nothing else");
    stage.limit_files("unlimited").await;
    settled_once(&stage, &mara, known).await;
}

async fn settled_once(stage: &Stage, mara: &Visitor<'_>, order: Order) {
    let order = mara.follow(order, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(order.status, OrderStatus::Delivered);
    let ledger = stage.sandbox.ledger();
    let payment = ledger.payment_of(order.id.as_str()).map(|payment| payment.state);
    assert_eq!((ledger.topups_for(SIM).len(), payment), (1, Some(PaymentState::Captured)));
}
