//! What the engine must not be talked into: by people who are too early, a provider that repeats itself, or a clock that jumps.

use crate::support::fake_provider::{Act, FakeProvider};
use crate::support::wrapped_journal::WrappedJournal;
use crate::support::*;
use contract::{OrderStatus, PaymentStatus};
use order::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const ICCID: &str = "89340000000000872";

fn by(who: &str, decision: Decision) -> Ruling {
    Ruling { decision, who: who.to_owned(), note: "asked the provider's desk".to_owned() }
}

#[tokio::test(start_paused = true)]
async fn a_resend_is_not_made_when_the_first_package_has_turned_up_meanwhile() {
    for provider in [FakeProvider::by_marker(), FakeProvider::by_difference()] {
        let world = World::with(provider).await;
        *world.shop.provider.lists.lock().expect("no panic") = false;
        world.shop.provider.will([Act::SellInSilence]);
        let placed = world.place(placement("one")).await;
        let order = world.until_status(&placed.id, OrderStatus::Review).await;
        world.engine.resolve(&order.id, by("ana", Decision::Resend)).await.expect("noted");
        // The list is late by more than a day.
        world.shop.provider.list_everything();
        world.engine.resolve(&order.id, by("ben", Decision::Resend)).await.expect("possible");
        world.pass(10 * MINUTE).await;
        assert_eq!((world.shop.provider.bought_for(ICCID), world.shop.provider.sends().len()), (1, 1));
        let row = world.journal.load(&order.id).await.expect("readable").expect("known");
        assert_eq!((row.fulfilment, row.review_reason), (Fulfilment::None, Some(ReviewReason::Contradiction)));
        world.engine.resolve(&order.id, by("ana", Decision::Attach { effect: "5000".to_owned(), unseen: false })).await.expect("possible");
        let done = world.until(&order.id, |order| order.payment == PaymentStatus::Charged).await;
        assert_eq!(done.status, OrderStatus::Delivered);
        let events = world.journal.events(&order.id).await.expect("readable");
        assert_eq!(replay(&events).expect("legal"), world.journal.load(&order.id).await.expect("readable"));
    }
}

#[tokio::test(start_paused = true)]
async fn one_package_is_never_charged_to_two_orders_because_an_answer_came_twice() {
    let world = World::new().await;
    let first = world.place(placement("one")).await;
    world.until(&first.id, |order| order.payment == PaymentStatus::Charged).await;
    world.shop.provider.will([Act::Claim("5000")]);
    let second = world.place(placement("two")).await;
    world.until_status(&second.id, OrderStatus::Review).await;
    assert_eq!(world.shop.provider.bought_for(ICCID), 1);
    assert_eq!(world.shop.hook.steps(&second.id), ["authorised"]);
}

#[tokio::test(start_paused = true)]
async fn one_package_is_never_given_to_two_orders_of_different_sims() {
    let world = World::new().await;
    let first = world.place(placement("one")).await;
    world.until(&first.id, |order| order.payment == PaymentStatus::Charged).await;
    // The provider answers for another SIM with the purchase of the first.
    world.shop.provider.will([Act::Claim("5000")]);
    let mut elsewhere = placement("two");
    elsewhere.sim = sim("89340000000000111");
    let second = world.place(elsewhere).await;
    world.until_status(&second.id, OrderStatus::Review).await;
    let row = world.journal.load(&second.id).await.expect("readable").expect("known");
    assert_eq!((row.fulfilment, row.review_reason), (Fulfilment::Unknown, Some(ReviewReason::EffectTaken)));
    assert!(row.attempts[0].evidence.is_some(), "what was heard is kept");
    // Nor may a person give it twice.
    let attach = Decision::Attach { effect: "5000".to_owned(), unseen: true };
    let refused = world.engine.resolve(&second.id, by("ana", attach)).await;
    assert_eq!(refused, Err(RulingError::NotPossible("that was bought by another order of ours")));
    assert_eq!(world.shop.hook.steps(&second.id), ["authorised"]);
    let events = world.journal.events(&second.id).await.expect("readable");
    assert_eq!(replay(&events).expect("legal"), Some(row));
}

/// The machine sleeps for a quarter of an hour as soon as the first intent is on disk: the wall clock goes on, the monotonic one
/// does not.
struct Sleeper {
    inner: Arc<dyn Clock>,
    slept: AtomicBool,
}

impl Clock for Sleeper {
    fn now(&self) -> Moment {
        let slept = self.slept.load(Ordering::SeqCst);
        self.inner.now().plus(if slept { 15 * MINUTE } else { Duration::ZERO })
    }
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_slept_between_intent_and_send_sends_nothing_after_the_deadline() {
    let world = World::new().await;
    world.engine.stop().await;
    let clock = Arc::new(Sleeper { inner: world.clock.clone(), slept: AtomicBool::new(false) });
    let falls_asleep = clock.clone();
    let journal = WrappedJournal::new(world.journal.clone()).noticing(move |commit| {
        if commit.changes.iter().any(|change| matches!(change, Change::Intended { .. })) {
            falls_asleep.slept.store(true, Ordering::SeqCst);
        }
    });
    let engine = Engine::start_with_clock(Arc::new(journal), world.shop.clone(), Settings::default(), clock).await.expect("it starts");
    let placed = engine.place(placement("one")).await.expect("taken").0;
    world.pass(MINUTE).await;
    let row = world.journal.load(&placed.id).await.expect("readable").expect("known");
    assert_eq!(row.fulfilment, Fulfilment::Delivered);
    let heard: Vec<_> = row.attempts.iter().filter_map(|attempt| attempt.evidence.as_ref()).map(|heard| heard.transport).collect();
    assert_eq!(heard, [provider::Transport::NotSent, provider::Transport::Complete]);
    assert_eq!(world.shop.provider.sends().iter().map(|send| send.attempt).collect::<Vec<_>>(), [2]);
}
