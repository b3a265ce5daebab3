use super::*;
use crate::customer::PaymentTerms;
use crate::fixtures::{offer, order};

fn words(order: &OrderRecord, changes: &[Change]) -> Vec<&'static str> {
    order.amended(order.placed_at, changes).expect("legal");
    changes.iter().map(Change::as_str).collect()
}

fn code(changes: &[Change]) -> Option<Rejection> {
    changes.iter().find_map(|change| match change {
        Change::Rejected { rejection } => Some(*rejection),
        _ => None,
    })
}

fn authorising() -> OrderRecord {
    let order = order(PaymentTerms::Hook);
    order.amended(order.placed_at, &[Change::PriceConfirmed, Change::Authorising]).expect("legal")
}

#[test]
fn the_live_offer_must_be_there_at_the_price_that_was_agreed_to() {
    let order = order(PaymentTerms::Hook);
    let after = |offers| after_offers(&order, &Ok(offers), order.placed_at, &Settings::default());
    assert_eq!(after(vec![offer(1000)]), [Change::PriceConfirmed]);
    assert_eq!(code(&after(vec![])).expect("refused").code, RejectionCode::NotOffered);
    let repriced = code(&after(vec![offer(999)])).expect("refused");
    assert_eq!((repriced.code, repriced.new_price), (RejectionCode::Repriced, Some(offer(999).price)), "a lower price is another price");
}

#[test]
fn what_cannot_be_read_is_tried_again_for_a_short_while_and_what_is_said_is_final() {
    let (order, settings) = (order(PaymentTerms::Hook), Settings::default());
    let after = |order: &OrderRecord, error| after_unreadable(order, &error, order.placed_at, &settings);
    for (error, wanted) in [
        (ReadError::NotFound, RejectionCode::SimNotEligible),
        (ReadError::Retired, RejectionCode::SimRetired),
        (ReadError::Refused(String::new()), RejectionCode::ShopCannot),
        (ReadError::Busy { retry_after: 61 }, RejectionCode::Busy),
    ] {
        assert_eq!(code(&after(&order, error)).expect("refused").code, wanted);
    }
    let wait = |order: &OrderRecord, error| match after(order, error).as_slice() {
        [Change::Waiting { until }] => Some(until.since(order.placed_at).as_secs()),
        _ => None,
    };
    let down = || ReadError::Unavailable(String::new());
    let tried = |tries| OrderRecord { tries, ..order.clone() };
    assert_eq!((wait(&order, down()), wait(&tried(1), down()), wait(&tried(2), down())), (Some(1), Some(3), None));
    assert_eq!(wait(&order, ReadError::Malformed(String::new())), Some(1));
    assert_eq!(wait(&order, ReadError::Busy { retry_after: 60 }), Some(60), "as long as it asks for");
    let hurried = after_unreadable(&order, &ReadError::Busy { retry_after: 60 }, order.placed_at, &Settings::default().hurried(10));
    assert_eq!(hurried, [Change::Waiting { until: order.placed_at.plus(Duration::from_secs(6)) }]);
    let sent = crate::fixtures::sent();
    assert_eq!(after_unreadable(&sent, &down(), sent.placed_at, &settings), [], "it has moved on");
    assert_eq!(code(&after(&tried(2), down())).expect("refused").code, RejectionCode::ProviderUnavailable);
    let busy = code(&after(&tried(2), ReadError::Busy { retry_after: 7 })).expect("refused");
    assert_eq!((busy.code, busy.retry_after), (RejectionCode::Busy, Some(7)));
}

#[test]
fn what_the_hook_says_to_a_hold() {
    let (order, settings) = (authorising(), Settings::default());
    let after = |order: &OrderRecord, answer| after_hold(order, &answer, order.placed_at, &settings);
    let ends = order.placed_at.timestamp();
    let held = || Ok(Authorisation::Held { authorisation: "auth".to_owned(), expires_at: Some(ends) });
    assert_eq!(after(&order, held()), [Change::Authorised { authorisation: "auth".to_owned(), expires_at: Some(ends.into()) }]);
    assert_eq!(words(&order, &after(&order, Ok(Authorisation::Declined))), ["declined", "rejected"]);
    for refusal in [PaymentError::Refused(String::new()), PaymentError::Expired] {
        assert_eq!(words(&order, &after(&order, Err(refusal))), ["rejected", "releasing"]);
    }
    assert_eq!(words(&order, &after(&order, Err(PaymentError::Silent(String::new())))), ["waiting"]);
    let tired = OrderRecord { tries: 2, ..order.clone() };
    assert_eq!(words(&tired, &after(&tired, Err(PaymentError::Silent(String::new())))), ["rejected", "releasing"]);
    let moved_on = OrderRecord { money: MoneyLane::Releasing, ..order };
    assert!(after(&moved_on, held()).is_empty(), "an answer that comes too late moves nothing");
}

#[test]
fn nothing_heard_before_a_send_rejects_an_order_of_which_a_withdrawn_send_may_have_bought() {
    let (order, settings) = (crate::fixtures::sent(), Settings::default());
    let withdrawn = Change::Withdrawn { number: 1, not_before: order.placed_at, declared: false };
    let stopped = [withdrawn, Change::ReviewOpened { reason: ReviewReason::Contradiction }];
    let stopped = order.amended(order.placed_at, &stopped).expect("legal");
    assert!(after_offers(&stopped, &Ok(vec![]), order.placed_at, &settings).is_empty());
    for error in [ReadError::NotFound, ReadError::Retired, ReadError::Refused(String::new())] {
        assert!(after_unreadable(&stopped, &error, order.placed_at, &settings).is_empty(), "{error}");
    }
    let attached = [Change::Delivered { effect: "e-1".to_owned(), starts: contract::Starts::Unknown }, Change::Capturing];
    let attached = stopped.amended(order.placed_at, &attached).expect("legal");
    assert!(after_offers(&attached, &Ok(vec![]), order.placed_at, &settings).is_empty(), "it has its end already");
}
