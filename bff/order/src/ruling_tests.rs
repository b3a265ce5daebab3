use super::*;
use crate::customer::PaymentTerms;
use crate::fixtures::sent;
use crate::lanes::Lanes;
use crate::reason::{Doubt, ReviewReason};
use std::time::Duration;

/// Three minutes after it was sent: long after the deadline.
fn now(order: &OrderRecord) -> Moment {
    order.placed_at.plus(Duration::from_secs(180))
}

fn at_odds(order: &OrderRecord, changes: &[Change]) -> OrderRecord {
    let opened = [Change::ReviewOpened { reason: ReviewReason::SeveralCandidates }];
    let at = order.placed_at.plus(Duration::from_secs(90));
    order.amended(at, &[changes, &opened].concat()).expect("legal")
}

/// Unknown, in review.
fn unknown() -> OrderRecord {
    at_odds(&sent(), &[Change::Unknown { why: Doubt::Interrupted }])
}

/// Delivered and paid, taken back by the provider.
fn reversed() -> OrderRecord {
    at_odds(&sent(), &[delivery(), Change::Capturing, Change::Captured, Change::Reversed])
}

fn delivery() -> Change {
    Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Now }
}

fn absence() -> Vec<Change> {
    let rejection = rejection(RejectionCode::Absent, None, None);
    vec![Change::Unknown { why: Doubt::Interrupted }, Change::Absent { rejection }, Change::Releasing, Change::Released]
}

fn ruling(decision: Decision, who: &str) -> Ruling {
    Ruling { decision, who: who.to_owned(), note: "as the provider's desk says".to_owned() }
}

fn attach(effect: &str) -> Decision {
    Decision::Attach { effect: effect.to_owned(), unseen: false }
}

fn ruled(order: &OrderRecord, decision: Decision) -> Result<Vec<Change>, RulingError> {
    rule(order, &ruling(decision, "ana"), &[], now(order), &Settings::default())
}

/// The words of what a decision does, and how the order stands then.
fn carried_out(order: &OrderRecord, decision: Decision) -> (Vec<&'static str>, Lanes) {
    let changes = ruled(order, decision).expect("possible");
    let next = order.amended(now(order), &changes).expect("legal");
    (changes.iter().map(Change::as_str).collect(), next.lanes())
}

fn lanes(fulfilment: Fulfilment, money: MoneyLane, review: Review) -> Lanes {
    Lanes { fulfilment, money, review }
}

#[test]
fn what_each_decision_does_to_an_order_of_unknown_outcome() {
    use {Fulfilment as F, MoneyLane as M, Review as R};
    for (decision, words, end) in [
        (attach("e-7"), &["ruled", "delivered", "capturing", "review_closed"][..], lanes(F::Delivered, M::Capturing, R::Closed)),
        (Decision::NotDelivered, &["ruled", "absent", "releasing", "review_closed"], lanes(F::Absent, M::Releasing, R::Closed)),
        (Decision::WriteOff, &["ruled", "absent", "releasing", "review_closed"], lanes(F::Absent, M::Releasing, R::Closed)),
        (Decision::Resend, &["ruled"], lanes(F::Unknown, M::Authorised, R::Open)),
    ] {
        assert_eq!(carried_out(&unknown(), decision.clone()), (words.to_vec(), end), "{decision:?}");
    }
    assert_eq!(ruled(&unknown(), Decision::Refund), Err(RulingError::NotPossible("no money was taken")));
}

#[test]
fn no_decision_but_a_first_resend_leaves_the_sim_blocked_or_the_review_open() {
    for decision in [attach("e-7"), Decision::NotDelivered, Decision::WriteOff] {
        for before in [
            vec![Change::Unknown { why: Doubt::Interrupted }],
            vec![Change::Accepted { order: provider::ProviderOrderId("o-1".to_owned()) }],
            vec![Change::Accepted { order: provider::ProviderOrderId("o-1".to_owned()) }, Change::Fulfilling],
        ] {
            let (_, end) = carried_out(&at_odds(&sent(), &before), decision.clone());
            assert!(!end.fulfilment.is_open() && end.review == Review::Closed, "{decision:?} of {before:?}: {end:?}");
        }
    }
}

#[test]
fn what_turns_out_delivered_after_its_money_was_given_back_stays_a_persons_matter() {
    let absent = at_odds(&sent(), &absence());
    let changes = ruled(&absent, attach("e-7")).expect("possible");
    let next = absent.amended(now(&absent), &changes).expect("legal");
    assert_eq!((next.fulfilment, next.money, next.review), (Fulfilment::Delivered, MoneyLane::Released, Review::Open));
    assert_eq!(next.review_reason, Some(ReviewReason::DeliveredAfterRelease));
    assert_eq!(carried_out(&next, Decision::WriteOff).0, ["ruled", "review_closed"]);
    assert_eq!(carried_out(&absent, Decision::NotDelivered).0, ["ruled", "review_closed"], "it is declared so already");
}

/// The provider's desk may find later on what its list has never shown.
#[test]
fn what_was_given_up_can_be_attached_whether_a_review_is_open_or_not() {
    let absent = sent().amended(now(&sent()), &absence()).expect("legal");
    let closed = at_odds(&sent(), &absence());
    let closed = closed.amended(now(&closed), &ruled(&closed, Decision::NotDelivered).expect("possible")).expect("legal");
    assert_eq!((absent.review, closed.review), (Review::None, Review::Closed));
    for order in [absent, closed] {
        let (words, end) = carried_out(&order, attach("e-7"));
        assert_eq!(words, ["ruled", "delivered", "review_opened"]);
        assert_eq!(end, lanes(Fulfilment::Delivered, MoneyLane::Released, Review::Open));
        for decision in [Decision::NotDelivered, Decision::Refund, Decision::WriteOff, Decision::Resend] {
            assert_eq!(ruled(&order, decision), Err(RulingError::NotInReview));
        }
    }
    let rejected = [Change::Rejected { rejection: rejection(RejectionCode::NotAdded, None, None) }, Change::Releasing];
    let rejected = sent().amended(now(&sent()), &rejected).expect("legal");
    assert_eq!(ruled(&rejected, attach("e-7")), Err(RulingError::NotInReview), "that was certain");
}

#[test]
fn taken_money_is_paid_back_once() {
    use {Fulfilment as F, MoneyLane as M, Review as R};
    let (words, end) = carried_out(&reversed(), Decision::Refund);
    assert_eq!((words, end), (vec!["ruled", "refund_due", "review_closed"], lanes(F::Reversed, M::RefundDue, R::Closed)));
    let twice = at_odds(&sent(), &[delivery(), Change::Capturing, Change::Captured, Change::RefundDue]);
    assert_eq!(ruled(&twice, Decision::Refund), Err(RulingError::NotPossible("it is paid back already, or about to be")));
    let untaken = at_odds(&sent(), &[delivery(), Change::Capturing]);
    assert_eq!(ruled(&untaken, Decision::Refund), Err(RulingError::NotPossible("no money was taken")));
    assert_eq!(carried_out(&reversed(), Decision::WriteOff).1, lanes(F::Reversed, M::Captured, R::Closed));
}

#[test]
fn on_account_a_refund_means_that_nothing_is_billed() {
    let account = PaymentTerms::Account { cap: None, since: Moment::default() };
    let order = crate::fixtures::order(account);
    let attempt = Box::new(crate::fixtures::attempt(&order, 1, order.placed_at, &Settings::default()));
    let sent = order.amended(order.placed_at, &[Change::OnAccount, Change::Intended { attempt }]).expect("legal");
    let delivered = at_odds(&sent, &[delivery()]);
    assert_eq!(carried_out(&delivered, Decision::Refund).0, ["ruled", "released", "review_closed"]);
    let open = at_odds(&sent, &[Change::Unknown { why: Doubt::Interrupted }]);
    assert_eq!(ruled(&open, Decision::Refund), Err(RulingError::NotPossible("no money was taken")));
    assert_eq!(carried_out(&open, Decision::NotDelivered).0, ["ruled", "absent", "released", "review_closed"]);
}

#[test]
fn a_resend_takes_two_different_people() {
    let settings = Settings::default();
    let order = unknown();
    let by = |order: &OrderRecord, who| rule(order, &ruling(Decision::Resend, who), &[], now(order), &settings);
    let asked = order.amended(now(&order), &by(&order, "ana").expect("noted")).expect("legal");
    assert_eq!(asked.resend_asked_by.as_deref(), Some("ana"));
    for herself in ["ana", " Ana ", "ANA"] {
        assert_eq!(by(&asked, herself), Err(RulingError::SecondPersonNeeded), "{herself:?}");
    }
    let changes = by(&asked, "ben").expect("possible");
    let again = asked.amended(now(&order), &changes).expect("legal");
    assert_eq!((again.fulfilment, again.review, again.live_attempt()), (Fulfilment::None, Review::Closed, None));
    assert_eq!((again.resend_asked_by, again.attempts.len()), (None, 1));
}

#[test]
fn a_resend_is_refused_while_the_first_send_may_be_under_way_after_the_third_or_when_it_could_not_be_charged() {
    let settings = Settings::default();
    let refused = |order: &OrderRecord, at| match rule(order, &ruling(Decision::Resend, "ana"), &[], at, &settings) {
        Err(RulingError::NotPossible(why)) => why,
        other => panic!("{other:?}"),
    };
    let order = unknown();
    let grace_over = order.placed_at.plus(settings.submit_deadline).plus(settings.submit_grace);
    assert_eq!(refused(&order, grace_over.minus(Duration::from_millis(1))), "the send may still be under way");
    assert!(rule(&order, &ruling(Decision::Resend, "ana"), &[], grace_over, &settings).is_ok());
    let mut third = order.clone();
    third.attempts.iter_mut().for_each(|attempt| attempt.submission.attempt = 3);
    assert_eq!(refused(&third, now(&order)), "it has been sent three times");
    let ending = OrderRecord { hold_expires_at: Some(now(&order).plus(Duration::from_secs(90))), ..order.clone() };
    assert_eq!(refused(&ending, now(&order)), "the hold on the money ends too soon");
    let lasting = OrderRecord { hold_expires_at: Some(now(&order).plus(Duration::from_secs(91))), ..order.clone() };
    assert!(ruled(&lasting, Decision::Resend).is_ok());
    let accepted = at_odds(&sent(), &[Change::Accepted { order: provider::ProviderOrderId("o-1".to_owned()) }]);
    assert_eq!(refused(&accepted, now(&order)), "only an order of unknown outcome can be sent again");
}

#[test]
fn what_cannot_be_its_effect_is_not_attached() {
    let why = |order: &OrderRecord, effect, rivals: &[OrderRecord]| match rule(
        order,
        &ruling(attach(effect), "ana"),
        rivals,
        now(order),
        &Settings::default(),
    ) {
        Err(RulingError::NotPossible(why)) => why,
        other => panic!("{other:?}"),
    };
    let order = unknown();
    assert_eq!(why(&order, "  ", &[]), "name what it bought, as the provider names it");
    let rival = OrderRecord { effect: Some("e-7".to_owned()), ..sent() };
    assert_eq!(why(&order, "e-7", &[rival]), "that was bought by another order of ours");
    let mut known = order.clone();
    known.attempts.iter_mut().for_each(|attempt| attempt.baseline.known = vec!["e-7".to_owned()]);
    assert_eq!(why(&known, "e-7", &[]), "that was on the SIM before this order was sent");
    assert_eq!(why(&reversed(), "e-7", &[]), "the outcome of this order is not open");
}

#[test]
fn only_what_the_provider_shows_is_attached_unless_somebody_answers_for_it() {
    let shown = |ids: &[&str]| {
        let candidate = |id: &&str| Candidate {
            id: provider::ProviderOrderId((*id).to_owned()),
            by_marker: false,
            offer: None,
            created_at: None,
            undone: false,
            starts: Starts::Unknown,
        };
        Ok(ids.iter().map(candidate).collect())
    };
    assert_eq!(is_shown(" e-7 ", &shown(&["e-6", "e-7"])), Ok(()));
    let gone = shown(&["e-7"]).map(|found: Vec<Candidate>| found.into_iter().map(|one| Candidate { undone: true, ..one }).collect());
    let Err(RulingError::NotPossible(why)) = is_shown("e-7", &gone) else { panic!("nobody is charged for what was taken back") };
    assert!(why.contains("taken back") && why.contains("unseen"), "{why}");
    for (list, word) in [(shown(&["e-6"]), "does not show"), (shown(&[]), "does not show"), (Err(ReadError::NotFound), "cannot be read")] {
        let Err(RulingError::NotPossible(why)) = is_shown("e-7", &list) else { panic!("{list:?}") };
        assert!(why.contains(word) && why.contains("unseen"), "{why}");
    }
}

#[test]
fn only_an_order_in_review_is_decided_and_only_by_somebody() {
    assert_eq!(ruled(&sent(), Decision::WriteOff), Err(RulingError::NotInReview));
    let nobody = rule(&unknown(), &ruling(Decision::WriteOff, " "), &[], now(&unknown()), &Settings::default());
    assert_eq!(nobody, Err(RulingError::NotPossible("say who decides")));
    let settled = Err(RulingError::NotPossible("the outcome of this order is not open"));
    assert_eq!(ruled(&reversed(), Decision::NotDelivered), settled);
}

#[test]
fn nothing_is_declared_while_a_second_send_is_under_way() {
    let sending = at_odds(&sent(), &[]);
    let wait = Err(RulingError::NotPossible("a send is under way: wait for its answer"));
    assert_eq!(ruled(&sending, Decision::NotDelivered), wait);
    assert_eq!(ruled(&sending, Decision::WriteOff), wait);
    assert_eq!(ruled(&sending, attach("e-7")), Err(RulingError::NotPossible("the outcome of this order is not open")));
}

#[test]
fn a_withdrawn_send_that_had_bought_after_all_is_attached_or_declared_undone_before_the_next_one() {
    use {Fulfilment as F, MoneyLane as M, Review as R};
    let number = 1;
    let withdrawn = [Change::Unknown { why: Doubt::Interrupted }, Change::ReviewOpened { reason: ReviewReason::Overdue }];
    let order = sent().amended(now(&sent()), &withdrawn).expect("legal");
    let order = at_odds(&order, &[Change::Withdrawn { number, not_before: order.placed_at, declared: true }]);
    assert_eq!(order.fulfilment, F::None);
    assert_eq!(carried_out(&order, attach("e-7")).1, lanes(F::Delivered, M::Capturing, R::Closed));
    assert_eq!(carried_out(&order, Decision::NotDelivered).1, lanes(F::Absent, M::Releasing, R::Closed));
    assert_eq!(carried_out(&order, Decision::WriteOff).1, lanes(F::Absent, M::Releasing, R::Closed));
}

#[test]
fn a_ruling_is_stored_with_who_and_why_and_reads_back() {
    let ruling = ruling(attach("e-7"), "ana");
    let text = serde_json::to_string(&ruling).expect("a text");
    assert_eq!(text, r#"{"decision":"attach","effect":"e-7","unseen":false,"who":"ana","note":"as the provider's desk says"}"#);
    assert_eq!(serde_json::from_str::<Ruling>(&text).expect("a ruling"), ruling);
}

#[test]
fn the_word_of_a_decision_is_the_one_that_is_stored() {
    for decision in [attach("e-7"), Decision::NotDelivered, Decision::Refund, Decision::WriteOff, Decision::Resend] {
        assert_eq!(serde_json::to_value(&decision).expect("a value")["decision"], decision.as_str());
    }
}
