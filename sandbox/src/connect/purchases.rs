//! Orders at Connect: what was bought, and how far it is.

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::model::Connect;
use crate::{ConnectPurchase, Course};

/// How late a `FAILED` order that delivered shows its subscription.
const LATE_DELIVERY: Duration = Duration::seconds(3);

/// An accepted order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) created_at: OffsetDateTime,
    pub(crate) course: Course,
    /// How long it stays `ACCEPTED`, then `FULFILLING`, at the usual pace.
    pub(crate) pace: (Duration, Duration),
    /// 404 until this time.
    pub(crate) readable_from: OffsetDateTime,
    pub(crate) iccid: String,
    pub(crate) product_id: String,
    pub(crate) subscription_id: String,
    pub(crate) correlation_id: Option<String>,
    pub(crate) sold_price: Option<Decimal>,
    pub(crate) sold_currency: Option<String>,
    pub(crate) activation_date: Option<String>,
    /// Bought by somebody else on the same account.
    pub(crate) is_foreign: bool,
    /// When the provider took it back.
    pub(crate) reversed_at: Option<OffsetDateTime>,
}

/// An order's place in its course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Accepted,
    Fulfilling,
    Completed,
    Failed,
}

impl Progress {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::Fulfilling => "FULFILLING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

impl Order {
    /// When it leaves `ACCEPTED`, and when it ends.
    fn milestones(&self) -> (OffsetDateTime, OffsetDateTime) {
        let (accepted, fulfilling) = self.pace;
        let usual = (self.created_at + accepted, self.created_at + accepted + fulfilling);
        match self.course {
            Course::CompletesAfter(seconds) => (usual.0, self.created_at + Duration::seconds(seconds.into())),
            _ => usual,
        }
    }

    pub(crate) fn progress(&self, now: OffsetDateTime) -> Progress {
        let (fulfils, ends) = self.milestones();
        match self.course {
            _ if self.reversed_at.is_some_and(|at| at <= now) => Progress::Failed,
            Course::Stuck => Progress::Accepted,
            Course::Fails | Course::FailsButDelivers if now >= ends => Progress::Failed,
            Course::SkipsFulfilling if now < ends => Progress::Accepted,
            _ if now >= ends => Progress::Completed,
            _ if now >= fulfils => Progress::Fulfilling,
            _ => Progress::Accepted,
        }
    }

    /// When its subscription comes to life, if ever.
    pub(crate) fn delivers_at(&self) -> Option<OffsetDateTime> {
        let (fulfils, ends) = self.milestones();
        match self.course {
            Course::Stuck | Course::Fails => None,
            Course::FailsButDelivers => Some(ends + LATE_DELIVERY),
            Course::DeliversEarly => Some(fulfils),
            _ => Some(ends),
        }
    }
}

impl Connect {
    /// Takes this SIM's own deliveries back: the subscription is gone and the order says `FAILED`. Says how many.
    pub(crate) fn take_back(&mut self, iccid: &str, now: OffsetDateTime) -> usize {
        let has_delivered = |it: &Order| it.delivers_at().is_some_and(|at| at <= now);
        let is_meant = |it: &&mut Order| !it.is_foreign && it.reversed_at.is_none() && it.iccid == iccid && has_delivered(it);
        let mut gone = Vec::new();
        for order in self.orders.iter_mut().filter(is_meant) {
            order.reversed_at = Some(now);
            gone.push(order.subscription_id.clone());
        }
        for subscription in self.subscriptions.iter_mut().filter(|it| gone.contains(&it.id)) {
            subscription.cancelled_at = Some(now);
        }
        gone.len()
    }

    /// The orders taken, for the ledger.
    pub(crate) fn purchases(&self, now: OffsetDateTime) -> Vec<ConnectPurchase> {
        let purchase = |it: &Order| ConnectPurchase {
            order_id: it.id.clone(),
            subscription_id: it.delivers_at().is_some_and(|at| at <= now).then(|| it.subscription_id.clone()),
            iccid: it.iccid.clone(),
            product_id: it.product_id.clone(),
            correlation_id: it.correlation_id.clone(),
            sold_price: it.sold_price,
            sold_currency: it.sold_currency.clone(),
            activation_date: it.activation_date.clone(),
            status: it.progress(now).word().to_owned(),
            at: it.created_at,
            is_foreign: it.is_foreign,
            reversed_at: it.reversed_at,
        };
        self.orders.iter().map(purchase).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(course: Course) -> Order {
        Order {
            id: String::new(),
            created_at: OffsetDateTime::UNIX_EPOCH,
            course,
            pace: (Duration::seconds(2), Duration::seconds(2)),
            readable_from: OffsetDateTime::UNIX_EPOCH,
            iccid: String::new(),
            product_id: String::new(),
            subscription_id: String::new(),
            correlation_id: None,
            sold_price: None,
            sold_currency: None,
            activation_date: None,
            is_foreign: false,
            reversed_at: None,
        }
    }

    #[test]
    fn every_course_is_a_function_of_time() {
        use Progress::{Accepted, Completed, Failed, Fulfilling};
        let table = [
            (Course::Normal, [Accepted, Fulfilling, Completed, Completed], Some(4)),
            (Course::CompletesAfter(20), [Accepted, Fulfilling, Fulfilling, Completed], Some(20)),
            (Course::Fails, [Accepted, Fulfilling, Failed, Failed], None),
            (Course::FailsButDelivers, [Accepted, Fulfilling, Failed, Failed], Some(7)),
            (Course::Stuck, [Accepted, Accepted, Accepted, Accepted], None),
            (Course::SkipsFulfilling, [Accepted, Accepted, Completed, Completed], Some(4)),
            (Course::DeliversEarly, [Accepted, Fulfilling, Completed, Completed], Some(2)),
        ];
        let start = OffsetDateTime::UNIX_EPOCH;
        for (course, expected, delivers) in table {
            let order = order(course);
            let seen = [1, 3, 5, 86_400].map(|second| order.progress(start + Duration::seconds(second)));
            assert_eq!(seen, expected, "{course:?}");
            assert_eq!(order.delivers_at(), delivers.map(|it| start + Duration::seconds(it)), "{course:?}");
        }
    }
}
