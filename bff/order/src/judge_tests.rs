use super::*;
use crate::fixtures::{attempt, sent};
use provider::{ProviderOrderId, Transport, UnknownWhy};

fn id(text: &str) -> ProviderOrderId {
    ProviderOrderId(text.to_owned())
}

fn evidence(status: Option<u16>) -> Evidence {
    Evidence {
        transport: Transport::Complete,
        status,
        body: "raw".to_owned(),
        retry_after: None,
        error: None,
        at: sent().placed_at.timestamp(),
    }
}

/// The words of what an answer to send `number` does, the answer itself aside.
fn words(order: &OrderRecord, number: u32, verdict: &Verdict) -> Vec<&'static str> {
    let changes = after_send(order, number, &evidence(None), verdict, order.placed_at, &Settings::default());
    order.amended(order.placed_at, &changes).expect("legal");
    assert!(matches!(changes.first(), Some(Change::Heard { .. })), "evidence comes first");
    changes.iter().skip(1).map(Change::as_str).collect()
}

fn all() -> [Verdict; 7] {
    [
        Verdict::NotSent,
        Verdict::Unauthorised,
        Verdict::Limited { wait: 5 },
        Verdict::Refused { code: RejectionCode::PurchaseLimit, retry_after: None },
        Verdict::Accepted(id("o-1")),
        Verdict::Delivered(id("e-1")),
        Verdict::Unknown(UnknownWhy::Broken),
    ]
}

fn table(order: &OrderRecord, number: u32, wanted: [&[&str]; 7]) {
    for (verdict, wanted) in all().iter().zip(wanted) {
        assert_eq!(words(order, number, verdict), wanted, "{verdict:?} at {:?}", order.fulfilment);
    }
}

const REFUSED: &[&str] = &["rejected", "releasing"];
const BOUGHT: &[&str] = &["delivered", "capturing"];
const AGAIN: &[&str] = &["withdrawn"];
const ODD: &[&str] = &["review_opened"];

#[test]
fn the_first_answer_decides() {
    table(&sent(), 1, [AGAIN, AGAIN, AGAIN, REFUSED, &["accepted"], BOUGHT, &["unknown"]]);
}

#[test]
fn a_late_answer_counts_but_never_leads_to_another_send() {
    let unknown = sent().amended(sent().placed_at, &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    table(&unknown, 1, [REFUSED, REFUSED, REFUSED, REFUSED, &["accepted"], BOUGHT, &[]]);
}

#[test]
fn after_absence_only_a_success_counts_and_a_person_hears_of_it() {
    let absent = [Change::Unknown { why: Doubt::Interrupted }, Change::Absent { rejection: rejection(RejectionCode::Absent, None, None) }];
    let order = sent();
    let absent = order.amended(order.placed_at, &[&absent[..], &[Change::Releasing]].concat()).expect("legal");
    table(&absent, 1, [&[], &[], &[], &[], ODD, &["delivered", "review_opened"], &[]]);
}

#[test]
fn what_contradicts_something_settled_is_a_persons_matter_and_what_repeats_it_is_not() {
    let order = sent();
    let delivered = [Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Now }, Change::Capturing];
    let delivered = order.amended(order.placed_at, &delivered).expect("legal");
    table(&delivered, 1, [&[], &[], &[], &[], ODD, &[], &[]]);
    let accepted = order.amended(order.placed_at, &[Change::Accepted { order: id("o-1") }]).expect("legal");
    table(&accepted, 1, [&[], &[], &[], &[], &[], ODD, &[]]);
    let open = accepted.amended(order.placed_at, &[Change::ReviewOpened { reason: ReviewReason::Mismatch }]).expect("legal");
    assert!(words(&open, 1, &Verdict::Delivered(id("e-9"))).is_empty(), "it is one already");
}

#[test]
fn an_answer_to_a_withdrawn_send_says_nothing_about_the_next_one() {
    let order = sent();
    let withdrawn =
        order.amended(order.placed_at, &[Change::Withdrawn { number: 1, not_before: order.placed_at, declared: false }]).expect("legal");
    table(&withdrawn, 1, [&[], &[], &[], &[], ODD, ODD, &[]]);
    let second = Box::new(attempt(&withdrawn, 2, order.placed_at, &Settings::default()));
    let sending = withdrawn.amended(order.placed_at, &[Change::Intended { attempt: second }]).expect("legal");
    table(&sending, 1, [&[], &[], &[], &[], ODD, ODD, &[]]);
    table(&sending, 2, [AGAIN, AGAIN, AGAIN, REFUSED, &["accepted"], BOUGHT, &["unknown"]]);
}

#[test]
fn the_third_send_a_second_401_and_too_long_a_wait_are_final() {
    let order = sent();
    let mut third = order.clone();
    third.attempts.iter_mut().for_each(|attempt| attempt.submission.attempt = 3);
    table(&third, 3, [REFUSED, REFUSED, REFUSED, REFUSED, &["accepted"], BOUGHT, &["unknown"]]);
    let heard = Change::Heard { number: 1, evidence: Box::new(evidence(Some(401))) };
    let withdrawn = [heard, Change::Withdrawn { number: 1, not_before: order.placed_at, declared: false }];
    let second = Box::new(attempt(&order, 2, order.placed_at, &Settings::default()));
    let again = order.amended(order.placed_at, &withdrawn).expect("legal");
    let again = again.amended(order.placed_at, &[Change::Intended { attempt: second }]).expect("legal");
    assert_eq!(words(&again, 2, &Verdict::Unauthorised), REFUSED);
    assert_eq!(words(&again, 2, &Verdict::NotSent), AGAIN);
    assert_eq!(words(&sent(), 1, &Verdict::Limited { wait: 61 }), REFUSED);
    assert_eq!(words(&sent(), 1, &Verdict::Limited { wait: 60 }), AGAIN);
}

#[test]
fn pauses_before_another_send_grow_and_a_limiters_is_its_own() {
    let pause = |number: u32, verdict: &Verdict| {
        let mut order = sent();
        order.attempts.iter_mut().for_each(|attempt| attempt.submission.attempt = number);
        let changes = after_send(&order, number, &evidence(None), verdict, order.placed_at, &Settings::default());
        let until = changes.iter().find_map(|change| match change {
            Change::Withdrawn { not_before, .. } => Some(*not_before),
            _ => None,
        });
        until.expect("again").since(order.placed_at).as_secs()
    };
    assert_eq!((pause(1, &Verdict::NotSent), pause(2, &Verdict::NotSent)), (1, 5));
    assert_eq!((pause(1, &Verdict::Unauthorised), pause(1, &Verdict::Limited { wait: 40 })), (0, 40));
}

#[test]
fn each_cause_of_a_rejection_says_what_sense_a_new_order_makes() {
    use RejectionCode as C;
    for (codes, retry) in [
        (&[C::SimRetired, C::SimNotEligible, C::OurFault][..], Retry::Never),
        (&[C::PurchaseLimit, C::NotOffered, C::Repriced, C::Unavailable, C::PaymentDeclined], Retry::AfterChange),
        (&[C::ShopCannot, C::Busy, C::PaymentUnavailable, C::NotAdded, C::Absent, C::ProviderUnavailable], Retry::Later),
    ] {
        assert!(codes.iter().all(|code| rejection(*code, None, None).retry == retry), "{codes:?}");
    }
}

#[test]
fn an_answer_that_does_not_fit_a_spoilt_row_is_kept_and_a_person_is_told() {
    // No lane leads here: somebody has changed the row from outside.
    let mut spoilt = sent().amended(sent().placed_at, &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    spoilt.money = MoneyLane::None;
    let verdict = Verdict::Delivered(id("e-1"));
    let changes = after_send_at_least(&spoilt, 1, &evidence(Some(200)), &verdict, spoilt.placed_at, &Settings::default());
    let noted = spoilt.amended(spoilt.placed_at, &changes).expect("kept");
    assert_eq!((noted.fulfilment, noted.review), (Fulfilment::Unknown, Review::Open));
    assert_eq!(noted.attempts[0].evidence.as_ref().map(|evidence| evidence.body.as_str()), Some("raw"));
    let moved = spoilt.amended(spoilt.placed_at, &[Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Now }]);
    assert!(moved.is_err(), "it is not moved from one illegal state into another");
}

#[test]
fn a_refusal_settles_nothing_while_the_evidence_is_at_odds_with_itself() {
    let order = sent();
    let open = |reason| Change::ReviewOpened { reason };
    let unknown = order.amended(order.placed_at, &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    let doubted = unknown.amended(order.placed_at, &[open(ReviewReason::SeveralCandidates)]).expect("legal");
    table(&doubted, 1, [&[], &[], &[], &[], &["accepted"], BOUGHT, &[]]);
    let closing = &["rejected", "releasing", "review_closed"];
    let overdue = unknown.amended(order.placed_at, &[open(ReviewReason::Overdue)]).expect("legal");
    assert_eq!(words(&overdue, 1, &Verdict::NotSent), closing, "a review about time yields to it");
    // Two people had the first send repeated; then its answer came, and it had bought.
    let withdrawn =
        order.amended(order.placed_at, &[Change::Withdrawn { number: 1, not_before: order.placed_at, declared: false }]).expect("legal");
    let second = Box::new(attempt(&withdrawn, 2, order.placed_at, &Settings::default()));
    let sending = [Change::Intended { attempt: second }, open(ReviewReason::Contradiction)];
    let sending = withdrawn.amended(order.placed_at, &sending).expect("legal");
    table(&sending, 2, [AGAIN, AGAIN, AGAIN, &["unknown"], &["accepted"], BOUGHT, &["unknown"]]);
}

#[test]
fn an_answer_that_names_what_was_there_before_the_send_proves_nothing() {
    let mut order = sent();
    order.attempts[0].baseline.known = vec!["e-1".to_owned()];
    assert_eq!(words(&order, 1, &Verdict::Delivered(id("e-1"))), ["unknown"]);
    assert_eq!(words(&order, 1, &Verdict::Delivered(id("e-2"))), BOUGHT);
    let unknown = order.amended(order.placed_at, &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    assert!(words(&unknown, 1, &Verdict::Delivered(id("e-1"))).is_empty());
}

#[test]
fn an_answer_that_fits_is_judged_as_ever() {
    let order = sent();
    for verdict in all() {
        let (at, settings) = (order.placed_at, Settings::default());
        let heard = evidence(Some(200));
        let plain = after_send(&order, 1, &heard, &verdict, at, &settings);
        assert_eq!(after_send_at_least(&order, 1, &heard, &verdict, at, &settings), plain, "{verdict:?}");
    }
}

#[test]
fn after_a_send_of_which_only_people_say_that_it_had_no_effect_nothing_is_rejected_for_ever() {
    let order = sent();
    let at = order.placed_at;
    let declared = |declared| order.amended(at, &[Change::Withdrawn { number: 1, not_before: at, declared }]).expect("legal");
    let end = |order: &OrderRecord| order.amended(at, &rejected(order, rejection(RejectionCode::NotOffered, None, None))).expect("legal");
    let absent = end(&declared(true));
    assert_eq!((absent.fulfilment, absent.money), (Fulfilment::Absent, MoneyLane::Releasing));
    assert_eq!(absent.rejection.map(|rejection| rejection.code), Some(RejectionCode::NotOffered));
    assert!(absent.watch.is_some_and(|watch| watch.since == at), "what the first send bought may still show");
    assert_eq!(absent.watched_attempt().map(|attempt| attempt.submission.attempt), Some(1));
    let proven = end(&declared(false));
    assert_eq!((proven.fulfilment, proven.watch, proven.watched_attempt()), (Fulfilment::Rejected, None, None));
    // The next send is refused for certain: that says nothing about the first.
    let second = Box::new(attempt(&order, 2, at, &Settings::default()));
    let sending = declared(true).amended(at, &[Change::Intended { attempt: second }]).expect("legal");
    let refusal = Verdict::Refused { code: RejectionCode::PurchaseLimit, retry_after: None };
    assert_eq!(words(&sending, 2, &refusal), ["absent", "releasing"]);
}

#[test]
fn what_another_order_has_claimed_a_moment_before_is_a_persons_matter() {
    let order = sent();
    let at = order.placed_at;
    let heard = |order: &OrderRecord| after_send(order, 1, &evidence(Some(200)), &Verdict::Delivered(id("e-1")), at, &Settings::default());
    let lost = |order: &OrderRecord| -> Vec<_> {
        let changes = effect_taken(order, heard(order));
        order.amended(at, &changes).expect("legal");
        changes.iter().map(Change::as_str).collect()
    };
    assert_eq!(lost(&order), ["heard", "unknown", "review_opened"]);
    let unknown = order.amended(at, &[Change::Unknown { why: Doubt::Interrupted }]).expect("legal");
    assert_eq!(lost(&unknown), ["heard", "review_opened"]);
    let asked = unknown.amended(at, &[Change::ReviewOpened { reason: ReviewReason::Overdue }]).expect("legal");
    assert_eq!(lost(&asked), ["heard", "review_opened"], "a review that only says that it takes long does not say whose it is");
    let doubted = unknown.amended(at, &[Change::ReviewOpened { reason: ReviewReason::Undone }]).expect("legal");
    assert_eq!(lost(&doubted), ["heard"], "one doubt is open already, and stays so");
    let absent = unknown.amended(at, &absent(&unknown, rejection(RejectionCode::Absent, None, None))).expect("legal");
    let told = absent.amended(at, &effect_taken(&absent, heard(&absent))).expect("legal");
    assert_eq!((told.fulfilment, told.review_reason), (Fulfilment::Absent, Some(ReviewReason::EffectTaken)));
    let closed = [Change::ReviewClosed { decision: "write_off".to_owned(), who: "ana".to_owned() }];
    let closed = told.amended(at, &closed).expect("legal");
    assert_eq!(lost(&closed), ["heard"], "whoever has closed it knows");
    let of_another = OrderRecord { review_reason: Some(ReviewReason::Overdue), ..closed };
    assert_eq!(lost(&of_another), ["heard", "review_opened"], "but not of this");
    let other = vec![Change::Unknown { why: Doubt::Interrupted }];
    assert_eq!(effect_taken(&order, other.clone()), other, "what claims nothing stands");
}

#[test]
fn an_unknown_outcome_keeps_the_reason_that_the_answer_gave() {
    let order = sent();
    let changes = after_send(&order, 1, &evidence(None), &Verdict::Unknown(UnknownWhy::Broken), order.placed_at, &Settings::default());
    assert_eq!(changes.last(), Some(&Change::Unknown { why: Doubt::Answer(UnknownWhy::Broken) }));
}

#[test]
fn a_limiters_wait_is_shorter_where_time_is_hurried() {
    let order = sent();
    let settings = Settings::default().hurried(10);
    let changes = after_send(&order, 1, &evidence(Some(429)), &Verdict::Limited { wait: 40 }, order.placed_at, &settings);
    let not_before = order.placed_at.plus(Duration::from_secs(4));
    assert_eq!(changes.last(), Some(&Change::Withdrawn { number: 1, not_before, declared: false }));
}

#[test]
fn an_order_was_doubted_when_it_is_absent_and_people_have_closed_a_review_that_evidence_cannot_settle() {
    let (contradiction, slow) = (Some(ReviewReason::FailedButPresent), Some(ReviewReason::Overdue));
    let unpaid = Some(ReviewReason::ReleaseRefused);
    for (fulfilment, review, review_reason, doubted) in [
        (Fulfilment::Absent, Review::Closed, contradiction, true),
        (Fulfilment::Absent, Review::Closed, slow, false),
        (Fulfilment::Absent, Review::Closed, unpaid, false),
        (Fulfilment::Absent, Review::Closed, None, false),
        (Fulfilment::Absent, Review::Open, contradiction, false),
        (Fulfilment::Unknown, Review::Closed, contradiction, false),
        (Fulfilment::Unknown, Review::Open, contradiction, false),
    ] {
        let order = OrderRecord { fulfilment, review, review_reason, ..sent() };
        assert_eq!(was_doubted(&order), doubted, "{fulfilment:?} {review:?} {review_reason:?}");
    }
}

#[test]
fn a_doubt_is_noted_over_a_review_about_time_or_money_and_nothing_is_noted_over_a_doubt() {
    use ReviewReason as R;
    for (open, new, noted) in [
        (R::Overdue, R::SeveralCandidates, true),
        (R::HoldExpiring, R::Mismatch, true),
        (R::UnnamedCandidate, R::EffectTaken, true),
        (R::ReleaseRefused, R::SharedCandidate, true),
        (R::Overdue, R::HoldExpiring, false),
        (R::HoldExpiring, R::UnnamedCandidate, false),
        (R::UnnamedCandidate, R::ReleaseFailing, false),
        (R::Contradiction, R::SeveralCandidates, false),
        (R::Contradiction, R::Contradiction, false),
        (R::SeveralCandidates, R::Overdue, false),
    ] {
        let order = OrderRecord { review: Review::Open, review_reason: Some(open), ..sent() };
        let wanted = noted.then_some(Change::ReviewOpened { reason: new });
        assert_eq!(review(&order, new), wanted, "{new:?} over {open:?}");
        let closed = OrderRecord { review: Review::Closed, ..order };
        assert_eq!(review(&closed, new), Some(Change::ReviewOpened { reason: new }), "{new:?} after {open:?}");
    }
}

#[test]
fn an_order_that_was_sent_again_is_watched_from_the_send_that_only_people_have_withdrawn() {
    let order = sent();
    let at = order.placed_at;
    let declared = order.amended(at, &[Change::Withdrawn { number: 1, not_before: at, declared: true }]).expect("legal");
    let second = Box::new(attempt(&order, 2, at, &Settings::default()));
    let sending = declared.amended(at, &[Change::Intended { attempt: second }]).expect("legal");
    // The second send's own list leaves out whatever is older than it, and so what the first one bought.
    assert_eq!(sending.watched_attempt().map(|attempt| attempt.submission.attempt), Some(1));
    assert_eq!(sending.live_attempt().map(|attempt| attempt.submission.attempt), Some(2));
    let proven = order.amended(at, &[Change::Withdrawn { number: 1, not_before: at, declared: false }]).expect("legal");
    let second = Box::new(attempt(&order, 2, at, &Settings::default()));
    let sending = proven.amended(at, &[Change::Intended { attempt: second }]).expect("legal");
    assert_eq!(sending.watched_attempt().map(|attempt| attempt.submission.attempt), Some(2), "a proof ends the watch");
}

#[test]
fn what_has_its_end_or_is_in_doubt_is_not_rejected() {
    let rejected = |order: &OrderRecord| rejected(order, rejection(RejectionCode::NotAdded, None, None));
    for end in [Fulfilment::Delivered, Fulfilment::Rejected, Fulfilment::Absent, Fulfilment::Reversed] {
        assert_eq!(rejected(&OrderRecord { fulfilment: end, ..sent() }), [], "{end:?}");
    }
    assert!(!rejected(&sent()).is_empty());
    let doubted = OrderRecord { review: Review::Open, review_reason: Some(ReviewReason::SeveralCandidates), ..sent() };
    assert_eq!(rejected(&doubted), []);
}
