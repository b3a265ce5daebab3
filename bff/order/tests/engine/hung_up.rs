//! A customer who is gone before the answer: an order that is stored is carried out all the same, and at once.

use crate::support::fake_hook::FakeHook;
use crate::support::fake_provider::FakeProvider;
use crate::support::*;
use order::{Engine, Fulfilment, Journal, Settings, SqliteJournal, TokioClock};
use std::future::Future as _;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_order_whose_customer_hangs_up_as_it_is_stored_starts_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens"));
    let clock = Arc::new(TokioClock::starting_at(START));
    let provider = FakeProvider::by_marker();
    provider.set_clock(clock.clone());
    let offers = Mutex::new(Ok(vec![offer("3gb", 1000)]));
    let hook = Arc::new(FakeHook::default());
    let shop = Arc::new(FakeShop { provider: Arc::new(provider), hook, has_hook: Mutex::new(true), offers });
    let engine = Engine::start_with_clock(journal.clone(), shop, Settings::default(), clock).await.expect("the engine starts");

    let mut placing = Box::pin(engine.place(placement("one")));
    let stored = loop {
        let polled = std::future::poll_fn(|context| Poll::Ready(placing.as_mut().poll(context).is_ready())).await;
        assert!(!polled, "the customer is to hang up before the answer");
        // Nobody polls meanwhile, so the database ends whatever step was begun, and the row is seen before the answer is.
        tokio::time::sleep(Duration::from_millis(20)).await;
        if let Some(order) = journal.by_key(&customer("cus_1"), &key("one")).await.expect("readable") {
            break order;
        }
    };
    drop(placing);

    // Read beside the engine: whoever asks the engine about an order also reminds it of that order.
    let patience = Instant::now() + Duration::from_secs(60);
    while journal.load(&stored.id).await.expect("readable").expect("known").fulfilment != Fulfilment::Delivered {
        assert!(Instant::now() < patience, "the order was stored and left alone");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    engine.stop().await;
}
