use super::*;
use crate::fixtures::sent;
use contract::Starts;
use provider::ProviderOrderId;

/// The send was declared without effect by two people, and the order is about to be sent again.
fn about_to_resend() -> OrderRecord {
    let order = sent();
    let withdrawn = Change::Withdrawn { number: 1, not_before: order.placed_at, declared: true };
    order.amended(order.placed_at, &[withdrawn]).expect("legal")
}

fn shown(by_marker: bool, offer: &str) -> Candidate {
    let id = ProviderOrderId("e-1".to_owned());
    Candidate { id, by_marker, offer: Some(offer.parse().expect("an id")), created_at: None, undone: false, starts: Starts::Unknown }
}

fn decide(order: &OrderRecord, candidates: &Result<Vec<Candidate>, ReadError>) -> Vec<Change> {
    after_last_look(order, candidates, &[], order.placed_at, &Settings::default())
}

#[test]
fn whatever_shows_of_the_earlier_send_stops_the_next_one() {
    let order = about_to_resend();
    let asks = [Change::ReviewOpened { reason: ReviewReason::Contradiction }];
    assert_eq!(decide(&order, &Ok(vec![shown(true, "3gb")])), asks);
    assert_eq!(decide(&order, &Ok(vec![shown(false, "3gb")])), asks);
    assert_eq!(decide(&order, &Ok(vec![Candidate { undone: true, ..shown(true, "3gb") }])), asks);
    assert_eq!(decide(&order, &Ok(vec![shown(false, "other")])), asks, "it may be listed wrongly, and would be bought twice");
}

#[test]
fn nothing_of_ours_lets_the_send_go_on() {
    let order = about_to_resend();
    assert_eq!(decide(&order, &Ok(Vec::new())), []);
    let rival = OrderRecord { id: "ord_other".parse().expect("an id"), effect: Some("e-1".to_owned()), ..sent() };
    for offer in ["3gb", "other"] {
        let candidates = Ok(vec![shown(false, offer)]);
        assert_eq!(after_last_look(&order, &candidates, std::slice::from_ref(&rival), order.placed_at, &Settings::default()), []);
    }
}

#[test]
fn an_order_that_has_moved_on_is_left_alone() {
    assert_eq!(decide(&sent(), &Ok(vec![shown(true, "3gb")])), []);
}

#[test]
fn a_list_that_cannot_be_read_is_asked_again_before_the_send() {
    let order = about_to_resend();
    let unreadable = decide(&order, &Err(ReadError::Unavailable(String::new())));
    assert!(matches!(unreadable.as_slice(), [Change::Waiting { .. }]), "{unreadable:?}");
}

#[test]
fn what_is_heard_of_an_order_that_a_person_has_settled_meanwhile_changes_nothing() {
    let order = about_to_resend();
    let opened = Change::ReviewOpened { reason: ReviewReason::Contradiction };
    let found = [opened, Change::Delivered { effect: "e-1".to_owned(), starts: Starts::Unknown }, Change::Capturing];
    let attached = order.amended(order.placed_at, &found).expect("legal");
    let rejected = order.amended(order.placed_at, &rejected(&order, rejection(RejectionCode::NotAdded, None, None))).expect("legal");
    for settled in [attached, rejected] {
        for offers in [Ok(Vec::new()), Ok(vec![settled.quote.clone()]), Err(ReadError::Retired), Err(ReadError::Unavailable(String::new()))]
        {
            assert_eq!(after_offers(&settled, &offers, settled.placed_at, &Settings::default()), [], "{offers:?}");
        }
        assert_eq!(decide(&settled, &Err(ReadError::NotFound)), []);
    }
}
