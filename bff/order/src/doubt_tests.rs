//! What stays with a person, and what evidence may still settle.

use super::tests::{candidate, look, reason_at, rival, seconds, unknown, words};
use super::*;

#[test]
fn what_was_in_doubt_does_not_settle_itself_by_what_a_list_leaves_out_later() {
    let order = unknown(0, 0);
    for (first, reason) in [
        (look(vec![candidate("e-1"), candidate("e-2")], vec![]), ReviewReason::SeveralCandidates),
        (look(vec![Candidate { undone: true, ..candidate("e-1") }], vec![]), ReviewReason::Undone),
        (look(vec![candidate("e-1")], vec![rival(Fulfilment::Absent, None, 1)]), ReviewReason::SharedCandidate),
    ] {
        let changes = after_look(&order, &first, seconds(&order, 70), &Settings::default());
        let doubted = order.amended(seconds(&order, 70), &changes).expect("legal");
        assert_eq!((doubted.review, doubted.review_reason), (Review::Open, Some(reason)));
        for left in [candidate("e-1"), Candidate { by_marker: true, ..candidate("e-2") }] {
            assert!(words(&doubted, &look(vec![left], vec![]), 80).is_empty(), "{reason:?}");
        }
        let mut patient = doubted.clone();
        patient.watch = patient.watch.map(|watch| Watch { empty: 9, first_empty: Some(seconds(&order, 100)), ..watch });
        assert!(words(&patient, &look(vec![], vec![]), 5_000).is_empty(), "nor by showing nothing: {reason:?}");
    }
}

/// A hold of half an hour brings every order of unknown outcome into review at the first look.
#[test]
fn a_doubt_does_not_settle_itself_because_a_person_was_asked_about_time_before() {
    let two = look(vec![candidate("e-1"), candidate("e-2")], vec![]);
    for waits in [ReviewReason::Overdue, ReviewReason::HoldExpiring, ReviewReason::UnnamedCandidate] {
        let order = unknown(0, 0);
        let order = order.amended(seconds(&order, 70), &[Change::ReviewOpened { reason: waits }]).expect("legal");
        assert_eq!(reason_at(&order, &two, 80), Some(ReviewReason::SeveralCandidates), "{waits:?}");
        let changes = after_look(&order, &two, seconds(&order, 80), &Settings::default());
        let doubted = order.amended(seconds(&order, 80), &changes).expect("legal");
        assert!(words(&doubted, &two, 90).is_empty(), "it is asked once");
        assert!(words(&doubted, &look(vec![candidate("e-1")], vec![]), 90).is_empty(), "nothing is charged by itself: {waits:?}");
    }
}

#[test]
fn what_turns_up_while_the_hook_will_not_give_the_money_back_is_no_secret() {
    let order = unknown(2, 100);
    let given_up = after_look(&order, &look(vec![], vec![]), seconds(&order, 960), &Settings::default());
    let order = order.amended(seconds(&order, 960), &given_up).expect("legal");
    let asked = order.amended(seconds(&order, 970), &[Change::ReviewOpened { reason: ReviewReason::ReleaseRefused }]).expect("legal");
    let found = look(vec![candidate("e-1")], vec![]);
    assert_eq!(words(&asked, &found, 2_000), ["delivered", "review_opened"]);
}

#[test]
fn a_review_about_time_alone_still_yields_to_evidence() {
    for reason in [ReviewReason::Overdue, ReviewReason::HoldExpiring, ReviewReason::UnnamedCandidate] {
        let order = unknown(0, 0);
        let order = order.amended(seconds(&order, 90), &[Change::ReviewOpened { reason }]).expect("legal");
        let found = look(vec![candidate("e-1")], vec![]);
        assert_eq!(words(&order, &found, 100), ["delivered", "capturing", "review_closed"], "{reason:?}");
    }
    let waiting = |reason| {
        let order = unknown(2, 100);
        order.amended(seconds(&order, 90), &[Change::ReviewOpened { reason }]).expect("legal")
    };
    let nothing = look(vec![], vec![]);
    assert_eq!(words(&waiting(ReviewReason::HoldExpiring), &nothing, 960), ["absent", "releasing", "review_closed"]);
    assert!(words(&waiting(ReviewReason::Overdue), &nothing, 90_000).is_empty(), "after a day a person was asked");
}

#[test]
fn what_was_ruled_on_before_a_second_send_is_asked_again_after_it() {
    let two = look(vec![candidate("e-1"), candidate("e-2")], vec![]);
    let ruled = OrderRecord { review: Review::Closed, review_reason: Some(ReviewReason::SeveralCandidates), ..unknown(0, 0) };
    assert_eq!(words(&ruled, &two, 70), ["review_opened"]);
    let absent = OrderRecord { fulfilment: Fulfilment::Absent, ..ruled };
    assert!(words(&absent, &two, 70).is_empty(), "but nobody is asked twice about an absence");
}

#[test]
fn whoever_has_closed_the_review_of_an_absence_is_not_asked_about_the_same_again() {
    let shown = [
        (look(vec![Candidate { offer: None, ..candidate("e-1") }], vec![]), ReviewReason::UnnamedCandidate),
        // They have found out that it is somebody else's: showing once more makes it nobody's delivery.
        (look(vec![candidate("e-1")], vec![]), ReviewReason::FailedButPresent),
    ];
    for (shown, reason) in shown {
        let order = unknown(0, 0);
        let ruled = [
            Change::ReviewOpened { reason },
            Change::Absent { rejection: rejection(RejectionCode::NotAdded, None, None) },
            Change::Releasing,
            Change::ReviewClosed { decision: "not_delivered".to_owned(), who: "ana".to_owned() },
        ];
        let closed = order.amended(seconds(&order, 1_000), &ruled).expect("legal");
        assert!(words(&closed, &shown, 5_000).is_empty(), "{reason:?}");
        let marked = look(vec![Candidate { by_marker: true, ..candidate("e-2") }], vec![]);
        assert_eq!(words(&closed, &marked, 5_000), ["delivered", "review_opened"], "the marker tells: {reason:?}");
        let more = look(vec![candidate("e-1"), candidate("e-2")], vec![]);
        assert_eq!(words(&closed, &more, 5_000), ["review_opened"], "something else is another matter: {reason:?}");
    }
}

#[test]
fn a_question_that_was_answered_otherwise_meanwhile_changes_nothing() {
    let settings = Settings::default();
    let bought = look(vec![candidate("e-1")], vec![]);
    let mut order = unknown(2, 100);
    for moved_on in [Fulfilment::None, Fulfilment::Submitting, Fulfilment::Delivered, Fulfilment::Rejected, Fulfilment::Reversed] {
        order.fulfilment = moved_on;
        assert!(after_look(&order, &bought, seconds(&order, 960), &settings).is_empty(), "{moved_on:?}");
        for status in [StatusReading::Failed(RejectionCode::NotAdded), StatusReading::Mismatch, StatusReading::NotVisible] {
            let nothing = look(vec![], vec![]);
            let changes = after_status(&order, &Ok(status), Some(&nothing), seconds(&order, 960), &settings);
            assert!(changes.is_empty(), "{moved_on:?}");
        }
        if moved_on != Fulfilment::Delivered {
            assert!(after_recheck(&order, &bought.candidates, None, seconds(&order, 960)).is_empty(), "{moved_on:?}");
        }
    }
}
