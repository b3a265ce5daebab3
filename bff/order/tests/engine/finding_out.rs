//! How an unknown, accepted or absent order is settled by evidence, or handed to a person.

use crate::support::fake_provider::{Act, FakeProvider};
use crate::support::*;
use contract::{OrderStatus, PaymentStatus, RejectionCode, StageName, Starts, Timestamp};
use order::{Decision, Fulfilment, MoneyLane, NoticeKind, OrderRecord, Review, ReviewReason, Ruling};
use provider::{Marker, ReadError, StatusReading};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

async fn stored(world: &World, order: &contract::Order) -> OrderRecord {
    world.journal.load(&order.id).await.expect("readable").expect("known")
}

async fn placed_in_silence(world: &World, act: Act) -> contract::Order {
    world.shop.provider.will([act]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Checking).await
}

/// A later order on another SIM, delivered: the proof that the list is live.
async fn later_order(world: &World, name: &str) -> contract::Order {
    let mut later = placement(name);
    later.sim = sim("89340000000000111");
    let placed = world.place(later).await;
    world.until_status(&placed.id, OrderStatus::Delivered).await
}

#[tokio::test(start_paused = true)]
async fn absence_counts_after_a_quarter_of_an_hour_three_readings_and_a_live_list() {
    let world = World::new().await;
    let unknown = placed_in_silence(&world, Act::Silence).await;
    world.pass(14 * MINUTE).await;
    later_order(&world, "later").await;
    assert_eq!(world.see(&unknown.id).await.status, OrderStatus::Checking, "too early");
    let done = world.until(&unknown.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!((done.status, done.rejection.expect("a reason").code), (OrderStatus::Rejected, RejectionCode::Absent));
    assert!(done.updated_at.unix_seconds() - unknown.placed_at.unix_seconds() >= 15 * 60);
    assert_eq!(world.shop.provider.sends().len(), 2, "one send for each order");
}

#[tokio::test(start_paused = true)]
async fn without_proof_that_the_list_is_live_a_person_decides_after_a_day() {
    let world = World::new().await;
    let unknown = placed_in_silence(&world, Act::Silence).await;
    world.pass(DAY - MINUTE).await;
    assert_eq!(world.see(&unknown.id).await.status, OrderStatus::Checking);
    let review = world.until_status(&unknown.id, OrderStatus::Review).await;
    assert_eq!(review.payment, PaymentStatus::Reserved);
    assert_eq!(stored(&world, &unknown).await.review_reason, Some(ReviewReason::Overdue));
    world.pass(MINUTE).await;
    assert_eq!(world.shop.hook.notices(&unknown.id), [NoticeKind::Review]);
}

/// A list as it stood between two sends of one order is too old to say anything about the second one.
#[tokio::test(start_paused = true)]
async fn after_a_resend_only_what_came_later_than_that_proves_the_list_live() {
    let world = World::new().await;
    let unknown = placed_in_silence(&world, Act::Silence).await;
    world.until_status(&unknown.id, OrderStatus::Review).await;
    later_order(&world, "between").await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    world.shop.provider.will([Act::SellInSilence]);
    for who in ["ana", "ben"] {
        let resend = Ruling { decision: Decision::Resend, who: who.to_owned(), note: "as its desk said".to_owned() };
        world.engine.resolve(&unknown.id, resend).await.expect("possible");
    }
    world.until_status(&unknown.id, OrderStatus::Checking).await;
    world.pass(12 * 60 * MINUTE).await;
    assert_eq!(world.see(&unknown.id).await.status, OrderStatus::Checking, "it was bought, and the list is from before");
    world.shop.provider.list_everything();
    let done = world.until(&unknown.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
}

/// Ours or the provider's: whoever's clock is wrong, the package is on the SIM.
#[tokio::test(start_paused = true)]
async fn a_package_dated_before_its_order_by_a_wrong_clock_is_no_absence_and_a_persons_matter() {
    let world = World::with(FakeProvider::by_difference()).await;
    let unknown = placed_in_silence(&world, Act::Hang { sells: true }).await;
    for bought in world.shop.provider.bought.lock().expect("no panic").iter_mut() {
        bought.at = Timestamp::from_unix_seconds(bought.at.unix_seconds() - 300);
    }
    later_order(&world, "later").await;
    world.until_status(&unknown.id, OrderStatus::Review).await;
    let row = stored(&world, &unknown).await;
    assert_eq!((row.money, row.review_reason), (MoneyLane::Authorised, Some(ReviewReason::UnnamedCandidate)));
}

#[tokio::test(start_paused = true)]
async fn readings_that_fail_prove_nothing_and_a_busy_provider_is_left_alone_as_long_as_it_asks() {
    let world = World::new().await;
    *world.shop.provider.listing.lock().expect("no panic") = Err(ReadError::Busy { retry_after: 3_000 });
    let unknown = placed_in_silence(&world, Act::Silence).await;
    later_order(&world, "later").await;
    world.pass(45 * MINUTE).await;
    assert_eq!(*world.shop.provider.looks.lock().expect("no panic"), 1);
    world.pass(5 * 60 * MINUTE).await;
    assert_eq!(world.see(&unknown.id).await.status, OrderStatus::Checking);
    assert_eq!(stored(&world, &unknown).await.watch.expect("watched").empty, 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_listed_hours_late_is_still_found_and_captured() {
    let world = World::new().await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    let unknown = placed_in_silence(&world, Act::SellInSilence).await;
    world.pass(5 * 60 * MINUTE).await;
    world.shop.provider.list_everything();
    let done = world.until(&unknown.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
}

#[tokio::test(start_paused = true)]
async fn what_turns_up_after_a_day_is_delivered_and_its_review_closes_by_itself() {
    let world = World::new().await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    let unknown = placed_in_silence(&world, Act::SellInSilence).await;
    world.until_status(&unknown.id, OrderStatus::Review).await;
    world.shop.provider.list_everything();
    world.until(&unknown.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(stored(&world, &unknown).await.review, Review::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_turns_up_after_its_absence_was_believed_is_delivered_and_a_persons_matter() {
    let world = World::new().await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    let unknown = placed_in_silence(&world, Act::SellInSilence).await;
    *world.shop.provider.lists.lock().expect("no panic") = true;
    world.pass(2 * MINUTE).await;
    later_order(&world, "later").await;
    world.until(&unknown.id, |order| order.payment == PaymentStatus::Released).await;
    assert!(world.engine.place(placement("two")).await.is_ok(), "the SIM is free");
    world.pass(3 * DAY).await;
    world.shop.provider.list_everything();
    let late = world.until_status(&unknown.id, OrderStatus::Delivered).await;
    assert!(late.rejection.is_none());
    let row = stored(&world, &unknown).await;
    assert_eq!((row.money, row.review_reason), (MoneyLane::Released, Some(ReviewReason::DeliveredAfterRelease)));
    assert_eq!(world.shop.hook.steps(&unknown.id), ["authorised", "released"], "never captured");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_watched_for_longer_than_ten_days() {
    let world = World::new().await;
    let unknown = placed_in_silence(&world, Act::Silence).await;
    world.pass(10 * DAY + MINUTE).await;
    let looks = *world.shop.provider.looks.lock().expect("no panic");
    world.pass(5 * DAY).await;
    assert_eq!(*world.shop.provider.looks.lock().expect("no panic"), looks);
    let row = stored(&world, &unknown).await;
    assert_eq!((row.fulfilment, row.review), (Fulfilment::Unknown, Review::Open));
}

#[tokio::test(start_paused = true)]
async fn two_candidates_and_foreign_ones_are_told_apart() {
    let world = World::with(FakeProvider::by_difference()).await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    let unknown = placed_in_silence(&world, Act::SellInSilence).await;
    let submission = world.shop.provider.sends()[0].clone();
    let (iccid, marker) = (submission.sim.iccid.as_str(), Marker::random());
    // Somebody else bought another product for the same SIM: no candidate.
    world.shop.provider.sells(iccid, &"1gb".parse().expect("an id"), &marker);
    world.shop.provider.bought.lock().expect("no panic")[1].listed = true;
    world.pass(MINUTE).await;
    assert_eq!(world.see(&unknown.id).await.status, OrderStatus::Checking);
    // And the same product: now nobody can tell which is ours.
    world.shop.provider.sells(iccid, &submission.offer, &marker);
    world.shop.provider.list_everything();
    world.until_status(&unknown.id, OrderStatus::Review).await;
    let row = stored(&world, &unknown).await;
    assert_eq!((row.fulfilment, row.review_reason), (Fulfilment::Unknown, Some(ReviewReason::SeveralCandidates)));
    assert_eq!(world.shop.hook.steps(&unknown.id), ["authorised"]);
}

#[tokio::test(start_paused = true)]
async fn a_restart_in_the_middle_of_a_send_makes_it_unknown_and_never_a_second_send() {
    let mut world = World::new().await;
    let hung = Act::Hang { sells: true };
    world.shop.provider.will([hung]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Sending).await;
    world.forget_engine().await;
    world.until_status(&placed.id, OrderStatus::Delivered).await;
    assert_eq!((world.shop.provider.sends().len(), world.shop.provider.bought_for("89340000000000872")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_accepted_order_is_polled_to_its_completion() {
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    world.shop.provider.will_say([
        Ok(StatusReading::NotVisible),
        Ok(StatusReading::Accepted),
        Err(ReadError::Unavailable("hiccup".to_owned())),
        Ok(StatusReading::Fulfilling),
        Ok(StatusReading::Completed { effect: "sub-1".to_owned(), starts: Starts::Now }),
    ]);
    let placed = world.place(placement("one")).await;
    let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!((done.status, done.starts), (OrderStatus::Delivered, Some(Starts::Now)));
    let stages: Vec<_> = done.stages.iter().map(|stage| stage.name).collect();
    assert_eq!(stages, [StageName::Received, StageName::Reserved, StageName::Sent, StageName::Accepted, StageName::Added]);
    assert_eq!(stored(&world, &placed).await.effect.as_deref(), Some("sub-1"));
    assert!(done.updated_at.unix_seconds() - placed.placed_at.unix_seconds() <= 14, "2, 3, 5, 8 and 13 seconds");
}

#[tokio::test(start_paused = true)]
async fn failed_gives_the_money_back_only_once_nothing_new_is_seen() {
    let failed = || Ok(StatusReading::Failed(RejectionCode::NotAdded));
    // Nothing new: absent, but not before a reading that works.
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    *world.shop.provider.lists.lock().expect("no panic") = false;
    *world.shop.provider.listing.lock().expect("no panic") = Err(ReadError::Unavailable("down".to_owned()));
    world.shop.provider.will_say([failed()]);
    let placed = world.place(placement("one")).await;
    world.pass(MINUTE).await;
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Adding);
    *world.shop.provider.listing.lock().expect("no panic") = Ok(());
    let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!(done.rejection.expect("a reason").code, RejectionCode::NotAdded);
    // Something new: a person decides.
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    world.shop.provider.will_say([failed()]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Review).await;
    assert_eq!(stored(&world, &placed).await.review_reason, Some(ReviewReason::FailedButPresent));
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised"]);
}

#[tokio::test(start_paused = true)]
async fn what_shows_days_after_the_provider_said_failed_is_delivered_and_a_person_sees_to_the_money() {
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    world.shop.provider.will_say([Ok(StatusReading::Failed(RejectionCode::NotAdded))]);
    *world.shop.provider.lists.lock().expect("no panic") = false;
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!(stored(&world, &placed).await.fulfilment, Fulfilment::Absent);
    assert_eq!(world.shop.hook.notices(&placed.id), [NoticeKind::Rejected(RejectionCode::NotAdded)]);
    world.pass(4 * DAY).await;
    world.shop.provider.list_everything();
    world.until_status(&placed.id, OrderStatus::Delivered).await;
    assert_eq!(stored(&world, &placed).await.review_reason, Some(ReviewReason::DeliveredAfterRelease));
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "released"]);
}

#[tokio::test(start_paused = true)]
async fn completed_for_something_else_is_a_persons_matter() {
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    world.shop.provider.will_say([Ok(StatusReading::Mismatch)]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Review).await;
    assert_eq!(stored(&world, &placed).await.review_reason, Some(ReviewReason::Mismatch));
}

#[tokio::test(start_paused = true)]
async fn an_accepted_order_that_never_ends_is_a_persons_matter_after_a_day() {
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    let placed = world.place(placement("one")).await;
    world.pass(DAY - MINUTE).await;
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Adding);
    world.until_status(&placed.id, OrderStatus::Review).await;
    assert_eq!(stored(&world, &placed).await.fulfilment, Fulfilment::Accepted);
}

#[tokio::test(start_paused = true)]
async fn an_accepted_order_that_stays_invisible_is_looked_for_on_the_sim() {
    let world = World::with(FakeProvider::by_difference()).await;
    world.shop.provider.will([Act::Accept]);
    world.shop.provider.will_say([Ok(StatusReading::NotVisible)]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Checking).await;
    assert!(stored(&world, &placed).await.provider_order.is_some());
    world.until_status(&placed.id, OrderStatus::Delivered).await;
}

#[tokio::test(start_paused = true)]
async fn any_number_of_askers_cause_one_check() {
    let world = World::new().await;
    let unknown = placed_in_silence(&world, Act::Silence).await;
    world.pass(200 * MINUTE).await;
    let looks = *world.shop.provider.looks.lock().expect("no panic");
    for _ in 0..20 {
        world.see(&unknown.id).await;
    }
    world.pass(Duration::from_secs(1)).await;
    assert_eq!(*world.shop.provider.looks.lock().expect("no panic"), looks, "not due, so not asked");
}
