//! Two engines on one journal, as two processes on one database.

use crate::support::fake_provider::{Act, FakeProvider};
use crate::support::wrapped_journal::WrappedJournal;
use crate::support::*;
use contract::{OrderStatus, PaymentStatus};
use order::{Journal, MemoryJournal, News, Settings};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

/// A process whose commits are told on `told`, and one that hears what is told on `heard`, with the journal that they share.
async fn two(told: broadcast::Sender<News>, heard: broadcast::Sender<News>) -> (World, order::Engine) {
    let shared: Arc<dyn Journal> = Arc::new(MemoryJournal::default());
    let one = Arc::new(WrappedJournal::shared(shared.clone(), told, broadcast::channel(64).0));
    let other: Arc<dyn Journal> = Arc::new(WrappedJournal::shared(shared, broadcast::channel(64).0, heard));
    let world = World::build(FakeProvider::by_marker(), one, Settings::default()).await;
    let listener = world.another_engine(&other).await;
    (world, listener)
}

/// How long after the change a long-poll on the other process answers with it.
async fn lag(world: &World, listener: &order::Engine) -> Duration {
    world.shop.provider.will([Act::SellAfter(Duration::from_millis(8_300))]);
    let placed = world.place(placement("one")).await;
    let sent = world.until_status(&placed.id, OrderStatus::Sending).await;
    let began = tokio::time::Instant::now();
    let sims = [placed.sim.clone()];
    let seen = listener.wait(&customer("cus_1"), &sims, &placed.id, sent.version, Duration::from_secs(25)).await;
    assert_eq!(seen.expect("readable").expect("known").status, OrderStatus::Delivered);
    began.elapsed().saturating_sub(Duration::from_millis(8_300))
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_hears_at_once_what_another_process_has_committed() {
    let line = broadcast::channel(64).0;
    let (world, listener) = two(line.clone(), line).await;
    assert!(lag(&world, &listener).await < Duration::from_millis(10));
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_that_misses_the_news_looks_for_itself_within_a_second() {
    let (world, listener) = two(broadcast::channel(64).0, broadcast::channel(64).0).await;
    let lag = lag(&world, &listener).await;
    assert!(lag > Duration::from_millis(10) && lag <= Duration::from_secs(1), "{lag:?}");
}

#[tokio::test(start_paused = true)]
async fn two_processes_share_the_work_and_every_order_is_sent_once() {
    let line = broadcast::channel(64).0;
    let (world, other) = two(line.clone(), line).await;
    let mut placed = Vec::new();
    for number in 0..40_u64 {
        let order = order::Placement { sim: sim(&(89_340_000_000_002_000 + number).to_string()), ..placement(&format!("order-{number}")) };
        let engine = if number.is_multiple_of(2) { &world.engine } else { &other };
        placed.push(engine.place(order).await.expect("taken").0);
    }
    for order in &placed {
        world.until(&order.id, |order| order.payment == PaymentStatus::Charged).await;
    }
    assert_eq!(world.shop.provider.sends().len(), 40);
    let sent = world.engine.figures().sends + other.figures().sends;
    assert_eq!(sent, 40);
}
