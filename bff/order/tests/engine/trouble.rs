//! A troubled provider, one that hangs, and a journal that is gone for a while.

use crate::support::fake_provider::{Act, FakeProvider};
use crate::support::wrapped_journal::WrappedJournal;
use crate::support::*;
use contract::{Order, OrderStatus, PaymentStatus, RejectionCode};
use order::{MemoryJournal, PlaceError, Placement, Settings};
use std::sync::Arc;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn on_sim(name: &str, number: u64) -> Placement {
    Placement { sim: sim(&(89_340_000_000_001_000 + number).to_string()), ..placement(name) }
}

async fn lose_answers(world: &World, orders: u64) {
    for number in 0..orders {
        world.shop.provider.will([Act::Silence]);
        let placed = world.place(on_sim(&format!("lost-{number}"), number)).await;
        world.until_status(&placed.id, OrderStatus::Checking).await;
    }
}

#[tokio::test(start_paused = true)]
async fn after_six_unknown_orders_in_ten_minutes_nobody_buys_there_until_it_is_quiet() {
    let world = World::new().await;
    lose_answers(&world, 5).await;
    let known = world.place(placement("fits")).await;
    world.until(&known.id, |order| order.payment == PaymentStatus::Charged).await;
    world.shop.provider.will([Act::Silence]);
    let sixth = world.place(on_sim("sixth", 6)).await;
    world.until_status(&sixth.id, OrderStatus::Checking).await;
    let (sends, refused) = (world.shop.provider.sends().len(), on_sim("seventh", 7));
    assert_eq!(world.engine.place(refused.clone()).await, Err(PlaceError::ProviderTroubled { retry_after: 60 }));
    assert_eq!(world.journal.by_key(&refused.customer, &refused.key).await, Ok(None), "there is no order and no money");
    assert_eq!(world.shop.provider.sends().len(), sends);
    let (again, new) = world.engine.place(placement("fits")).await.expect("what was placed is answered");
    assert_eq!((again.id, new), (known.id, false));
    let looks = *world.shop.provider.looks.lock().expect("no panic");
    world.pass(5 * MINUTE).await;
    assert!(*world.shop.provider.looks.lock().expect("no panic") > looks, "finding out goes on");
    let mut elsewhere = on_sim("elsewhere", 8);
    elsewhere.sim.account = "connect".to_owned();
    assert!(world.engine.place(elsewhere).await.is_ok(), "another provider is another matter");
    assert_eq!(world.engine.figures().breaker_trips, 1);
    world.pass(6 * MINUTE).await;
    let placed = world.place(refused).await;
    world.until_status(&placed.id, OrderStatus::Delivered).await;
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_taken_before_the_trouble_is_rejected_unsent_with_its_money_back() {
    let world = World::new().await;
    world.shop.provider.will([Act::Limited(30)]);
    let waiting = world.place(placement("one")).await;
    world.until(&waiting.id, |order| order.payment == PaymentStatus::Reserved).await;
    lose_answers(&world, 6).await;
    let done = world.until(&waiting.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!((done.status, done.rejection.expect("a reason").code), (OrderStatus::Rejected, RejectionCode::ProviderUnavailable));
    let sends = world.shop.provider.sends();
    assert_eq!(sends.iter().filter(|send| send.sim.iccid.as_str() == "89340000000000872").count(), 1, "the limited one alone");
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_leaves_room_for_the_others() {
    let settings = Settings { concurrency: 4, per_account: 2, ..Settings::default() };
    let world = World::build(FakeProvider::by_marker(), Arc::new(MemoryJournal::default()), settings).await;
    world.shop.provider.will([Act::Hang { sells: false }, Act::Hang { sells: false }]);
    let mut hanging = Vec::new();
    for number in 0..6 {
        hanging.push(world.place(on_sim(&format!("hangs-{number}"), number)).await);
    }
    world.pass(Duration::from_secs(5)).await;
    let mut elsewhere = on_sim("elsewhere", 9);
    elsewhere.sim.account = "connect".to_owned();
    let placed = world.place(elsewhere).await;
    world.pass(Duration::from_secs(5)).await;
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
    assert_eq!(world.shop.provider.sends().len(), 3, "two hang, and one of another account");
    // The two have ended as unknown; now come the others.
    for order in &hanging[2..] {
        world.until_status(&order.id, OrderStatus::Delivered).await;
    }
}

#[tokio::test(start_paused = true)]
async fn fifty_askers_of_a_due_order_cause_one_check() {
    let world = World::new().await;
    world.shop.provider.will([Act::Silence]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Checking).await;
    world.pass(3 * 60 * MINUTE).await;
    let looks = *world.shop.provider.looks.lock().expect("no panic");
    let last = world.journal.load(&placed.id).await.expect("readable").expect("known").watch.expect("watched").last.expect("asked");
    // Right onto the moment of the next one, an hour after the last.
    let due = last.plus(60 * MINUTE);
    world.pass(due.since(order::Clock::now(world.clock.as_ref()))).await;
    let mut askers = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (engine, sims, id) = (world.engine.clone(), [placed.sim.clone()], placed.id.clone());
        askers.spawn(async move { engine.order(&customer("cus_1"), &sims, &id).await.expect("readable").expect("known").status });
    }
    assert!(askers.join_all().await.into_iter().all(|status| status == OrderStatus::Checking));
    world.pass(MINUTE).await;
    assert_eq!(*world.shop.provider.looks.lock().expect("no panic"), looks + 1);
}

async fn on_a_journal_that_can_be_lost() -> (World, Arc<WrappedJournal>) {
    let journal = Arc::new(WrappedJournal::new(Arc::new(MemoryJournal::default())));
    let world = World::build(FakeProvider::by_marker(), journal.clone(), Settings::default()).await;
    (world, journal)
}

async fn charged(world: &World, order: &Order) {
    world.until(&order.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(world.shop.hook.steps(&order.id), ["authorised", "captured"]);
    assert_eq!((world.shop.provider.sends().len(), world.shop.provider.bought_for("89340000000000872")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn without_a_journal_nothing_is_taken_and_an_answer_is_kept_until_it_can_be_stored() {
    let (world, journal) = on_a_journal_that_can_be_lost().await;
    world.shop.provider.will([Act::SellAfter(Duration::from_secs(8))]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Sending).await;
    journal.lose(true);
    let refused = on_sim("two", 1);
    assert!(matches!(world.engine.place(refused.clone()).await, Err(PlaceError::Storage(_))));
    assert!(world.engine.ready().await.is_err());
    // The answer comes while there is no journal, for much longer than the send's deadline and the worker's lease.
    world.pass(30 * MINUTE).await;
    journal.lose(false);
    charged(&world, &placed).await;
    assert_eq!(world.journal.by_key(&refused.customer, &refused.key).await, Ok(None));
}

#[tokio::test(start_paused = true)]
async fn an_order_goes_on_after_the_journal_was_gone_wherever_it_stood() {
    for millis in [0, 1, 2, 3, 5, 8, 500, 1_500] {
        let (world, journal) = on_a_journal_that_can_be_lost().await;
        world.shop.provider.will([Act::SellAfter(Duration::from_secs(1))]);
        let placed = world.place(placement("one")).await;
        world.pass(Duration::from_millis(millis)).await;
        journal.lose(true);
        world.pass(10 * MINUTE).await;
        journal.lose(false);
        charged(&world, &placed).await;
    }
}
