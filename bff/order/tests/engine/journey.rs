//! The engine from the placing of an order to its end, on a memory journal and by a clock that jumps.

use crate::support::fake_hook::Fail;
use crate::support::fake_provider::{Act, FakeProvider};
use crate::support::*;
use contract::{OrderStatus, PaymentStatus, RejectionCode, Retry, StageName};
use order::{NoticeKind, PaymentTerms, PlaceError};
use provider::ReadError;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn an_order_is_paid_sent_once_delivered_and_captured() {
    let world = World::new().await;
    let placed = world.place(placement("one")).await;
    assert_eq!((placed.status, placed.payment), (OrderStatus::Received, PaymentStatus::None));
    let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    let stages: Vec<_> = done.stages.iter().map(|stage| stage.name).collect();
    assert_eq!(stages, [StageName::Received, StageName::Reserved, StageName::Sent, StageName::Added]);
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "captured"]);
    assert_eq!(world.shop.provider.sends().len(), 1);
    world.pass(Duration::from_secs(1)).await;
    assert_eq!(world.shop.hook.notices(&placed.id), [NoticeKind::Delivered]);
    for (who, order) in [("cus_1", Some(placed.id)), ("cus_2", None)] {
        let (who, iccid) = (customer(who), sim("89340000000000872").target.iccid);
        let deliveries = world.engine.deliveries(&who, "pressone", &iccid, placed.placed_at).await.expect("readable");
        assert_eq!((deliveries.len(), deliveries[0].effect.as_deref()), (1, Some("5000")), "whoever has the SIM may know what is on it");
        assert_eq!(deliveries[0].order, order, "but not who has ordered it");
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_key_is_the_same_order_for_ever_and_another_body_is_refused() {
    let world = World::new().await;
    let first = world.place(placement("one")).await;
    let (again, new) = world.engine.place(placement("one")).await.expect("the same");
    assert_eq!((again.id, new), (first.id.clone(), false));
    let mut other = placement("one");
    other.quote = offer("1gb", 500);
    assert_eq!(world.engine.place(other).await, Err(PlaceError::KeyReused));
    world.until_status(&first.id, OrderStatus::Delivered).await;
    let (after, new) = world.engine.place(placement("one")).await.expect("the same");
    assert_eq!((after.id, new), (first.id, false));
    assert_eq!(world.shop.provider.sends().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn two_customers_racing_for_one_sim_get_one_order() {
    let world = World::new().await;
    let mut theirs = placement("two");
    theirs.customer = customer("cus_2");
    let (mine, theirs) = tokio::join!(world.engine.place(placement("one")), world.engine.place(theirs));
    let mine = mine.expect("the first one").0;
    assert_eq!(theirs, Err(PlaceError::OrderOpen { order: mine.id.clone() }));
    world.until_status(&mine.id, OrderStatus::Delivered).await;
    assert_eq!(world.shop.provider.bought_for("89340000000000872"), 1);
    assert!(world.engine.place(placement("three")).await.is_ok(), "the SIM is free again");
}

#[tokio::test(start_paused = true)]
async fn an_order_is_seen_by_its_customer_for_its_sims_only() {
    let world = World::new().await;
    world.shop.provider.will([Act::Hang { sells: false }]);
    let placed = world.place(placement("one")).await;
    let sims = [placed.sim.clone()];
    let seen = async |who: &str, sims: &[contract::SimId]| world.engine.order(&customer(who), sims, &placed.id).await.expect("readable");
    assert!(seen("cus_1", &sims).await.is_some());
    assert!(seen("cus_2", &sims).await.is_none());
    assert!(seen("cus_1", &[sim("89340000000000999").id]).await.is_none());
    assert_eq!(world.engine.open_orders(&customer("cus_1"), &sims).await.expect("readable").len(), 1);
    assert!(world.engine.open_orders(&customer("cus_2"), &sims).await.expect("readable").is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_changed_since_it_was_shown_stops_before_any_money() {
    for (offers, code, price) in [
        (Ok(vec![offer("1gb", 500)]), RejectionCode::NotOffered, None),
        (Ok(vec![offer("3gb", 1100)]), RejectionCode::Repriced, Some(usd(1100))),
        (Err(ReadError::Retired), RejectionCode::SimRetired, None),
        (Err(ReadError::NotFound), RejectionCode::SimNotEligible, None),
        (Err(ReadError::Refused("ip".to_owned())), RejectionCode::ShopCannot, None),
        (Err(ReadError::Busy { retry_after: 600 }), RejectionCode::Busy, None),
        (Err(ReadError::Unavailable("down".to_owned())), RejectionCode::ProviderUnavailable, None),
    ] {
        let world = World::new().await;
        *world.shop.offers.lock().expect("no panic") = offers;
        let placed = world.place(placement("one")).await;
        let done = world.until_status(&placed.id, OrderStatus::Rejected).await;
        let rejection = done.rejection.expect("a reason");
        assert_eq!((rejection.code, rejection.new_price, done.payment), (code, price, PaymentStatus::None));
        assert!(world.shop.hook.steps(&placed.id).is_empty() && world.shop.provider.sends().is_empty(), "{code:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_cannot_be_read_after_the_money_is_held_gives_it_back() {
    let world = World::new().await;
    *world.shop.provider.baseline.lock().expect("no panic") = Err(ReadError::Unavailable("down".to_owned()));
    let placed = world.place(placement("one")).await;
    let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!(done.rejection.expect("a reason").code, RejectionCode::ProviderUnavailable);
    assert!(world.shop.provider.sends().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_a_rejection_with_its_money_back_and_a_notice() {
    for code in [RejectionCode::PurchaseLimit, RejectionCode::OurFault, RejectionCode::NotOffered, RejectionCode::SimRetired] {
        let world = World::new().await;
        world.shop.provider.will([Act::Refuse(code)]);
        let placed = world.place(placement("one")).await;
        let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
        assert_eq!((done.status, done.rejection.expect("a reason").code), (OrderStatus::Rejected, code));
        assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "released"]);
        world.pass(Duration::from_secs(1)).await;
        assert_eq!(world.shop.hook.notices(&placed.id), [NoticeKind::Rejected(code)]);
        assert_eq!(world.shop.provider.sends().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn three_proofs_of_no_effect_allow_another_send_with_the_same_marker() {
    for (proof, renewed) in [(Act::NoConnection, 0), (Act::Unauthorised, 1), (Act::Limited(7), 0)] {
        let world = World::new().await;
        world.shop.provider.will([proof.clone(), Act::Sell]);
        let placed = world.place(placement("one")).await;
        world.until_status(&placed.id, OrderStatus::Delivered).await;
        let sends = world.shop.provider.sends();
        assert_eq!(sends.iter().map(|send| send.attempt).collect::<Vec<_>>(), [1, 2], "{proof:?}");
        assert_eq!(sends[0].marker, sends[1].marker);
        assert_eq!(*world.shop.provider.renewed.lock().expect("no panic"), renewed);
        assert_eq!(world.shop.provider.bought_for("89340000000000872"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_limiters_wait_is_waited_for() {
    let world = World::new().await;
    world.shop.provider.will([Act::Limited(40), Act::Sell]);
    let placed = world.place(placement("one")).await;
    let done = world.until_status(&placed.id, OrderStatus::Delivered).await;
    assert!(done.updated_at.unix_seconds() - placed.placed_at.unix_seconds() >= 40);
}

#[tokio::test(start_paused = true)]
async fn no_order_is_sent_a_fourth_time_nor_twice_after_a_401_nor_after_too_long_a_wait() {
    for (acts, sends, code) in [
        (vec![Act::NoConnection; 3], 3, RejectionCode::ProviderUnavailable),
        (vec![Act::Unauthorised; 2], 2, RejectionCode::ShopCannot),
        (vec![Act::Limited(3_600)], 1, RejectionCode::Busy),
    ] {
        let world = World::new().await;
        world.shop.provider.will(acts);
        let placed = world.place(placement("one")).await;
        let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
        assert_eq!((done.rejection.expect("a reason").code, world.shop.provider.sends().len()), (code, sends));
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_never_sent_again_and_found_by_its_marker_or_by_what_is_new() {
    for provider in [FakeProvider::by_marker, FakeProvider::by_difference] {
        for act in [Act::SellInSilence, Act::Hang { sells: true }] {
            let world = World::with(provider()).await;
            world.shop.provider.will([act]);
            let placed = world.place(placement("one")).await;
            world.until_status(&placed.id, OrderStatus::Checking).await;
            let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
            assert_eq!(done.status, OrderStatus::Delivered);
            assert_eq!((world.shop.provider.sends().len(), world.shop.provider.bought_for("89340000000000872")), (1, 1));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn declined_money_rejects_and_nothing_is_sent() {
    let world = World::new().await;
    *world.shop.hook.declines.lock().expect("no panic") = true;
    let placed = world.place(placement("one")).await;
    let done = world.until_status(&placed.id, OrderStatus::Rejected).await;
    let rejection = done.rejection.expect("a reason");
    assert_eq!(
        (rejection.code, rejection.retry, done.payment),
        (RejectionCode::PaymentDeclined, Retry::AfterChange, PaymentStatus::Declined)
    );
    assert!(world.shop.provider.sends().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_silent_hook_is_read_and_a_hold_that_came_about_is_used() {
    let world = World::new().await;
    world.shop.hook.authorise_fails.lock().expect("no panic").push_back(Fail::After);
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "captured"]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_stays_silent_rejects_and_the_hold_is_given_back_should_it_come_about_after_all() {
    let world = World::new().await;
    world.shop.hook.authorise_fails.lock().expect("no panic").extend([Fail::Before; 3]);
    let placed = world.place(placement("one")).await;
    let done = world.until_status(&placed.id, OrderStatus::Rejected).await;
    assert_eq!((done.rejection.expect("a reason").code, done.payment), (RejectionCode::PaymentUnavailable, PaymentStatus::None));
    // The hook carries the lost request out after all.
    world.shop.hook.money.lock().expect("no panic").insert(placed.id.clone(), vec!["authorised"]);
    world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "released"]);
    assert!(world.shop.provider.sends().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_capture_that_fails_is_repeated_while_the_delivery_is_shown() {
    let world = World::new().await;
    world.shop.hook.capture_fails.lock().expect("no panic").extend([Fail::Before, Fail::After]);
    let placed = world.place(placement("one")).await;
    let delivered = world.until_status(&placed.id, OrderStatus::Delivered).await;
    assert_eq!(delivered.payment, PaymentStatus::Reserved);
    let done = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "captured"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_capture_is_a_persons_matter_and_the_delivery_stays_shown() {
    let world = World::new().await;
    world.shop.hook.capture_fails.lock().expect("no panic").push_back(Fail::Refuse);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Delivered).await;
    world.pass(Duration::from_secs(5)).await;
    let stored = world.journal.load(&placed.id).await.expect("readable").expect("known");
    assert_eq!((stored.review, stored.review_reason), (order::Review::Open, Some(order::ReviewReason::CaptureRefused)));
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
}

#[tokio::test(start_paused = true)]
async fn a_release_that_fails_for_a_day_is_a_persons_matter_and_still_repeated() {
    let world = World::new().await;
    world.shop.provider.will([Act::Refuse(RejectionCode::PurchaseLimit)]);
    world.shop.hook.release_fails.lock().expect("no panic").extend([Fail::Before; 110]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Rejected).await;
    world.pass(Duration::from_secs(25 * 3_600)).await;
    let stored = world.journal.load(&placed.id).await.expect("readable").expect("known");
    assert_eq!((stored.review, stored.review_reason), (order::Review::Open, Some(order::ReviewReason::ReleaseFailing)));
    world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "released"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_has_closed_the_review_of_a_failing_release_is_not_asked_again_while_it_goes_on() {
    let world = World::new().await;
    world.shop.provider.will([Act::Refuse(RejectionCode::PurchaseLimit)]);
    world.shop.hook.release_fails.lock().expect("no panic").extend([Fail::Before; 500]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Rejected).await;
    world.pass(Duration::from_secs(25 * 3_600)).await;
    let ruling = order::Ruling { decision: order::Decision::WriteOff, who: "ana".to_owned(), note: String::new() };
    world.engine.resolve(&placed.id, ruling).await.expect("possible");
    world.pass(Duration::from_secs(25 * 3_600)).await;
    let stored = world.journal.load(&placed.id).await.expect("readable").expect("known");
    assert_eq!(stored.review, order::Review::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_notice_is_repeated_under_its_own_id_until_it_is_heard() {
    let world = World::new().await;
    world.shop.hook.notify_fails.lock().expect("no panic").extend([Fail::After, Fail::Before, Fail::Refuse]);
    let placed = world.place(placement("one")).await;
    world.until_status(&placed.id, OrderStatus::Delivered).await;
    world.pass(Duration::from_secs(60)).await;
    let notices = world.shop.hook.notices.lock().expect("no panic").clone();
    assert_eq!(notices.len(), 2, "once unheard, once heard");
    assert_eq!(notices[0], notices[1]);
}

#[tokio::test(start_paused = true)]
async fn on_account_the_cap_holds_and_no_hook_is_asked_for_money() {
    let world = World::new().await;
    let on_account = |name, cap| {
        let mut placement = placement(name);
        placement.terms = PaymentTerms::Account { cap, since: START };
        placement
    };
    assert_eq!(world.engine.place(on_account("one", Some(usd(999)))).await, Err(PlaceError::OverCap));
    let yen = contract::Money::new(5_000, "JPY".parse().expect("a currency"));
    assert_eq!(world.engine.place(on_account("two", Some(yen))).await, Err(PlaceError::OverCap));
    let placed = world.place(on_account("three", Some(usd(1000)))).await;
    let done = world.until_status(&placed.id, OrderStatus::Delivered).await;
    assert_eq!(done.payment, PaymentStatus::OnAccount);
    assert_eq!(world.engine.place(on_account("five", Some(usd(1999)))).await, Err(PlaceError::OverCap), "together it is too much");
    world.shop.provider.will([Act::Refuse(RejectionCode::PurchaseLimit)]);
    let placed = world.place(on_account("four", None)).await;
    let done = world.until_status(&placed.id, OrderStatus::Rejected).await;
    assert_eq!(done.payment, PaymentStatus::Released);
    assert!(world.shop.hook.steps(&placed.id).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_answers_with_the_change_and_not_before() {
    let world = World::new().await;
    world.shop.provider.will([Act::SellAfter(Duration::from_secs(8))]);
    let placed = world.place(placement("one")).await;
    let sent = world.until_status(&placed.id, OrderStatus::Sending).await;
    let sims = [placed.sim.clone()];
    let began = tokio::time::Instant::now();
    let seen = world.engine.wait(&customer("cus_1"), &sims, &placed.id, sent.version, Duration::from_secs(25)).await;
    assert_eq!(seen.expect("readable").expect("known").status, OrderStatus::Delivered);
    assert_eq!(began.elapsed().as_secs(), 8);
    let began = tokio::time::Instant::now();
    let version = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await.version;
    let seen = world.engine.wait(&customer("cus_1"), &sims, &placed.id, version, Duration::from_secs(25)).await;
    assert_eq!(seen.expect("readable").expect("known").version, version);
    assert_eq!(began.elapsed().as_secs(), 25);
}

#[tokio::test(start_paused = true)]
async fn stopping_reads_the_send_to_its_end_refuses_new_orders_and_answers_long_polls() {
    let world = World::new().await;
    world.shop.provider.will([Act::SellAfter(Duration::from_secs(8))]);
    let placed = world.place(placement("one")).await;
    let sending = world.until_status(&placed.id, OrderStatus::Sending).await;
    let (engine, sims, id) = (world.engine.clone(), [placed.sim.clone()], placed.id.clone());
    let poll = tokio::spawn(async move { engine.wait(&customer("cus_1"), &sims, &id, sending.version, Duration::from_secs(25)).await });
    tokio::task::yield_now().await;
    world.engine.stop().await;
    assert_eq!(poll.await.expect("answered").expect("readable").expect("known").status, OrderStatus::Sending);
    assert_eq!(world.engine.place(placement("two")).await, Err(PlaceError::Stopping));
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
}

#[tokio::test(start_paused = true)]
async fn every_event_replayed_gives_the_row() {
    let world = World::new().await;
    world.shop.provider.will([Act::Unauthorised, Act::SellInSilence]);
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    let row = world.journal.load(&placed.id).await.expect("readable").expect("known");
    let events = world.journal.events(&placed.id).await.expect("readable");
    assert_eq!(order::replay(&events).expect("legal"), Some(row));
}
