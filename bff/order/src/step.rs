//! What an order needs next: pure.

use crate::clock::Moment;
use crate::lanes::{Fulfilment, MoneyLane};
use crate::record::OrderRecord;
use crate::schedule::due;
use crate::settings::Settings;

/// The next thing to do for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// P0: ask for the live offers.
    ConfirmPrice,
    /// P1: hold the money.
    HoldMoney,
    /// P2 to T3: baseline, intent, send, evidence.
    Submit,
    /// The intent's deadline has passed with no evidence: it is unknown.
    CallUnknown,
    /// Ask where an accepted order stands.
    Poll,
    /// Look for the effect of an unknown or absent order.
    Look,
    /// Ask whether what was delivered still stands.
    Recheck,
    /// Nothing now.
    Rest,
}

/// What to do now.
pub(crate) fn step(order: &OrderRecord, now: Moment, settings: &Settings) -> Step {
    if due(order, settings).is_none_or(|due| due > now) {
        return Step::Rest;
    }
    let price_holds = order.price_seen_at.is_some_and(|seen| now.since(seen) <= settings.price_holds);
    match (order.fulfilment, order.money) {
        (Fulfilment::None, MoneyLane::None) if !price_holds => Step::ConfirmPrice,
        (Fulfilment::None, MoneyLane::None | MoneyLane::Authorising) => Step::HoldMoney,
        // The customer may have taken minutes to approve the payment.
        (Fulfilment::None, _) if !price_holds => Step::ConfirmPrice,
        (Fulfilment::None, _) => Step::Submit,
        (Fulfilment::Submitting, _) => Step::CallUnknown,
        (Fulfilment::Accepted | Fulfilment::Fulfilling, _) => Step::Poll,
        (Fulfilment::Unknown, _) if order.provider_order.is_some() => Step::Poll,
        (Fulfilment::Unknown | Fulfilment::Absent, _) => Step::Look,
        (Fulfilment::Delivered, _) => Step::Recheck,
        (Fulfilment::Rejected | Fulfilment::Reversed, _) => Step::Rest,
    }
}

#[cfg(test)]
#[path = "step_tests.rs"]
mod tests;
