//! How long held money lasts: pure.

use crate::clock::Moment;
use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::record::OrderRecord;
use crate::schedule::an_hour;
use crate::settings::Settings;

/// Whether the hold outlasts a send that begins now, so that what it buys can still be charged. A hold is one for the life of an
/// order (the hook is idempotent on the order id), so one that does not last cannot be renewed: the order ends before the send.
pub(crate) fn lasts(order: &OrderRecord, now: Moment, settings: &Settings) -> bool {
    order.hold_expires_at.is_none_or(|end| end > now.plus(settings.submit_deadline).plus(settings.submit_grace))
}

/// When a person is to be told that the hold of an order with an open outcome is about to end; `None`: never, or not again.
pub(crate) fn alarm(order: &OrderRecord, settings: &Settings) -> Option<Moment> {
    // While the send is under way its own deadline is what matters.
    let is_sent = matches!(order.fulfilment, Fulfilment::Accepted | Fulfilment::Fulfilling | Fulfilment::Unknown);
    let wanted = is_sent && order.money == MoneyLane::Authorised && order.review != Review::Open && !order.hold_warned;
    order.hold_expires_at.filter(|_| wanted).map(|end| end.minus(an_hour(settings)))
}

#[cfg(test)]
#[path = "hold_tests.rs"]
mod tests;
