use super::*;
use crate::fixtures::sent;
use contract::Starts;
use provider::ProviderOrderId;

fn unmarked() -> Candidate {
    let offer = Some(sent().quote.id);
    Candidate { id: ProviderOrderId("e-1".to_owned()), by_marker: false, offer, created_at: None, undone: false, starts: Starts::Unknown }
}

fn is_ours(order: &OrderRecord, rival: OrderRecord) -> bool {
    matches!(find(order, &[unmarked()], &[rival], &Settings::default()), Finding::One(_))
}

#[test]
fn only_another_order_of_ours_that_was_sent_may_claim_what_is_unmarked() {
    let order = sent();
    let rival = OrderRecord { id: "ord_other".parse().expect("an id"), fulfilment: Fulfilment::Unknown, ..sent() };
    assert!(!is_ours(&order, rival.clone()), "one that was sent");
    assert!(is_ours(&order, OrderRecord { attempts: Vec::new(), ..rival }), "one that was not");
    assert!(is_ours(&order, order.clone()), "the order itself");
}

#[test]
fn what_was_not_bought_before_an_absent_order_may_be_what_the_list_shows_without_a_name() {
    let delivered = OrderRecord { id: "ord_other".parse().expect("an id"), fulfilment: Fulfilment::Delivered, ..sent() };
    let at = delivered.placed_at;
    let absent_since = |sent_at| {
        let mut order = OrderRecord { fulfilment: Fulfilment::Absent, ..sent() };
        order.attempts[0].intended_at = sent_at;
        order
    };
    let moment = std::time::Duration::from_millis(1);
    assert!(!is_ours(&absent_since(at.minus(moment)), delivered.clone()), "bought after it");
    assert!(!is_ours(&absent_since(at), delivered.clone()), "bought in the same moment");
    assert!(is_ours(&absent_since(at.plus(moment)), delivered.clone()), "bought before it");
    assert!(is_ours(&OrderRecord { fulfilment: Fulfilment::Unknown, ..absent_since(at) }, delivered), "it is not absent");
}
