//! Starting and stopping: one clear line when it cannot start, nothing lost when it stops.

use crate::stage::Stage;
use crate::visitor::{Visitor, key};
use contract::{Order, OrderStatus};
use sandbox::{Fault, FaultRule, Operation, Player, When};
use std::future::Future as _;
use std::task::Poll;
use std::time::{Duration, Instant};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn a_stop_lets_a_send_under_way_end_and_a_restart_goes_on() {
    let mut stage = Stage::open().await;
    // It goes out when the stop has begun, however slow the machine is.
    let held = Duration::from_secs(30);
    let slow = Fault::Slow { millis: 30_000, when: When::Before };
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, slow).on_sim(SIM));
    let (handle, order) = {
        let mara = stage.visitor("mara").await;
        let intent = mara.intent(SIM, PACKAGE).await;
        let order: Order = mara.place(&key(), &intent).await.json();
        let order = mara.follow(order, |order| order.status == OrderStatus::Sending).await;
        (mara.handle, order)
    };
    {
        let Stage { sandbox, running, .. } = &mut stage;
        let stopping = running.take().expect("it runs").stop();
        let mut stopping = std::pin::pin!(stopping);
        let waits = std::future::poll_fn(|context| Poll::Ready(stopping.as_mut().poll(context).is_pending())).await;
        assert!(waits, "a send is under way");
        sandbox.advance(held);
        stopping.await;
    }
    stage.restart().await;
    assert_eq!(stage.sandbox.ledger().topups_for(SIM).len(), 1);
    let mara = Visitor { stage: &stage, handle };
    let path = format!("/v1/orders/{}", order.id);
    let order = mara.follow(mara.get(&path).await.json(), Order::is_final).await;
    assert_eq!(order.status, OrderStatus::Delivered);
    assert_eq!(stage.sandbox.ledger().topups_for(SIM).len(), 1);
}

#[tokio::test]
async fn a_stop_answers_long_polls() {
    let mut stage = Stage::open().await;
    let poll = {
        let mara = stage.visitor("mara").await;
        let order = mara.buy(SIM, PACKAGE).await;
        let order = mara.follow(order, |order| order.payment == contract::PaymentStatus::Charged).await;
        let path = format!("/v1/orders/{}?after={}&wait=20", order.id, order.version);
        tokio::spawn(mara.request(reqwest::Method::GET, &path).send())
    };
    // Answers to later requests on other connections: by then the poll has long been taken.
    for _ in 0..3 {
        let alive = stage.client.get(format!("{}/healthz", stage.base)).send().await.expect("an answer");
        assert!(alive.status().is_success());
    }
    assert!(!poll.is_finished());
    let started = Instant::now();
    stage.stop().await;
    assert!(started.elapsed() < Duration::from_secs(18), "the poll of 20 s was answered early");
    let reply = poll.await.expect("the task ends").expect("an answer");
    assert!(reply.status().is_success());
}
