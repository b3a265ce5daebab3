//! Connect's own state. Orders and subscriptions are functions of the clock: nothing runs in the background.

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use crate::{ConnectPurchase, Course};

/// How late a `FAILED` order that delivered shows its subscription.
const LATE_DELIVERY: Duration = Duration::seconds(3);

/// Which SIMs and products fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SimType {
    Esim,
    Psim,
}

impl SimType {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Esim => "ESIM",
            Self::Psim => "PSIM",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        [Self::Esim, Self::Psim].into_iter().find(|it| it.word() == word)
    }
}

/// A product of the client's catalogue.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sim_types: Vec<SimType>,
    pub(crate) days: u32,
    /// Megabytes.
    pub(crate) megabytes: u64,
    /// Wholesale price in EUR.
    pub(crate) price: Decimal,
    pub(crate) footprint: &'static str,
}

/// A SIM at Connect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sim {
    pub(crate) iccid: String,
    pub(crate) sim_type: SimType,
    pub(crate) status: &'static str,
    pub(crate) last_modified: OffsetDateTime,
    /// Another client's SIM answers 403.
    pub(crate) is_foreign: bool,
}

/// A plan on a SIM.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) iccid: String,
    pub(crate) product_id: String,
    pub(crate) name: String,
    pub(crate) created_at: OffsetDateTime,
    /// Absent until the first use of a first-use plan.
    pub(crate) activates_at: Option<OffsetDateTime>,
    pub(crate) expires_at: Option<OffsetDateTime>,
    /// Bytes at the start.
    pub(crate) initial: u64,
    /// Bytes left.
    pub(crate) current: u64,
    /// Not readable before this time.
    pub(crate) visible_from: OffsetDateTime,
}

impl Subscription {
    pub(crate) fn status(&self, now: OffsetDateTime) -> &'static str {
        if self.expires_at.is_some_and(|at| at <= now) {
            "EXPIRED"
        } else if self.current == 0 {
            "DEPLETED"
        } else {
            match self.activates_at {
                None => "PENDING_USAGE",
                Some(at) if at > now => "PENDING",
                Some(_) => "ACTIVE",
            }
        }
    }
}

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

/// Everything Connect knows about the client.
#[derive(Debug, Default)]
pub(crate) struct Connect {
    pub(crate) products: Vec<Product>,
    pub(crate) sims: Vec<Sim>,
    /// Includes those that orders under way will deliver.
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) orders: Vec<Order>,
}

impl Connect {
    pub(crate) fn sim(&self, iccid: &str) -> Option<&Sim> {
        self.sims.iter().find(|it| it.iccid == iccid)
    }

    pub(crate) fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|it| it.id == id)
    }

    /// How many plans run or wait on a SIM; the provider allows fifteen.
    pub(crate) fn active_subscriptions(&self, iccid: &str, now: OffsetDateTime) -> usize {
        let own = self.subscriptions.iter().filter(|it| it.iccid == iccid);
        own.filter(|it| !matches!(it.status(now), "EXPIRED" | "DEPLETED")).count()
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
