use super::*;
use crate::fixtures::sent;
use contract::Starts;
use provider::ProviderOrderId;

fn seconds(order: &OrderRecord, offset: u64) -> Moment {
    order.placed_at.plus(Duration::from_secs(offset))
}

/// Unknown since its deadline, with that many empty readings, the first of them then.
fn unknown(empty: u32, first_empty: u64) -> OrderRecord {
    let order = sent();
    let mut order = order.amended(seconds(&order, 60), &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    let first = seconds(&order, first_empty);
    order.watch = order.watch.map(|watch| Watch { empty, first_empty: (empty > 0).then_some(first), ..watch });
    order
}

fn candidate(id: &str) -> Candidate {
    Candidate {
        id: ProviderOrderId(id.to_owned()),
        by_marker: false,
        offer: Some("3gb".parse().expect("an id")),
        created_at: None,
        undone: false,
        starts: Starts::Unknown,
    }
}

fn look(candidates: Vec<Candidate>, rivals: Vec<OrderRecord>) -> Look {
    Look { candidates: Ok(candidates), rivals, list_is_live: true }
}

/// The words of what a look does, the check itself aside.
fn words(order: &OrderRecord, look: &Look, at: u64) -> Vec<&'static str> {
    let changes = after_look(order, look, seconds(order, at), &Settings::default());
    order.amended(seconds(order, at), &changes).expect("legal");
    changes.iter().map(Change::as_str).filter(|word| *word != "checked").collect()
}

fn reason(order: &OrderRecord, look: &Look) -> Option<ReviewReason> {
    after_look(order, look, seconds(order, 70), &Settings::default()).iter().find_map(|change| match change {
        Change::ReviewOpened { reason } => Some(*reason),
        _ => None,
    })
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
fn one_candidate_that_fits_is_the_delivery_and_anything_that_does_not_fit_is_nothing() {
    let order = unknown(0, 0);
    assert_eq!(words(&order, &look(vec![candidate("e-1")], vec![]), 70), ["delivered", "capturing"]);
    for (what, odd, fits) in [
        ("another package", Candidate { offer: Some("1gb".parse().expect("an id")), ..candidate("e-1") }, false),
        ("of no stated package", Candidate { offer: None, ..candidate("e-1") }, false),
        ("by our marker, whatever else it says", Candidate { by_marker: true, offer: None, ..candidate("e-1") }, true),
    ] {
        assert_eq!(!words(&order, &look(vec![odd], vec![]), 70).is_empty(), fits, "{what}");
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
fn rival(fulfilment: Fulfilment, effect: Option<&str>, days_before: u64) -> OrderRecord {
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
    let newer = rival(Fulfilment::Submitting, None, 0);
    assert!(words(&order, &look(vec![candidate("e-1")], vec![newer]), 2_000).is_empty());
    let settled = rival(Fulfilment::Delivered, Some("e-2"), 0);
    assert_eq!(words(&order, &look(vec![candidate("e-1")], vec![settled]), 2_000), ["delivered", "review_opened"]);
}

#[test]
fn failed_is_believed_once_the_sim_has_shown_nothing_new_for_a_while() {
    let order = sent();
    let taken = [Change::Accepted { order: ProviderOrderId("o-1".to_owned()) }];
    let order = order.amended(seconds(&order, 1), &taken).expect("legal");
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    let nothing = look(vec![], vec![]);
    let ask = |order: &OrderRecord, at: u64| after_status(order, &failed, Some(&nothing), seconds(order, at), &Settings::default());
    let first = ask(&order, 3);
    assert_eq!(first, [Change::Checked { empty: true, not_before: None }]);
    let order = order.amended(seconds(&order, 3), &first).expect("legal");
    assert_eq!(ask(&order, 12).len(), 1, "nine seconds are too few");
    let words: Vec<_> = ask(&order, 13).iter().map(Change::as_str).collect();
    assert_eq!(words, ["checked", "rejected", "releasing"]);
}

/// Taken by the provider a second after it was sent; the SIM showed that subscription before.
fn taken() -> OrderRecord {
    let mut order = sent();
    order.attempts.iter_mut().for_each(|attempt| attempt.baseline.known = vec!["s-old".to_owned()]);
    order.amended(seconds(&order, 1), &[Change::Accepted { order: ProviderOrderId("o-1".to_owned()) }]).expect("legal")
}

#[test]
fn failed_is_no_longer_believed_once_it_was_contradicted() {
    let settings = Settings::default();
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    let mismatch = Ok(StatusReading::Mismatch);
    let present = look(vec![candidate("s-1")], vec![]);
    for (what, status, look_then) in
        [("something new was seen", &failed, Some(&present)), ("it was carried out for another", &mismatch, None)]
    {
        let order = taken();
        let doubted = after_status(&order, status, look_then, seconds(&order, 3), &settings);
        let mut order = order.amended(seconds(&order, 3), &doubted).expect("legal");
        assert_eq!((order.fulfilment, order.review), (Fulfilment::Unknown, Review::Open), "{what}");
        let nothing = look(vec![], vec![]);
        for at in [5, 20, 60, 600] {
            let changes = after_status(&order, &failed, Some(&nothing), seconds(&order, at), &settings);
            order = order.amended(seconds(&order, at), &changes).expect("legal");
        }
        assert_eq!(order.fulfilment, Fulfilment::Unknown, "{what}, so only a person may give the money back");
    }
}

#[test]
fn failed_is_still_believed_when_the_review_is_about_time_alone() {
    let settings = Settings::default();
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    let order = taken();
    let mut order = order.amended(seconds(&order, 90_000), &[Change::ReviewOpened { reason: ReviewReason::Overdue }]).expect("legal");
    for at in [90_001, 90_020] {
        let changes = after_status(&order, &failed, Some(&look(vec![], vec![])), seconds(&order, at), &settings);
        order = order.amended(seconds(&order, at), &changes).expect("legal");
    }
    assert_eq!((order.fulfilment, order.review), (Fulfilment::Rejected, Review::Closed));
}

#[test]
fn what_was_on_the_sim_before_the_send_is_not_what_it_bought() {
    let completed = |effect: &str| Ok(StatusReading::Completed { effect: effect.to_owned(), starts: Starts::Now });
    let words = |effect| -> Vec<_> {
        let order = taken();
        let changes = after_status(&order, &completed(effect), None, seconds(&order, 3), &Settings::default());
        order.amended(seconds(&order, 3), &changes).expect("legal");
        changes.iter().map(Change::as_str).collect()
    };
    assert_eq!(words("s-new"), ["checked", "delivered", "capturing"]);
    assert_eq!(words("s-old"), ["checked", "unknown", "review_opened"]);
}

#[test]
fn what_counted_as_unknown_and_is_worked_on_is_known_again() {
    let mut order = unknown(0, 0);
    order.provider_order = Some(ProviderOrderId("o-1".to_owned()));
    let working = Ok(StatusReading::Fulfilling);
    let changes = after_status(&order, &working, None, seconds(&order, 70), &Settings::default());
    let next = order.amended(seconds(&order, 70), &changes).expect("legal");
    assert_eq!(next.fulfilment, Fulfilment::Accepted);
}
