//! What people decide in the review queue, and what comes of it.

use crate::support::fake_hook::Fail;
use crate::support::fake_provider::{Act, FakeProvider};
use crate::support::*;
use contract::{Order, OrderStatus, PaymentStatus, RejectionCode};
use order::{
    Decision, Fulfilment, InReview, MoneyLane, NoticeKind, OrderRecord, PaymentTerms, Placement, Review, ReviewReason, Ruling, RulingError,
};
use provider::{ReadError, StatusReading};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);
const ICCID: &str = "89340000000000872";

fn by(who: &str, decision: Decision) -> Ruling {
    Ruling { decision, who: who.to_owned(), note: "asked the provider's desk".to_owned() }
}

async fn stored(world: &World, order: &Order) -> OrderRecord {
    world.journal.load(&order.id).await.expect("readable").expect("known")
}

/// An order that nobody knows anything about for a day.
async fn in_review(act: Act) -> (World, Order) {
    in_review_at(FakeProvider::by_marker(), act).await
}

async fn in_review_at(provider: FakeProvider, act: Act) -> (World, Order) {
    let world = World::with(provider).await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    world.shop.provider.will([act]);
    let placed = world.place(placement("one")).await;
    let order = world.until_status(&placed.id, OrderStatus::Review).await;
    (world, order)
}

async fn replays(world: &World, order: &Order) {
    let events = world.journal.events(&order.id).await.expect("readable");
    assert_eq!(order::replay(&events).expect("legal"), Some(stored(world, order).await));
}

#[tokio::test(start_paused = true)]
async fn what_a_person_attaches_is_delivered_and_charged() {
    let (world, order) = in_review(Act::SellInSilence).await;
    let queue = world.engine.review_queue(None, 10).await.expect("readable");
    assert_eq!(queue.iter().map(InReview::id).collect::<Vec<_>>(), [&order.id]);
    // The list does not show it, and no slip of the pen may charge anybody.
    let refused = |ruled: Result<OrderRecord, RulingError>, word: &str| match ruled {
        Err(RulingError::NotPossible(why)) => assert!(why.contains(word), "{why}"),
        other => panic!("{other:?}"),
    };
    let seen = Decision::Attach { effect: "5000".to_owned(), unseen: false };
    refused(world.engine.resolve(&order.id, by("ana", seen.clone())).await, "does not show");
    *world.shop.provider.listing.lock().expect("no panic") = Err(ReadError::Unavailable("down".to_owned()));
    refused(world.engine.resolve(&order.id, by("ana", seen)).await, "cannot be read");
    *world.shop.provider.listing.lock().expect("no panic") = Ok(());
    let attach = Decision::Attach { effect: "5000".to_owned(), unseen: true };
    let ruled = world.engine.resolve(&order.id, by("ana", attach.clone())).await.expect("possible");
    assert_eq!((ruled.fulfilment, ruled.review), (Fulfilment::Delivered, Review::Closed));
    let done = world.until(&order.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    assert_eq!(world.shop.hook.steps(&order.id), ["authorised", "captured"]);
    assert_eq!(world.engine.resolve(&order.id, by("ana", attach)).await, Err(RulingError::NotInReview));
    world.pass(MINUTE).await;
    assert_eq!(world.shop.hook.notices(&order.id), [NoticeKind::Review, NoticeKind::Delivered]);
    replays(&world, &order).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_declared_undelivered_is_released_watched_on_and_never_charged() {
    for decision in [Decision::NotDelivered, Decision::WriteOff] {
        let (world, order) = in_review(Act::SellInSilence).await;
        world.engine.resolve(&order.id, by("ana", decision)).await.expect("possible");
        let done = world.until(&order.id, |order| order.payment == PaymentStatus::Released).await;
        assert_eq!((done.status, done.rejection.expect("a reason").code), (OrderStatus::Rejected, RejectionCode::NotAdded));
        let next = world.place(placement("two")).await;
        world.until_status(&next.id, OrderStatus::Delivered).await;
        world.shop.provider.list_everything();
        world.until_status(&order.id, OrderStatus::Delivered).await;
        let row = stored(&world, &order).await;
        assert_eq!((row.money, row.review_reason), (MoneyLane::Released, Some(ReviewReason::DeliveredAfterRelease)));
        assert_eq!(world.shop.hook.steps(&order.id), ["authorised", "released"]);
        replays(&world, &order).await;
    }
}

/// On account the shop's bill is written from the news alone.
#[tokio::test(start_paused = true)]
async fn on_account_a_package_that_shows_after_it_was_given_up_is_not_told_as_owed() {
    let world = World::new().await;
    let on_account = |name| Placement { terms: PaymentTerms::Account { cap: None, since: START }, ..placement(name) };
    let owed = |order: &Order| {
        let told = world.shop.hook.notices.lock().expect("no panic").clone();
        let delivered = told.into_iter().filter(|notice| notice.order == order.id && notice.kind == NoticeKind::Delivered);
        delivered.map(|notice| notice.is_owed).collect::<Vec<_>>()
    };
    *world.shop.provider.lists.lock().expect("no panic") = false;
    world.shop.provider.will([Act::SellInSilence]);
    let order = world.place(on_account("one")).await;
    world.until_status(&order.id, OrderStatus::Review).await;
    world.engine.resolve(&order.id, by("ana", Decision::NotDelivered)).await.expect("possible");
    let next = world.place(on_account("two")).await;
    world.until_status(&next.id, OrderStatus::Delivered).await;
    world.shop.provider.list_everything();
    world.until_status(&order.id, OrderStatus::Delivered).await;
    world.pass(MINUTE).await;
    assert_eq!((owed(&order), owed(&next)), (vec![false], vec![true]));
    assert_eq!(stored(&world, &order).await.money, MoneyLane::Released);
}

#[tokio::test(start_paused = true)]
async fn a_resend_is_made_once_two_people_have_ordered_it_and_carries_the_same_marker() {
    let (world, order) = in_review(Act::Silence).await;
    let noted = world.engine.resolve(&order.id, by("ana", Decision::Resend)).await.expect("noted");
    assert_eq!((noted.review, noted.resend_asked_by.as_deref()), (Review::Open, Some("ana")));
    world.pass(60 * MINUTE).await;
    assert_eq!(world.shop.provider.sends().len(), 1, "one person is not enough");
    assert_eq!(world.engine.resolve(&order.id, by("Ana", Decision::Resend)).await, Err(RulingError::SecondPersonNeeded));
    world.engine.resolve(&order.id, by("ben", Decision::Resend)).await.expect("possible");
    let done = world.until(&order.id, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    let sends = world.shop.provider.sends();
    assert_eq!(sends.iter().map(|send| (send.attempt, &send.marker)).collect::<Vec<_>>(), [(1, &sends[0].marker), (2, &sends[0].marker)]);
    assert_eq!((world.shop.provider.bought_for(ICCID), world.shop.hook.steps(&order.id)), (1, vec!["authorised", "captured"]));
    let ruled = |event: order::EventRow| match event.change {
        order::Change::Ruled { ruling } => Some((ruling.who, ruling.note)),
        _ => None,
    };
    let people: Vec<_> = world.journal.events(&order.id).await.expect("readable").into_iter().filter_map(ruled).collect();
    let note = "asked the provider's desk".to_owned();
    assert_eq!(people, [("ana".to_owned(), note.clone()), ("ben".to_owned(), note)]);
    replays(&world, &order).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_took_back_is_told_and_refunded_by_a_person() {
    let world = World::new().await;
    let placed = world.place(placement("one")).await;
    let order = world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    world.pass(2 * DAY).await;
    assert_eq!(world.see(&order.id).await.status, OrderStatus::Delivered);
    world.shop.provider.take_back("5000");
    let reversed = world.until_status(&order.id, OrderStatus::Reversed).await;
    assert_eq!(reversed.payment, PaymentStatus::Charged);
    assert_eq!(stored(&world, &order).await.review_reason, Some(ReviewReason::Reversed));
    world.engine.resolve(&order.id, by("ana", Decision::Refund)).await.expect("possible");
    let done = world.until(&order.id, |order| order.payment == PaymentStatus::Refunded).await;
    assert_eq!(done.status, OrderStatus::Reversed);
    assert_eq!(world.shop.hook.steps(&order.id), ["authorised", "captured", "refunded"]);
    world.pass(MINUTE).await;
    let mut notices = world.shop.hook.notices(&order.id);
    notices.sort_by_key(|notice| format!("{notice:?}"));
    assert_eq!(notices, [NoticeKind::Delivered, NoticeKind::Reversed, NoticeKind::Review]);
    replays(&world, &order).await;
}

#[tokio::test(start_paused = true)]
async fn a_delivery_is_asked_about_for_ten_days_and_no_longer_and_silence_proves_nothing() {
    let world = World::new().await;
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    *world.shop.provider.listing.lock().expect("no panic") = Err(provider::ReadError::NotFound);
    world.pass(5 * DAY).await;
    *world.shop.provider.listing.lock().expect("no panic") = Ok(());
    world.shop.provider.bought.lock().expect("no panic").iter_mut().for_each(|bought| bought.listed = false);
    world.pass(6 * DAY).await;
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
    assert_eq!(*world.shop.provider.looks.lock().expect("no panic"), 12, "1 h, 6 h, then daily");
    world.shop.provider.list_everything();
    world.shop.provider.take_back("5000");
    world.pass(5 * DAY).await;
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_the_hook_refuses_comes_back_to_the_people_and_can_be_tried_again() {
    let world = World::new().await;
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    world.shop.provider.take_back("5000");
    let order = world.until_status(&placed.id, OrderStatus::Reversed).await;
    world.shop.hook.refund_fails.lock().expect("no panic").extend([Fail::Before, Fail::Refuse]);
    world.engine.resolve(&order.id, by("ana", Decision::Refund)).await.expect("possible");
    world.pass(MINUTE).await;
    let row = stored(&world, &order).await;
    assert_eq!((row.money, row.review, row.review_reason), (MoneyLane::RefundDue, Review::Open, Some(ReviewReason::RefundRefused)));
    let dossier = world.engine.dossier(&order.id).await.expect("readable").expect("known");
    assert_eq!(dossier.dead.len(), 1);
    assert_eq!(dossier.dead[0].last_error, "the payment hook refuses: as told");
    assert_eq!(world.engine.revive_errand(&dossier.dead[0].errand.id).await, Ok(true));
    world.until(&order.id, |order| order.payment == PaymentStatus::Refunded).await;
    assert!(world.engine.dead_errands(10).await.expect("readable").is_empty());
    assert_eq!(world.shop.hook.steps(&order.id), ["authorised", "captured", "refunded"]);
}

#[tokio::test(start_paused = true)]
async fn a_dossier_shows_the_evidence_side_by_side() {
    let (world, order) = in_review(Act::SellInSilence).await;
    world.shop.provider.list_everything();
    let dossier = world.engine.dossier(&order.id).await.expect("readable").expect("known");
    assert_eq!(dossier.order.id, order.id);
    assert!(dossier.order.attempts[0].evidence.is_some(), "what came back, raw");
    let candidates = dossier.candidates.expect("asked now");
    assert_eq!(candidates.iter().map(|candidate| candidate.id.0.as_str()).collect::<Vec<_>>(), ["5000"]);
    assert!(dossier.on_sim.is_empty() && dossier.dead.is_empty() && dossier.events.len() > 5);
    let nobody = "ord_unheard_of".parse().expect("an id");
    assert_eq!(world.engine.dossier(&nobody).await, Ok(None));
    assert_eq!(world.engine.resolve(&nobody, by("ana", Decision::WriteOff)).await, Err(RulingError::NotFound));
}

#[tokio::test(start_paused = true)]
async fn a_notice_that_nobody_hears_for_ten_days_is_given_up_and_heard_once_it_is_revived() {
    let world = World::new().await;
    world.shop.hook.notify_fails.lock().expect("no panic").extend([Fail::Before; 5_000]);
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Charged).await;
    world.pass(10 * DAY - 60 * MINUTE).await;
    assert!(world.engine.dead_errands(10).await.expect("readable").is_empty(), "not yet");
    world.pass(120 * MINUTE).await;
    let dead = world.engine.dead_errands(10).await.expect("readable");
    assert_eq!(dead.len(), 1);
    let tries = world.shop.hook.notify_fails.lock().expect("no panic").len();
    world.pass(DAY).await;
    assert_eq!(world.shop.hook.notify_fails.lock().expect("no panic").len(), tries, "given up is given up");
    world.shop.hook.notify_fails.lock().expect("no panic").truncate(3);
    assert_eq!(world.engine.revive_errand(&dead[0].errand.id).await, Ok(true));
    assert_eq!(world.engine.revive_errand("msg_unheard_of").await, Ok(false));
    world.pass(MINUTE).await;
    assert_eq!(world.shop.hook.notices(&placed.id), [NoticeKind::Delivered], "as patiently as a new one");
}

#[tokio::test(start_paused = true)]
async fn a_resend_that_cannot_be_made_any_more_leaves_the_first_send_watched() {
    for withdraw in [true, false] {
        let (world, order) = in_review(Act::SellInSilence).await;
        *world.shop.offers.lock().expect("no panic") = if withdraw { Ok(Vec::new()) } else { Ok(vec![offer("3gb", 1_100)]) };
        for who in ["ana", "ben"] {
            world.engine.resolve(&order.id, by(who, Decision::Resend)).await.expect("possible");
        }
        world.until(&order.id, |order| order.payment == PaymentStatus::Released).await;
        let row = stored(&world, &order).await;
        assert_eq!((row.fulfilment, row.attempts.len()), (Fulfilment::Absent, 1));
        world.pass(5 * DAY).await;
        world.shop.provider.list_everything();
        world.until_status(&order.id, OrderStatus::Delivered).await;
        assert_eq!(stored(&world, &order).await.review_reason, Some(ReviewReason::DeliveredAfterRelease));
        assert_eq!(world.shop.provider.sends().len(), 1);
        replays(&world, &order).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_first_send_bought_is_seen_when_the_resend_was_refused() {
    for provider in [FakeProvider::by_marker(), FakeProvider::by_difference()] {
        let (world, order) = in_review_at(provider, Act::SellInSilence).await;
        world.shop.provider.will([Act::Refuse(RejectionCode::PurchaseLimit)]);
        for who in ["ana", "ben"] {
            world.engine.resolve(&order.id, by(who, Decision::Resend)).await.expect("possible");
        }
        world.until(&order.id, |order| order.payment == PaymentStatus::Released).await;
        let row = stored(&world, &order).await;
        assert_eq!((row.fulfilment, row.attempts.len()), (Fulfilment::Absent, 2));
        world.pass(2 * DAY).await;
        world.shop.provider.list_everything();
        world.until_status(&order.id, OrderStatus::Delivered).await;
        assert_eq!(stored(&world, &order).await.review_reason, Some(ReviewReason::DeliveredAfterRelease));
        assert_eq!(world.shop.provider.bought_for(ICCID), 1);
        replays(&world, &order).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_resend_is_not_made_when_something_under_another_packages_name_has_turned_up_meanwhile() {
    let (world, order) = in_review_at(FakeProvider::by_difference(), Act::SellInSilence).await;
    for bought in world.shop.provider.bought.lock().expect("no panic").iter_mut() {
        bought.offer = "1gb".parse().expect("an id");
    }
    world.engine.resolve(&order.id, by("ana", Decision::Resend)).await.expect("noted");
    world.shop.provider.list_everything();
    world.engine.resolve(&order.id, by("ben", Decision::Resend)).await.expect("possible");
    world.pass(10 * MINUTE).await;
    assert_eq!((world.shop.provider.bought_for(ICCID), world.shop.provider.sends().len()), (1, 1));
    assert_eq!(world.see(&order.id).await.status, OrderStatus::Review, "the customer reads that somebody looks into it");
}

#[tokio::test(start_paused = true)]
async fn what_was_given_up_is_attached_when_the_providers_desk_finds_it_and_is_not_reversed_for_want_of_a_list() {
    let world = World::with(FakeProvider::by_difference()).await;
    *world.shop.provider.lists.lock().expect("no panic") = false;
    world.shop.provider.will([Act::Accept]);
    world.shop.provider.will_say([Ok(StatusReading::Failed(RejectionCode::NotAdded))]);
    let placed = world.place(placement("one")).await;
    world.until(&placed.id, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!(stored(&world, &placed).await.review, Review::None, "the provider said that it failed");
    let attach = |unseen| Decision::Attach { effect: "5000".to_owned(), unseen };
    let slip = world.engine.resolve(&placed.id, by("ana", attach(false))).await;
    assert!(matches!(slip, Err(RulingError::NotPossible(why)) if why.contains("does not show")), "{slip:?}");
    let ruled = world.engine.resolve(&placed.id, by("ana", attach(true))).await.expect("possible");
    assert_eq!((ruled.fulfilment, ruled.review_reason), (Fulfilment::Delivered, Some(ReviewReason::DeliveredAfterRelease)));
    world.pass(5 * DAY).await;
    assert_eq!(world.see(&placed.id).await.status, OrderStatus::Delivered);
    assert_eq!(world.shop.hook.steps(&placed.id), ["authorised", "released"], "never captured");
    replays(&world, &placed).await;
}
