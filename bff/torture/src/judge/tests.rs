//! Every invariant can fail: a good case, doctored in one place, breaks that one.

use super::fixtures::*;
use super::*;
use order::{Change, Moment, ReviewReason};
use sandbox::{PaymentState, PaymentStep};

/// What a doctored case breaks, each once.
fn broken(case: &Case) -> Vec<Invariant> {
    let mut broken: Vec<_> = judge(case).into_iter().map(|violation| violation.invariant).collect();
    broken.sort();
    broken.dedup();
    broken
}

fn doctored(doctor: impl FnOnce(&mut Case)) -> Vec<Invariant> {
    let mut case = good();
    doctor(&mut case);
    broken(&case)
}

#[test]
fn a_good_case_is_acquitted() {
    assert_eq!(broken(&good()), []);
    let given_back = [PaymentState::Authorised, PaymentState::Released];
    assert_eq!(broken(&refused(&[Change::Released], &given_back)), []);
}

#[test]
fn a_second_purchase_is_seen_even_by_another_name_of_its_attempt() {
    let found = doctored(|case| {
        let again = topup(&case.books[0].order, 2);
        case.ledger.pressone_topups.push(again);
    });
    assert_eq!(found, [Invariant::OnePurchase, Invariant::CapturedWithDelivery, Invariant::Truthful]);
}

#[test]
fn a_purchase_of_another_package_or_for_another_sim_is_seen() {
    let wanted = [Invariant::RightPurchase, Invariant::CapturedWithDelivery];
    assert_eq!(doctored(|case| case.ledger.pressone_topups[0].package_id = "5gb".to_owned()), wanted);
    assert_eq!(doctored(|case| case.ledger.pressone_topups[0].iccid = "89340000000000955".to_owned()), wanted);
}

#[test]
fn money_taken_without_a_delivery_or_twice_is_seen() {
    assert_eq!(doctored(|case| case.ledger.pressone_topups.clear()), [Invariant::CapturedWithDelivery, Invariant::Truthful]);
    let twice = doctored(|case| {
        let step = case.ledger.payments[0].history[1].clone();
        case.ledger.payments[0].history.push(step);
    });
    assert_eq!(twice, [Invariant::CapturedWithDelivery]);
}

#[test]
fn money_both_given_back_and_taken_is_seen() {
    let found = doctored(|case| {
        let released = PaymentStep { state: PaymentState::Released, at: time_of(0) };
        case.ledger.payments[0].history.insert(1, released);
    });
    assert_eq!(found, [Invariant::ReleasedNeverCaptured]);
}

#[test]
fn a_send_without_an_intent_or_before_it_is_seen() {
    assert_eq!(doctored(|case| case.ledger.requests.push(request())), [Invariant::IntentFirst]);
    assert_eq!(doctored(|case| case.ledger.pressone_topups[0].at = time_of(-1)), [Invariant::IntentFirst]);
}

/// The lanes refuse such a course already, so no journal can be doctored to show one; this table is the judge's own.
#[test]
fn only_late_evidence_undoes_an_end() {
    use order::{Fulfilment as F, MoneyLane as M};
    for (before, after, may) in [
        (F::Rejected, F::Delivered, false),
        (F::Rejected, F::None, false),
        (F::Delivered, F::Unknown, false),
        (F::Delivered, F::Rejected, false),
        (F::Reversed, F::Delivered, false),
        (F::Absent, F::Rejected, false),
        (F::Absent, F::Delivered, true),
        (F::Delivered, F::Reversed, true),
        (F::Unknown, F::Delivered, true),
    ] {
        assert_eq!(course::may_follow(before, after), may, "{before:?} {after:?}");
    }
    for (before, after, may) in [
        (M::Released, M::Capturing, false),
        (M::Captured, M::Releasing, false),
        (M::Declined, M::Authorised, false),
        (M::Refunded, M::Captured, false),
        (M::Captured, M::RefundDue, true),
        (M::Authorised, M::Capturing, true),
    ] {
        assert_eq!(course::money_may_follow(before, after), may, "{before:?} {after:?}");
    }
}

#[test]
fn a_row_that_its_events_do_not_lead_to_is_seen() {
    assert_eq!(doctored(|case| case.books[0].order.tries += 1), [Invariant::Replays]);
    assert!(doctored(|case| case.books[0].events.truncate(0)).contains(&Invariant::Replays));
}

#[test]
fn one_key_with_two_orders_is_seen_in_what_was_told_and_in_the_journal() {
    let told = doctored(|case| {
        let other = Answer { order: "ord_other".to_owned(), ..case.testimony.answers[0].clone() };
        case.testimony.answers.push(other);
    });
    assert_eq!(told, [Invariant::SameKeySameOrder, Invariant::NothingLost]);
    let stored = doctored(|case| case.books.push(rejected_book(&[Change::Released])));
    assert!(stored.contains(&Invariant::SameKeySameOrder));
}

#[test]
fn an_order_that_was_told_and_is_gone_is_seen() {
    let found = doctored(|case| {
        case.books.clear();
        case.ledger = Ledger::default();
    });
    assert_eq!(found, [Invariant::NothingLost]);
}

#[test]
fn two_orders_open_for_one_sim_are_seen_and_two_in_turn_are_not() {
    let with = |at| {
        doctored(|case| {
            let book = delivered_book(OTHER_KEY, at);
            case.ledger.pressone_topups.push(topup(&book.order, at + 1));
            case.ledger.payments.push(payment(&book.order, &[PaymentState::Authorised, PaymentState::Captured]));
            case.ledger.notices.push(notice(&book.order, "order.delivered"));
            case.ledger.requests.push(request());
            case.books.push(book);
        })
    };
    assert_eq!(with(10), []);
    // The first one closes a second after its intent; this one is sent within that second.
    let overlapping = doctored(|case| {
        let order = placed(OTHER_KEY, 0);
        let mut changes = paid_and_sent(&order, 0);
        if let Some(Change::Intended { attempt }) = changes.last_mut() {
            attempt.intended_at = Moment::from_unix_millis(START + 500);
        }
        let book = book(order, 0, &[&changes, &delivered(), &[Change::Captured]]);
        case.ledger.pressone_topups.push(topup(&book.order, 1));
        case.ledger.payments.push(payment(&book.order, &[PaymentState::Authorised, PaymentState::Captured]));
        case.ledger.notices.push(notice(&book.order, "order.delivered"));
        case.ledger.requests.push(request());
        case.books.push(book);
    });
    assert_eq!(overlapping, [Invariant::OneOpenPerSim]);
}

#[test]
fn a_stranger_who_is_shown_an_order_is_seen() {
    let glimpse = |shown| Glimpse { storefront: "elsewhere".to_owned(), order: "ord_1".to_owned(), shown };
    assert_eq!(doctored(|case| case.testimony.glimpses.push(glimpse(false))), []);
    assert_eq!(doctored(|case| case.testimony.glimpses.push(glimpse(true))), [Invariant::OwnOnly]);
}

#[test]
fn an_order_that_stays_under_way_is_seen_unless_a_person_looks_at_it() {
    let stuck = |last: &[Change]| {
        let order = placed(KEY, 0);
        let sent = paid_and_sent(&order, 0);
        let book = book(order, 0, &[&sent, last]);
        let mut case = good();
        case.ledger.pressone_topups.clear();
        case.ledger.payments = vec![payment(&book.order, &[PaymentState::Authorised])];
        case.ledger.notices = vec![notice(&book.order, "order.review")];
        case.testimony.answers.clear();
        case.books = vec![book];
        broken(&case)
    };
    let unknown = Change::Unknown { why: order::Doubt::Interrupted };
    assert_eq!(stuck(std::slice::from_ref(&unknown)), [Invariant::ComesToRest]);
    assert_eq!(stuck(&[unknown, Change::ReviewOpened { reason: ReviewReason::Overdue }]), []);
}

#[test]
fn money_that_is_left_held_or_untaken_is_seen() {
    assert_eq!(broken(&refused(&[Change::Released], &[PaymentState::Authorised])), [Invariant::ComesToRest]);
    let found = doctored(|case| case.ledger.payments[0] = payment(&case.books[0].order, &[PaymentState::Authorised]));
    assert_eq!(found, [Invariant::ComesToRest]);
}

#[test]
fn a_refusal_of_what_was_bought_is_seen() {
    let mut case = refused(&[Change::Released], &[PaymentState::Authorised, PaymentState::Released]);
    case.ledger.pressone_topups = vec![topup(&case.books[0].order, 1)];
    assert_eq!(broken(&case), [Invariant::Truthful]);
    case.testimony.beyond.lies = true;
    assert_eq!(broken(&case), []);
}

#[test]
fn a_provider_that_lies_excuses_no_more_purchases_than_sends() {
    let found = doctored(|case| {
        case.testimony.beyond.lies = true;
        let again = topup(&case.books[0].order, 2);
        case.ledger.pressone_topups.push(again);
    });
    assert!(found.contains(&Invariant::OnePurchase));
}

#[test]
fn a_storefront_that_was_not_told_is_seen() {
    assert_eq!(doctored(|case| case.ledger.notices.clear()), [Invariant::StorefrontTold]);
}

#[test]
fn somebody_elses_purchase_counts_only_where_nobody_can_tell() {
    let mut case = good();
    case.ledger.pressone_topups[0].is_foreign = true;
    assert_eq!(broken(&case), [Invariant::CapturedWithDelivery, Invariant::Truthful]);
    case.testimony.beyond.anonymous = true;
    assert_eq!(broken(&case), []);
}
