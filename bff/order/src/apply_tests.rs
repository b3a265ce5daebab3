use super::*;
use crate::customer::PaymentTerms;
use crate::fixtures::{attempt, order, sent};
use crate::judge::rejection;
use crate::reason::Doubt;
use crate::ruling::Ruling;
use crate::settings::Settings;
use contract::{RejectionCode, Starts};
use provider::{Evidence, ProviderOrderId, Transport};
use std::time::Duration;

const HIDDEN: Change = Change::Checked { empty: false, not_before: None };

fn later(order: &OrderRecord) -> Moment {
    order.placed_at.plus(Duration::from_secs(7))
}

fn unknown() -> OrderRecord {
    let order = sent();
    order.amended(order.placed_at, &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal")
}

#[test]
fn every_change_counts_and_only_what_the_customer_sees_makes_a_new_version() {
    let order = unknown();
    let at = later(&order);
    let hidden = order.amended(at, &[HIDDEN, HIDDEN]).expect("legal");
    assert_eq!((hidden.revision, hidden.version, hidden.updated_at), (order.revision + 2, order.version, order.updated_at));
    let seen = order.amended(at, &[HIDDEN, Change::Accepted { order: ProviderOrderId("o-1".to_owned()) }, HIDDEN]).expect("legal");
    assert_eq!((seen.revision, seen.version, seen.updated_at), (order.revision + 3, order.version + 1, at));
}

#[test]
fn a_move_that_the_lanes_do_not_have_is_refused_whole() {
    let order = unknown();
    let attempt = Box::new(attempt(&order, 2, order.placed_at, &Settings::default()));
    assert!(order.amended(later(&order), &[HIDDEN, Change::Intended { attempt }]).is_err(), "no resend of what is unknown");
    // Each lane has the edge, and the pair does not go together.
    assert!(order.amended(later(&order), &[Change::Releasing]).is_err(), "no release of what may have been bought");
}

#[test]
fn a_row_that_was_spoilt_takes_notes_and_no_moves() {
    let spoilt = OrderRecord { money: MoneyLane::Captured, ..unknown() };
    assert!(!spoilt.lanes().are_legal());
    assert!(spoilt.amended(later(&spoilt), &[HIDDEN]).is_ok());
    assert!(spoilt.amended(later(&spoilt), &[Change::RefundDue]).is_err(), "the money lane moved");
    let accepted = Change::Accepted { order: ProviderOrderId("o-1".to_owned()) };
    assert!(spoilt.amended(later(&spoilt), &[accepted]).is_err(), "the fulfilment lane moved");
}

#[test]
fn evidence_and_proof_belong_to_the_send_of_their_number() {
    let settings = Settings::default();
    let order = sent();
    let at = order.placed_at;
    let withdrawn = order.amended(at, &[Change::Withdrawn { number: 1, not_before: later(&order), declared: false }]).expect("legal");
    assert!(withdrawn.live_attempt().is_none() && !withdrawn.stages.iter().any(|stage| stage.name == StageName::Sent));
    assert!(withdrawn.stages.iter().any(|stage| stage.name == StageName::Reserved), "what else happened stays");
    assert_eq!((withdrawn.fulfilment, withdrawn.not_before), (Fulfilment::None, Some(later(&order))));
    let second = Box::new(attempt(&order, 2, at, &settings));
    let again = withdrawn.amended(at, &[Change::Intended { attempt: second }]).expect("legal");
    assert_eq!(again.not_before, None);
    let evidence = Box::new(Evidence {
        transport: Transport::Broken,
        status: None,
        body: String::new(),
        retry_after: None,
        error: None,
        at: at.timestamp(),
    });
    let heard = again.amended(at, &[Change::Heard { number: 2, evidence }]).expect("legal");
    let noted: Vec<_> = heard.attempts.iter().map(|attempt| (attempt.evidence.is_some(), attempt.without_effect)).collect();
    assert_eq!(noted, [(false, true), (true, false)]);
}

#[test]
fn what_is_tried_in_vain_is_counted_until_a_step_is_taken() {
    let placed = order(PaymentTerms::Hook);
    let until = later(&placed);
    let waits = placed.amended(placed.placed_at, &[Change::Waiting { until }, Change::Waiting { until }]).expect("legal");
    assert_eq!((waits.tries, waits.not_before), (2, Some(until)));
    let goes_on = waits.amended(until, &[Change::PriceConfirmed]).expect("legal");
    assert_eq!((goes_on.tries, goes_on.not_before, goes_on.price_seen_at), (0, None, Some(until)));
}

#[test]
fn a_watch_counts_readings_that_worked_and_showed_nothing() {
    let order = unknown();
    let (first, second) = (later(&order), later(&order).plus(Duration::from_secs(5)));
    let empty = Change::Checked { empty: true, not_before: Some(second) };
    let once = order.amended(first, &[HIDDEN, empty.clone()]).expect("legal");
    let twice = once.amended(second, &[empty, HIDDEN]).expect("legal");
    let watch = twice.watch.expect("watched");
    assert_eq!((watch.first_empty, watch.empty, watch.last), (Some(first), 2, Some(second)));
    assert_eq!((once.not_before, twice.not_before), (Some(second), None));
}

#[test]
fn what_shows_or_is_called_failed_makes_empty_readings_count_anew() {
    let order = unknown();
    let empty = Change::Checked { empty: true, not_before: None };
    let counted = order.amended(later(&order), &[empty.clone(), empty.clone()]).expect("legal");
    for (change, called_failed) in [(Change::Glimpsed, false), (Change::CalledFailed, true)] {
        let anew = counted.amended(later(&order), std::slice::from_ref(&change)).expect("legal");
        let watch = anew.watch.expect("watched");
        assert_eq!((watch.first_empty, watch.empty, watch.called_failed), (None, 0, called_failed), "{change:?}");
        assert_eq!(anew.version, counted.version, "nothing that a customer could see");
        let again = anew.amended(later(&order), std::slice::from_ref(&empty)).expect("legal").watch.expect("watched");
        assert_eq!((again.empty, again.called_failed), (1, called_failed));
    }
    let unwatched = sent().amended(later(&order), &[Change::CalledFailed]).expect("legal");
    assert_eq!(unwatched.watch, None);
}

#[test]
fn a_delivery_takes_the_rejection_of_an_absence_back_and_a_rejection_ends_the_watch() {
    let order = unknown();
    let at = later(&order);
    let rejection = rejection(RejectionCode::Absent, None, None);
    let absent = order.amended(at, &[Change::Absent { rejection }, Change::Releasing]).expect("legal");
    assert!(absent.rejection.is_some() && absent.watch.is_some());
    let reason = ReviewReason::DeliveredAfterRelease;
    let delivered = Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Now };
    let late = absent.amended(at, &[delivered, Change::ReviewOpened { reason }]).expect("legal");
    assert_eq!((late.rejection, late.delivered_at, late.effect.as_deref()), (None, Some(at), Some("e-1")));
    assert_eq!(late.watch.map(|watch| watch.since), Some(at));
    assert_eq!(late.stages.last().map(|stage| stage.name), Some(StageName::Added));
    let rejected = order.amended(at, &[Change::Rejected { rejection }, Change::Releasing]).expect("legal");
    assert!(rejected.rejection.is_some() && rejected.watch.is_none());
}

#[test]
fn a_stage_is_reached_once() {
    let order = unknown();
    let name = || Change::Accepted { order: ProviderOrderId("o-1".to_owned()) };
    let back = [name(), Change::Unknown { why: Doubt::Invisible }, name()];
    let order = order.amended(later(&order), &back).expect("legal");
    assert_eq!(order.stages.iter().filter(|stage| stage.name == StageName::Accepted).count(), 1);
}

#[test]
fn only_a_hold_that_ends_soon_is_noted_as_warned_of() {
    let order = unknown();
    let warned = |reason| order.amended(later(&order), &[Change::ReviewOpened { reason }]).expect("legal").hold_warned;
    assert!(warned(ReviewReason::HoldExpiring) && !warned(ReviewReason::Overdue));
    let twice = [
        Change::ReviewOpened { reason: ReviewReason::HoldExpiring },
        Change::ReviewClosed { decision: String::new(), who: String::new() },
        Change::ReviewOpened { reason: ReviewReason::Overdue },
    ];
    assert!(order.amended(later(&order), &twice).expect("legal").hold_warned, "once is enough");
}

#[test]
fn whoever_asked_for_a_resend_is_remembered_until_the_review_ends() {
    let order = unknown();
    let at = later(&order);
    let ruled = |decision| Change::Ruled { ruling: Box::new(Ruling { decision, who: "ada".to_owned(), note: String::new() }) };
    let opened = order.amended(at, &[Change::ReviewOpened { reason: ReviewReason::Overdue }]).expect("legal");
    let asked = opened.amended(at, &[ruled(Decision::Resend)]).expect("legal");
    assert_eq!(asked.resend_asked_by.as_deref(), Some("ada"));
    assert_eq!(opened.amended(at, &[ruled(Decision::WriteOff)]).expect("legal").resend_asked_by, None);
    let doubted = asked.amended(at, &[Change::ReviewOpened { reason: ReviewReason::SeveralCandidates }]).expect("legal");
    assert_eq!(doubted.resend_asked_by, None, "ada did not know of it");
    let closed = asked.amended(at, &[Change::ReviewClosed { decision: String::new(), who: "ada".to_owned() }]).expect("legal");
    assert_eq!((closed.resend_asked_by, closed.review), (None, Review::Closed));
}

#[test]
fn news_of_a_send_that_the_order_does_not_have_changes_no_send() {
    let order = sent();
    let at = order.placed_at;
    let evidence =
        Evidence { transport: Transport::Broken, status: None, body: String::new(), retry_after: None, error: None, at: at.timestamp() };
    let heard = order.amended(at, &[Change::Heard { number: 2, evidence: Box::new(evidence) }]).expect("legal");
    assert_eq!(heard.attempts, order.attempts);
    let withdrawn = order.amended(at, &[Change::Withdrawn { number: 2, not_before: at, declared: false }]).expect("legal");
    assert_eq!(withdrawn.attempts, order.attempts);
    assert!(withdrawn.live_attempt().is_some(), "a live attempt, which no further send may follow");
}

#[test]
fn a_check_of_what_is_not_watched_is_noted_without_a_watch() {
    let order = sent();
    let checked = order.amended(later(&order), &[Change::Checked { empty: true, not_before: Some(later(&order)) }]).expect("legal");
    assert_eq!((checked.watch, checked.not_before), (None, Some(later(&order))));
}
