//! What a customer's orders on account may cost together: pure.

use crate::clock::Moment;
use crate::customer::PaymentTerms;
use crate::lanes::{Fulfilment, MoneyLane};
use crate::record::OrderRecord;
use contract::Money;

/// The most that one customer's orders on account may cost together since a session was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountCap {
    /// The sum, in the price's own currency.
    pub amount: Money,
    /// Orders placed or delivered at or after this count, and those that were under way then: whoever signed the session could not
    /// know yet what they would cost.
    pub since: Moment,
}

impl AccountCap {
    /// Whether `order` may be placed beside those that the customer has under way or has placed or got since then. A journal asks in the transaction
    /// that stores the order, so that two orders in two tabs cannot both find the same room.
    pub fn allows<'a>(&self, order: &OrderRecord, placed: impl IntoIterator<Item = &'a OrderRecord>) -> bool {
        let counted = placed.into_iter().filter(|other| self.counts(other));
        let spent = counted.fold(0_i64, |sum, other| sum.saturating_add(other.quote.price.minor));
        let price = order.quote.price;
        price.currency == self.amount.currency && spent.saturating_add(price.minor) <= self.amount.minor
    }

    /// What was rejected, absent or released costs nobody anything.
    fn counts(&self, order: &OrderRecord) -> bool {
        let on_account = matches!(order.terms, PaymentTerms::Account { .. });
        let given_back =
            matches!(order.fulfilment, Fulfilment::Rejected | Fulfilment::Absent) || matches!(order.money, MoneyLane::Released);
        let is_known = order.placed_at < self.since && order.delivered_at.is_some_and(|at| at < self.since);
        on_account && !given_back && !is_known && order.quote.price.currency == self.amount.currency
    }
}

#[cfg(test)]
#[path = "cap_tests.rs"]
mod tests;
