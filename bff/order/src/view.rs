//! An order as its customer may see it, computed from its lanes: pure, never stored.

use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::record::OrderRecord;
use contract::{Order, OrderStatus, PaymentStatus};

/// The customer's view.
pub(crate) fn view(order: &OrderRecord) -> Order {
    let status = status(order.fulfilment, order.review);
    Order {
        id: order.id.clone(),
        reference: order.reference.clone(),
        version: order.version,
        status,
        payment: payment(order.money, order.authorisation.is_some()),
        sim: order.sim.id.clone(),
        sim_tail: order.sim.target.iccid.tail().to_owned(),
        offer: order.quote.clone(),
        placed_at: order.placed_at.timestamp(),
        updated_at: order.updated_at.timestamp(),
        stages: order.stages.clone(),
        starts: order.starts,
        rejection: order.rejection.filter(|_| status == OrderStatus::Rejected),
    }
}

/// Delivery truth comes before everything, and what is not known is never a failure.
pub(crate) fn status(fulfilment: Fulfilment, review: Review) -> OrderStatus {
    match fulfilment {
        // A resend that was stopped: what the send before did is open again.
        Fulfilment::None if review == Review::Open => OrderStatus::Review,
        Fulfilment::None => OrderStatus::Received,
        Fulfilment::Submitting => OrderStatus::Sending,
        Fulfilment::Accepted | Fulfilment::Fulfilling | Fulfilment::Unknown if review == Review::Open => OrderStatus::Review,
        Fulfilment::Accepted | Fulfilment::Fulfilling => OrderStatus::Adding,
        Fulfilment::Unknown => OrderStatus::Checking,
        Fulfilment::Delivered => OrderStatus::Delivered,
        Fulfilment::Rejected | Fulfilment::Absent => OrderStatus::Rejected,
        Fulfilment::Reversed => OrderStatus::Reversed,
    }
}

/// What the customer may believe of the money: charged only when it was taken, released only when the hook has said so.
fn payment(money: MoneyLane, held: bool) -> PaymentStatus {
    match money {
        MoneyLane::None | MoneyLane::Authorising => PaymentStatus::None,
        MoneyLane::Releasing if !held => PaymentStatus::None,
        MoneyLane::OnAccount => PaymentStatus::OnAccount,
        MoneyLane::Authorised | MoneyLane::Capturing | MoneyLane::Releasing => PaymentStatus::Reserved,
        MoneyLane::Captured => PaymentStatus::Charged,
        MoneyLane::Declined => PaymentStatus::Declined,
        MoneyLane::Released => PaymentStatus::Released,
        MoneyLane::RefundDue => PaymentStatus::RefundDue,
        MoneyLane::Refunded => PaymentStatus::Refunded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_never_shown_as_a_failure_nor_as_a_success() {
        for review in [Review::None, Review::Open, Review::Closed] {
            for open in [Fulfilment::None, Fulfilment::Submitting, Fulfilment::Accepted, Fulfilment::Fulfilling, Fulfilment::Unknown] {
                let shown = status(open, review);
                assert!(!matches!(shown, OrderStatus::Rejected | OrderStatus::Delivered | OrderStatus::Reversed), "{open:?} {review:?}");
            }
        }
    }

    #[test]
    fn delivery_is_shown_whatever_the_money_or_a_review_does() {
        for review in [Review::None, Review::Open, Review::Closed] {
            assert_eq!(status(Fulfilment::Delivered, review), OrderStatus::Delivered);
        }
        assert_eq!(payment(MoneyLane::Capturing, true), PaymentStatus::Reserved);
    }

    #[test]
    fn a_release_of_what_was_never_held_shows_no_payment() {
        assert_eq!(payment(MoneyLane::Releasing, false), PaymentStatus::None);
        assert_eq!(payment(MoneyLane::Releasing, true), PaymentStatus::Reserved);
    }
}
