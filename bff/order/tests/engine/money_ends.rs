//! Holds that end by themselves.

use crate::support::fake_hook::Fail;
use crate::support::fake_provider::Act;
use crate::support::*;
use contract::{OrderStatus, PaymentStatus, RejectionCode, Timestamp};
use order::{MoneyLane, NoticeKind, OrderRecord, Review, ReviewReason};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn after(span: Duration) -> Option<Timestamp> {
    Some(START.plus(span).timestamp())
}

async fn stored(world: &World, order: &contract::Order) -> OrderRecord {
    world.journal.load(&order.id).await.expect("readable").expect("known")
}

#[tokio::test(start_paused = true)]
async fn an_unknown_order_whose_hold_ends_within_the_hour_is_a_persons_matter_once() {
    let world = World::new().await;
    *world.shop.hook.hold_ends.lock().expect("no panic") = after(200 * MINUTE);
    *world.shop.provider.lists.lock().expect("no panic") = false;
    world.shop.provider.will([Act::SellInSilence]);
    let placed = world.place(placement("one")).await;
    world.pass(139 * MINUTE).await;
    assert_eq!(stored(&world, &placed).await.review, Review::None);
    world.pass(2 * MINUTE).await;
    let row = stored(&world, &placed).await;
    assert_eq!((row.review, row.review_reason), (Review::Open, Some(ReviewReason::HoldExpiring)));
    world.shop.provider.list_everything();
    let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    world.pass(MINUTE).await;
    assert_eq!(stored(&world, &placed).await.review, Review::Closed, "evidence settles it all the same");
    assert_eq!(world.shop.hook.notices(&placed.id), [NoticeKind::Review, NoticeKind::Delivered]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_on_a_hold_that_ends_before_the_send_could() {
    for (seconds, sends) in [(0, 0), (85, 0), (120, 1)] {
        let world = World::new().await;
        *world.shop.hook.hold_ends.lock().expect("no panic") = after(Duration::from_secs(seconds));
        let placed = world.place(placement("one")).await;
        let done = world.until(&placed.id, |order| !matches!(order.payment, PaymentStatus::None | PaymentStatus::Reserved)).await;
        assert_eq!(world.shop.provider.sends().len(), sends, "{seconds} s");
        if sends == 0 {
            assert_eq!(done.rejection.expect("a reason").code, RejectionCode::PaymentUnavailable);
            assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "released"]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_delivery_whose_hold_had_ended_is_a_persons_matter_and_is_shown_as_delivered() {
    let world = World::new().await;
    world.shop.hook.capture_fails.lock().expect("no panic").push_back(Fail::Expired);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Delivered).await;
    world.pass(MINUTE).await;
    let row = stored(&world, &placed).await;
    assert_eq!((row.money, row.review, row.review_reason), (MoneyLane::Capturing, Review::Open, Some(ReviewReason::HoldExpired)));
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
    let dead = world.engine.dead_errands(10).await.expect("readable");
    assert_eq!(dead.iter().map(|dead| dead.last_error.as_str()).collect::<Vec<_>>(), ["the hold on the money has ended"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_by_itself_counts_as_given_back() {
    let world = World::new().await;
    world.shop.provider.will([Act::Refuse(RejectionCode::PurchaseLimit)]);
    world.shop.hook.release_fails.lock().expect("no panic").push_back(Fail::Expired);
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
}
