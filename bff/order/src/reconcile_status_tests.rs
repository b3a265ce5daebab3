//! What status calls and rechecks do.

use super::tests::{candidate, look, seconds, unknown};
use super::*;
use crate::fixtures::sent;
use contract::Starts;
use provider::ProviderOrderId;

#[test]
fn failed_is_an_absence_once_the_sim_has_shown_nothing_new_for_a_while_and_is_watched_on() {
    let order = sent();
    let taken = [Change::Accepted { order: ProviderOrderId("o-1".to_owned()) }];
    let order = order.amended(seconds(&order, 1), &taken).expect("legal");
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    let nothing = look(vec![], vec![]);
    let ask = |order: &OrderRecord, at: u64| after_status(order, &failed, Some(&nothing), seconds(order, at), &Settings::default());
    let first = ask(&order, 3);
    assert_eq!(first, [Change::CalledFailed, Change::Checked { empty: true, not_before: None }]);
    let order = order.amended(seconds(&order, 3), &first).expect("legal");
    assert_eq!(ask(&order, 12).len(), 1, "nine seconds are too few");
    let settled = ask(&order, 13);
    let words: Vec<_> = settled.iter().map(Change::as_str).collect();
    assert_eq!(words, ["checked", "absent", "releasing"]);
    let absent = order.amended(seconds(&order, 13), &settled).expect("legal");
    assert_eq!(absent.rejection.map(|rejection| rejection.code), Some(RejectionCode::NotAdded), "the customer reads the cause");
    assert_eq!(absent.watch, Some(Watch::starting(seconds(&order, 13))), "ten days from now on");
    let late = after_look(&absent, &look(vec![candidate("s-9")], vec![]), seconds(&order, 700_000), &Settings::default());
    let late: Vec<_> = late.iter().map(Change::as_str).collect();
    assert_eq!(late, ["checked", "delivered", "review_opened"]);
}

/// A failed order has been seen to deliver seconds later, so the SIM is looked at from the claim on.
#[test]
fn what_the_sim_did_not_show_before_an_order_was_called_failed_tells_nothing_about_the_claim() {
    let settings = Settings::default();
    let (failed, nothing) = (Ok(StatusReading::Failed(RejectionCode::NotAdded)), look(vec![], vec![]));
    let order = taken();
    let mut order = order.amended(seconds(&order, 61), &[Change::Unknown { why: Doubt::Invisible }]).expect("legal");
    for at in [64, 69, 76] {
        let changes = after_look(&order, &nothing, seconds(&order, at), &settings);
        order = order.amended(seconds(&order, at), &changes).expect("legal");
    }
    let mut absent_at = None;
    for at in [91, 100, 101] {
        let changes = after_status(&order, &failed, Some(&nothing), seconds(&order, at), &settings);
        order = order.amended(seconds(&order, at), &changes).expect("legal");
        absent_at = absent_at.or((order.fulfilment == Fulfilment::Absent).then_some(at));
    }
    assert_eq!(absent_at, Some(101), "ten seconds after the claim");
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
fn failed_is_not_believed_either_when_a_person_was_asked_about_time_before_it_was_contradicted() {
    let settings = Settings::default();
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    let order = taken();
    let told = [Change::ReviewOpened { reason: ReviewReason::HoldExpiring }];
    let mut order = order.amended(seconds(&order, 2), &told).expect("legal");
    for (at, shown) in [(3, vec![candidate("s-1")]), (5, vec![]), (20, vec![]), (600, vec![])] {
        let changes = after_status(&order, &failed, Some(&look(shown, vec![])), seconds(&order, at), &settings);
        order = order.amended(seconds(&order, at), &changes).expect("legal");
    }
    assert_eq!((order.fulfilment, order.review_reason), (Fulfilment::Unknown, Some(ReviewReason::FailedButPresent)));
}

#[test]
fn failed_is_not_believed_while_something_new_is_on_the_sim_whatever_it_is_called() {
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    let other = Candidate { offer: Some("1gb".parse().expect("an id")), ..candidate("s-1") };
    let order = taken();
    let changes = after_status(&order, &failed, Some(&look(vec![other], vec![])), seconds(&order, 3), &Settings::default());
    let words: Vec<_> = changes.iter().map(Change::as_str).collect();
    assert_eq!(words, ["checked", "unknown", "review_opened"]);
    assert_eq!(changes.last(), Some(&Change::ReviewOpened { reason: ReviewReason::FailedButPresent }));
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
    assert_eq!((order.fulfilment, order.review), (Fulfilment::Absent, Review::Closed));
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

#[test]
fn only_the_providers_word_that_our_own_effect_is_undone_reverses_a_delivery() {
    let settled = [Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Now }, Change::Capturing, Change::Captured];
    let order = sent().amended(sent().placed_at, &settled).expect("legal");
    let undone = |id| Candidate { undone: true, ..candidate(id) };
    let words = |candidates| -> Vec<_> {
        let changes = after_recheck(&order, &candidates, None, seconds(&order, 3_600));
        order.amended(seconds(&order, 3_600), &changes).expect("legal");
        changes.iter().map(Change::as_str).filter(|word| *word != "checked").collect()
    };
    assert_eq!(words(Ok(vec![candidate("e-0"), undone("e-1")])), ["reversed", "review_opened"]);
    for proves_nothing in [
        Ok(vec![]),
        Ok(vec![candidate("e-1")]),
        Ok(vec![undone("e-2")]),
        Err(ReadError::NotFound),
        Err(ReadError::Unavailable("down".to_owned())),
    ] {
        assert!(words(proves_nothing.clone()).is_empty(), "{proves_nothing:?}");
    }
    let busy = after_recheck(&order, &Err(ReadError::Busy { retry_after: 40 }), None, order.placed_at);
    assert_eq!(busy, [Change::Checked { empty: false, not_before: Some(seconds(&order, 40)) }]);
}

#[test]
fn what_a_person_has_attached_is_not_reversed_because_it_is_called_otherwise_or_is_not_shown() {
    use crate::ruling::{Decision, Ruling};
    let attached = |unseen| {
        let decision = Decision::Attach { effect: "e-1".to_owned(), unseen };
        let ruling = Box::new(Ruling { decision, who: "ana".to_owned(), note: String::new() });
        let delivery = Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Unknown };
        let order = taken();
        order.amended(seconds(&order, 100), &[Change::Ruled { ruling }, delivery, Change::Capturing]).expect("legal")
    };
    let reversed = |order: &OrderRecord, shown, status| {
        let changes = after_recheck(order, &Ok(shown), Some(&Ok(status)), seconds(order, 3_700));
        changes.contains(&Change::Reversed)
    };
    let failed = || StatusReading::Failed(RejectionCode::NotAdded);
    let marked = Candidate { by_marker: true, offer: Some("1gb".parse().expect("an id")), ..candidate("e-1") };
    assert!(!reversed(&attached(false), vec![marked], failed()), "it is there, under another package's name");
    assert!(!reversed(&attached(true), vec![], failed()), "it never was in the list, and \"failed\" is what people have overruled");
    assert!(reversed(&attached(false), vec![], failed()), "it was there, and has gone");
    assert!(reversed(&attached(true), vec![Candidate { undone: true, ..candidate("e-1") }], failed()), "it is taken back");
}

#[test]
fn an_invisible_order_is_unknown_after_a_while_and_stays_so() {
    let order = taken();
    let ask = |order: &OrderRecord, at| after_status(order, &Ok(StatusReading::NotVisible), None, seconds(order, at), &Settings::default());
    assert_eq!(ask(&order, 60).len(), 1);
    let changes = ask(&order, 61);
    assert_eq!(changes.last(), Some(&Change::Unknown { why: Doubt::Invisible }));
    let unknown = order.amended(seconds(&order, 61), &changes).expect("legal");
    assert_eq!(ask(&unknown, 500).len(), 1);
}

#[test]
fn a_provider_that_works_on_it_is_heard_once() {
    let order = taken();
    let ask = |order: &OrderRecord, status| -> Vec<_> {
        let changes = after_status(order, &Ok(status), None, seconds(order, 3), &Settings::default());
        changes.iter().map(Change::as_str).collect()
    };
    assert_eq!(ask(&order, StatusReading::Accepted), ["checked"]);
    assert_eq!(ask(&order, StatusReading::Fulfilling), ["checked", "fulfilling"]);
    let working = order.amended(seconds(&order, 3), &[Change::Fulfilling]).expect("legal");
    assert_eq!(ask(&working, StatusReading::Fulfilling), ["checked"]);
    assert_eq!(ask(&working, StatusReading::Accepted), ["checked"], "a word from before");
    let mut nameless = unknown(0, 0);
    nameless.provider_order = None;
    assert_eq!(ask(&nameless, StatusReading::Accepted), ["checked"]);
}

#[test]
fn failed_with_something_unnamed_or_doubtful_on_the_sim_is_a_persons_matter() {
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    for (found, wanted) in [
        (vec![Candidate { offer: None, ..candidate("s-1") }], ReviewReason::FailedButPresent),
        (vec![candidate("s-1"), candidate("s-2")], ReviewReason::SeveralCandidates),
    ] {
        let order = taken();
        let changes = after_status(&order, &failed, Some(&look(found, vec![])), seconds(&order, 3), &Settings::default());
        assert_eq!(changes.last(), Some(&Change::ReviewOpened { reason: wanted }));
        assert!(changes.contains(&Change::Unknown { why: Doubt::Contradiction }));
    }
    let order = taken();
    let unasked = after_status(&order, &failed, None, seconds(&order, 3), &Settings::default());
    assert_eq!(unasked, [Change::Checked { empty: false, not_before: None }], "without a look at the SIM it proves nothing");
}

#[test]
fn an_order_called_failed_is_reversed_once_its_effect_has_left_the_sim() {
    let settled = [Change::Delivered { effect: "s-1".to_owned(), starts: Starts::Now }, Change::Capturing, Change::Captured];
    let order = sent().amended(sent().placed_at, &settled).expect("legal");
    let failed = Ok(StatusReading::Failed(RejectionCode::NotAdded));
    for (what, candidates, status, reverses) in [
        ("it is gone", Ok(vec![candidate("s-2")]), &failed, true),
        ("it is there", Ok(vec![candidate("s-1")]), &failed, false),
        ("nobody knows", Err(ReadError::Unavailable(String::new())), &failed, false),
        ("it is gone without a word", Ok(vec![]), &Ok(StatusReading::NotVisible), false),
        ("it is gone and the word is unreadable", Ok(vec![]), &Err(ReadError::NotFound), false),
    ] {
        let changes = after_recheck(&order, &candidates, Some(status), order.placed_at);
        assert_eq!(changes.contains(&Change::Reversed), reverses, "{what}");
    }
}
