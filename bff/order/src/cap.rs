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
    /// Orders placed at or after this count.
    pub since: Moment,
}

impl AccountCap {
    /// Whether `order` may be placed beside those that the customer has placed since then. A journal asks in the transaction
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
        on_account && !given_back && order.placed_at >= self.since && order.quote.price.currency == self.amount.currency
    }
}

#[cfg(test)]
#[path = "cap_tests.rs"]
mod tests;
