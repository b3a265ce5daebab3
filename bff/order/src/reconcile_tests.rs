use super::*;
use crate::fixtures::sent;
use contract::Starts;
use provider::ProviderOrderId;

pub(super) fn seconds(order: &OrderRecord, offset: u64) -> Moment {
    order.placed_at.plus(Duration::from_secs(offset))
}

/// Unknown since its deadline, with that many empty readings, the first of them then.
pub(super) fn unknown(empty: u32, first_empty: u64) -> OrderRecord {
    let order = sent();
    let mut order = order.amended(seconds(&order, 60), &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    let first = seconds(&order, first_empty);
    order.watch = order.watch.map(|watch| Watch { empty, first_empty: (empty > 0).then_some(first), ..watch });
    order
}

pub(super) fn candidate(id: &str) -> Candidate {
    Candidate {
        id: ProviderOrderId(id.to_owned()),
        by_marker: false,
        offer: Some("3gb".parse().expect("an id")),
        created_at: None,
        undone: false,
        starts: Starts::Unknown,
    }
}

pub(super) fn look(candidates: Vec<Candidate>, rivals: Vec<OrderRecord>) -> Look {
    Look { candidates: Ok(candidates), rivals, list_is_live: true }
}

/// The words of what a look does, the check itself aside.
pub(super) fn words(order: &OrderRecord, look: &Look, at: u64) -> Vec<&'static str> {
    let changes = after_look(order, look, seconds(order, at), &Settings::default());
    order.amended(seconds(order, at), &changes).expect("legal");
    changes.iter().map(Change::as_str).filter(|word| *word != "checked").collect()
}

fn reason(order: &OrderRecord, look: &Look) -> Option<ReviewReason> {
    reason_at(order, look, 70)
}

#[test]
fn absence_takes_its_time_its_readings_their_spread_and_a_live_list() {
    // The deadline is a minute after the intent.
    let nothing = look(Vec::new(), Vec::new());
    for (empty, first, now, live, absent) in [
        (2, 100, 960, true, true),
        (2, 100, 959, true, false),
        (1, 100, 5_000, true, false),
        (0, 0, 5_000, true, false),
        (2, 4_401, 5_000, true, false),
        (2, 4_400, 5_000, true, true),
        (50, 100, 80_000, false, false),
    ] {
        let words = words(&unknown(empty, first), &Look { list_is_live: live, ..nothing.clone() }, now);
        let wanted: &[&str] = if absent { &["absent", "releasing"] } else { &[] };
        assert_eq!(words, wanted, "{empty} readings since {first} s, now {now} s, live: {live}");
    }
}

#[test]
fn hurried_absence_is_the_same_rule_faster() {
    let settings = Settings::default().hurried(10);
    let absent = |first: u64, now: u64| {
        let order = unknown(2, first);
        after_look(&order, &look(vec![], vec![]), seconds(&order, now), &settings).len() > 1
    };
    // A minute and a half after the deadline, over a minute.
    assert!(absent(90, 150) && !absent(80, 149) && !absent(91, 150));
}

#[test]
fn what_is_over_or_just_settled_is_no_reminder_of_time() {
    let order = unknown(0, 0);
    let found = look(vec![candidate("e-1")], vec![]);
    assert_eq!(words(&order, &found, 90_000), ["delivered", "capturing"], "settled on the second day without a review");
    let absent = order.amended(seconds(&order, 960), &absent(&order, rejection(RejectionCode::Absent, None, None))).expect("legal");
    assert!(words(&absent, &look(vec![], vec![]), 90_000).is_empty(), "nobody waits for it any more");
}

#[test]
fn one_candidate_that_fits_is_the_delivery_and_anything_that_does_not_fit_is_nothing() {
    let order = unknown(0, 0);
    assert_eq!(words(&order, &look(vec![candidate("e-1")], vec![]), 70), ["delivered", "capturing"]);
    for (what, odd, fits) in [
        ("of no stated package", Candidate { offer: None, ..candidate("e-1") }, false),
        ("by our marker", Candidate { by_marker: true, ..candidate("e-1") }, true),
    ] {
        assert_eq!(!words(&order, &look(vec![odd], vec![]), 70).is_empty(), fits, "{what}");
    }
    for offer in [None, Some("1gb".parse().expect("an id"))] {
        let marked = look(vec![Candidate { by_marker: true, offer, ..candidate("e-1") }], vec![]);
        assert_eq!(reason(&order, &marked), Some(ReviewReason::Mismatch), "our marker is not on what was asked");
    }
}

#[test]
fn what_several_could_be_or_was_undone_is_a_persons_matter() {
    let order = unknown(0, 0);
    let two = look(vec![candidate("e-1"), candidate("e-2")], vec![]);
    assert_eq!(reason(&order, &two), Some(ReviewReason::SeveralCandidates));
    let undone = look(vec![Candidate { undone: true, by_marker: true, ..candidate("e-1") }], vec![]);
    assert_eq!(reason(&order, &undone), Some(ReviewReason::Undone));
}

/// Another order of ours for the same SIM and package, sent that many days before.
pub(super) fn rival(fulfilment: Fulfilment, effect: Option<&str>, days_before: u64) -> OrderRecord {
    let mut rival = sent();
    rival.fulfilment = fulfilment;
    rival.effect = effect.map(str::to_owned);
    let earlier = rival.placed_at.unix_millis() - i64::try_from(days_before).expect("few") * 86_400_000;
    rival.attempts.iter_mut().for_each(|attempt| attempt.intended_at = Moment::from_unix_millis(earlier));
    rival
}

#[test]
fn our_own_other_orders_are_told_apart() {
    let order = unknown(0, 0);
    let seen = |rival: OrderRecord| look(vec![candidate("e-1")], vec![rival]);
    let theirs = seen(rival(Fulfilment::Delivered, Some("e-1"), 0));
    assert!(words(&order, &theirs, 70).is_empty(), "it is the other one's");
    let settled = seen(rival(Fulfilment::Delivered, Some("e-9"), 0));
    assert_eq!(words(&order, &settled, 70), ["delivered", "capturing"]);
    let absent = seen(rival(Fulfilment::Absent, None, 1));
    assert_eq!(reason(&order, &absent), Some(ReviewReason::SharedCandidate));
    let long_absent = seen(rival(Fulfilment::Absent, None, 10));
    assert_eq!(words(&order, &long_absent, 70), ["delivered", "capturing"]);
    let mut other_package = rival(Fulfilment::Absent, None, 1);
    other_package.quote.id = "1gb".parse().expect("an id");
    assert_eq!(words(&order, &seen(other_package), 70), ["delivered", "capturing"]);
    let marked = Look { candidates: Ok(vec![Candidate { by_marker: true, ..candidate("e-1") }]), ..absent };
    assert_eq!(words(&order, &marked, 70), ["delivered", "capturing"], "the marker tells");
}

#[test]
fn a_late_arrival_waits_until_the_newer_order_for_the_sim_is_settled() {
    let order = unknown(2, 100);
    let absent = after_look(&order, &look(vec![], vec![]), seconds(&order, 960), &Settings::default());
    let order = order.amended(seconds(&order, 960), &absent).expect("legal");
    let seen_beside = |newer: &OrderRecord| look(vec![candidate("e-1")], vec![newer.clone()]);
    let mut newer = rival(Fulfilment::Unknown, None, 0);
    assert!(words(&order, &seen_beside(&newer), 2_000).is_empty());
    // A person may take longer over the newer one than the watch of this one lasts.
    newer.review = Review::Open;
    assert_eq!(reason_at(&order, &seen_beside(&newer), 2_000), Some(ReviewReason::SharedCandidate));
    newer.quote.id = "1gb".parse().expect("an id");
    assert_eq!(
        reason_at(&order, &seen_beside(&newer), 2_000),
        Some(ReviewReason::SharedCandidate),
        "listed under this one's name, it may be that one's"
    );
    let nothing = Look { candidates: Ok(vec![]), ..seen_beside(&newer) };
    assert!(words(&order, &nothing, 2_000).is_empty());
    let marked = Look { candidates: Ok(vec![Candidate { by_marker: true, ..candidate("e-1") }]), ..nothing };
    assert_eq!(words(&order, &marked, 2_000), ["delivered", "review_opened"], "the marker tells");
    let before = rival(Fulfilment::Delivered, Some("e-2"), 1);
    assert_eq!(words(&order, &look(vec![candidate("e-1")], vec![before]), 2_000), ["delivered", "review_opened"]);
}

#[test]
fn what_shows_after_the_sim_was_topped_up_again_may_be_the_newer_orders_shown_twice_and_is_a_persons_matter() {
    let mut order = rival(Fulfilment::Absent, None, 1);
    (order.watch, order.money) = (Some(Watch::starting(order.placed_at)), crate::lanes::MoneyLane::Released);
    let again = look(vec![candidate("e-1")], vec![rival(Fulfilment::Delivered, Some("e-2"), 0)]);
    assert_eq!(reason(&order, &again), Some(ReviewReason::SharedCandidate));
    let changes = after_look(&order, &again, seconds(&order, 70), &Settings::default());
    let asked = order.amended(seconds(&order, 70), &changes).expect("legal");
    let closed = [Change::ReviewClosed { decision: "write_off".to_owned(), who: "ana".to_owned() }];
    let closed = asked.amended(seconds(&order, 80), &closed).expect("legal");
    assert!(words(&closed, &again, 90).is_empty(), "whoever has closed it is not asked every day");
    let marked = Look { candidates: Ok(vec![Candidate { by_marker: true, ..candidate("e-1") }]), ..again };
    assert_eq!(words(&order, &marked, 70), ["delivered", "review_opened"], "the marker tells");
}

#[test]
fn what_the_provider_leaves_unnamed_is_neither_delivery_nor_absence_and_after_a_while_a_persons_matter() {
    let unnamed = look(vec![Candidate { offer: None, ..candidate("e-1") }], vec![]);
    let order = unknown(2, 100);
    // The deadline is a minute after the intent.
    for (at, wanted) in [(70, &["glimpsed"][..]), (959, &["glimpsed"]), (960, &["glimpsed", "review_opened"])] {
        assert_eq!(words(&order, &unnamed, at), wanted, "{at} s");
    }
    let changes = after_look(&order, &unnamed, seconds(&order, 960), &Settings::default());
    let asked = order.amended(seconds(&order, 960), &changes).expect("legal");
    assert_eq!((asked.review_reason, asked.watch.map(|watch| watch.empty)), (Some(ReviewReason::UnnamedCandidate), Some(0)));
    assert!(words(&asked, &unnamed, 5_000).is_empty(), "it is asked once");
    assert_eq!(words(&asked, &look(vec![candidate("e-1")], vec![]), 5_000), ["delivered", "capturing", "review_closed"]);
}

#[test]
fn something_new_under_another_packages_name_is_no_absence_while_nothing_is_known() {
    let named = |id: &str| Candidate { offer: Some("1gb".parse().expect("an id")), ..candidate(id) };
    let order = unknown(2, 100);
    for (at, wanted) in [(959, &["glimpsed"][..]), (960, &["glimpsed", "review_opened"])] {
        assert_eq!(words(&order, &look(vec![named("e-1")], vec![]), at), wanted, "{at} s");
    }
    assert_eq!(words(&order, &look(vec![named("e-1"), candidate("e-2")], vec![]), 960), ["delivered", "capturing"], "ours is there too");
    let rival = OrderRecord { id: "ord_other".parse().expect("an id"), effect: Some("e-1".to_owned()), ..sent() };
    for (what, harmless) in [
        ("it is another order's of ours", look(vec![named("e-1")], vec![rival])),
        ("it was taken back", look(vec![Candidate { undone: true, ..named("e-1") }], vec![])),
    ] {
        assert_eq!(words(&order, &harmless, 960), ["absent", "releasing"], "{what}");
    }
    let gone = order.amended(seconds(&order, 960), &absent(&order, rejection(RejectionCode::Absent, None, None))).expect("legal");
    assert!(words(&gone, &look(vec![named("e-1")], vec![]), 5_000).is_empty(), "what comes after an absence is somebody else's");
}

#[test]
fn absence_counts_anew_once_something_unnamed_has_been_there_and_gone() {
    let mut order = unknown(2, 100);
    let unnamed = look(vec![Candidate { offer: None, ..candidate("e-1") }], vec![]);
    let glimpsed = after_look(&order, &unnamed, seconds(&order, 800), &Settings::default());
    order = order.amended(seconds(&order, 800), &glimpsed).expect("legal");
    let mut absent_at = None;
    for at in [960, 1_200, 1_559, 1_560] {
        let changes = after_look(&order, &look(vec![], vec![]), seconds(&order, at), &Settings::default());
        order = order.amended(seconds(&order, at), &changes).expect("legal");
        absent_at = absent_at.or((order.fulfilment == Fulfilment::Absent).then_some(at));
    }
    assert_eq!(absent_at, Some(1_560), "three readings over ten minutes, all after it had gone");
}

#[test]
fn a_list_that_shows_one_thing_twice_shows_one_thing() {
    let order = unknown(0, 0);
    let marked = |undone| Candidate { by_marker: true, undone, ..candidate("e-1") };
    assert_eq!(words(&order, &look(vec![marked(false), marked(false)], vec![]), 70), ["delivered", "capturing"]);
    for both in [vec![marked(false), marked(true)], vec![marked(true), marked(false)]] {
        assert_eq!(reason(&order, &look(both, vec![])), Some(ReviewReason::Undone));
    }
}

#[test]
fn a_hold_that_ends_within_the_hour_is_told_once() {
    let order = OrderRecord { hold_expires_at: Some(seconds(&unknown(0, 0), 7_200)), ..unknown(0, 0) };
    let nothing = look(vec![], vec![]);
    assert!(words(&order, &nothing, 3_599).is_empty());
    let changes = after_look(&order, &nothing, seconds(&order, 3_600), &Settings::default());
    let told = order.amended(seconds(&order, 3_600), &changes).expect("legal");
    assert_eq!((told.review_reason, told.hold_warned), (Some(ReviewReason::HoldExpiring), true));
    let closed = [Change::ReviewClosed { decision: "seen".to_owned(), who: "ana".to_owned() }];
    let told = told.amended(seconds(&order, 3_700), &closed).expect("legal");
    assert!(words(&told, &nothing, 7_100).is_empty());
    let unread = Look { candidates: Err(ReadError::Unavailable("down".to_owned())), ..nothing };
    assert_eq!(words(&order, &unread, 3_600), ["review_opened"], "whether the provider can be read or not");
    let silence = after_silence(&order, seconds(&order, 3_600), &Settings::default());
    assert!(matches!(silence.last(), Some(Change::ReviewOpened { reason: ReviewReason::HoldExpiring })));
    let billed = OrderRecord { money: crate::lanes::MoneyLane::OnAccount, ..order };
    assert!(words(&billed, &unread, 3_600).is_empty(), "nothing is held on account");
}

#[test]
fn after_a_resend_the_day_until_review_begins_anew_and_is_not_forgotten() {
    let mut order = unknown(0, 0);
    order.review = Review::Closed;
    let nothing = look(vec![], vec![]);
    assert!(words(&order, &nothing, 86_399).is_empty());
    assert_eq!(reason_at(&order, &nothing, 86_400), Some(ReviewReason::Overdue));
}

pub(super) fn reason_at(order: &OrderRecord, look: &Look, at: u64) -> Option<ReviewReason> {
    after_look(order, look, seconds(order, at), &Settings::default()).iter().find_map(|change| match change {
        Change::ReviewOpened { reason } => Some(*reason),
        _ => None,
    })
}
