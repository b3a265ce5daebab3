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
