//! Where the customer's money went.

use super::{Book, Case, Invariant, Purchase, Took, Violation};
use order::{Fulfilment, PaymentTerms, Review};
use sandbox::{Payment, PaymentState};

/// What is wrong with the money of one order.
pub(super) fn of_order(case: &Case, book: &Book, own: &[&Purchase]) -> Vec<Violation> {
    let payments: Vec<&Payment> = case.ledger.payments.iter().filter(|payment| payment.order == book.order.id.as_str()).collect();
    let mut found = Vec::new();
    let mut fault = |invariant, what: String| found.push(Violation::of(invariant, book, what));
    let entered = |wanted: PaymentState| payments.iter().flat_map(|payment| &payment.history).filter(|step| step.state == wanted).count();
    let (captured, released) = (entered(PaymentState::Captured), entered(PaymentState::Released));
    if captured > 0 && released > 0 {
        fault(Invariant::ReleasedNeverCaptured, "both captured and released".to_owned());
    }
    // What was taken back later had been delivered.
    let came = |purchase: &Purchase| matches!(purchase.took, Took::OnTheSim | Took::TakenBack);
    let delivered = own.iter().filter(|purchase| came(purchase) && is_right(purchase, book)).count();
    if captured > 1 || payments.len() > 1 {
        fault(Invariant::CapturedWithDelivery, format!("captured {captured} times in {} payments", payments.len()));
    }
    let may_buy = if case.testimony.beyond.lies { book.order.attempts.len() } else { 1 };
    if captured > 0 && !(1..=may_buy).contains(&delivered) {
        fault(Invariant::CapturedWithDelivery, format!("captured with {delivered} deliveries"));
    }
    let order = &book.order;
    if order.terms != PaymentTerms::Hook || order.review == Review::Open {
        return found;
    }
    let state = payments.first().map(|payment| payment.state);
    match order.fulfilment {
        Fulfilment::Delivered if captured == 0 => fault(Invariant::ComesToRest, format!("delivered, but the money is {state:?}")),
        Fulfilment::Rejected | Fulfilment::Absent if state == Some(PaymentState::Authorised) => {
            fault(Invariant::ComesToRest, "nothing was bought, but the money is held".to_owned());
        }
        Fulfilment::Rejected | Fulfilment::Absent if captured > 0 => {
            fault(Invariant::ComesToRest, "nothing was bought, but the money is taken".to_owned());
        }
        _ => {}
    }
    found
}

fn is_right(purchase: &Purchase, book: &Book) -> bool {
    purchase.iccid == book.order.sim.target.iccid.as_str() && purchase.package == book.order.quote.id.as_str()
}

/// The kind of the notice that an order in this state owes its storefront.
pub(super) fn notice(book: &Book) -> Option<&'static str> {
    match book.order.fulfilment {
        Fulfilment::Delivered => Some("order.delivered"),
        Fulfilment::Rejected | Fulfilment::Absent => Some("order.rejected"),
        Fulfilment::Reversed => Some("order.reversed"),
        _ if book.order.review == Review::Open => Some("order.review"),
        _ => None,
    }
}
