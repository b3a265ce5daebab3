//! PressOne's own state: eSIMs, what is on them, what may be bought, what was ordered.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::purchases::Order;
use crate::limiter::Limiter;

/// How long a withdrawn package stays away.
const WITHDRAWN_FOR: Duration = Duration::minutes(5);
/// How long a new price lasts after the first listing under the old one.
const REPRICED_FOR: Duration = Duration::minutes(10);

/// A package of the catalogue: an original plan or a top-up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Megabytes; 0 when unlimited.
    pub(crate) amount: u64,
    pub(crate) days: u32,
    pub(crate) is_unlimited: bool,
    /// Minutes.
    pub(crate) voice: Option<u32>,
    /// Messages.
    pub(crate) text: Option<u32>,
    /// Recommended retail, USD.
    pub(crate) price: Decimal,
    /// What the account is charged, USD.
    pub(crate) net_price: Decimal,
    pub(crate) fair_use: Option<String>,
    pub(crate) is_topup: bool,
    /// How often one eSIM may buy it; no limit when absent.
    pub(crate) limit_per_sim: Option<u32>,
}

impl Package {
    /// `3 GB`, `500 MB` or `Unlimited`.
    pub(crate) fn data_label(&self) -> String {
        if self.is_unlimited {
            "Unlimited".to_owned()
        } else if self.amount.is_multiple_of(1024) {
            format!("{} GB", self.amount / 1024)
        } else {
            format!("{} MB", self.amount)
        }
    }
}

/// One package put on one eSIM.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) id: u64,
    pub(crate) package_id: String,
    pub(crate) is_initial: bool,
    /// Megabytes left.
    pub(crate) remaining: u64,
    pub(crate) remaining_voice: u32,
    pub(crate) remaining_text: u32,
    pub(crate) activated_at: Option<OffsetDateTime>,
    pub(crate) expires_at: Option<OffsetDateTime>,
    /// When the allowance was used up.
    pub(crate) used_up_at: Option<OffsetDateTime>,
}

/// Where an assignment, or a whole eSIM, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    NotActive,
    Active,
    Finished,
    Expired,
    Recycled,
}

impl Activity {
    /// The upper-case word of usage and of the Airalo dialect.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NotActive => "NOT_ACTIVE",
            Self::Active => "ACTIVE",
            Self::Finished => "FINISHED",
            Self::Expired => "EXPIRED",
            Self::Recycled => "RECYCLED",
        }
    }
}

impl Assignment {
    pub(crate) fn activity(&self, now: OffsetDateTime) -> Activity {
        match (self.activated_at, self.used_up_at, self.expires_at) {
            (None, ..) => Activity::NotActive,
            (_, Some(_), _) => Activity::Finished,
            (_, _, Some(until)) if until <= now => Activity::Expired,
            _ => Activity::Active,
        }
    }
}

/// One eSIM of the account.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Esim {
    pub(crate) id: u64,
    pub(crate) iccid: String,
    pub(crate) created_at: OffsetDateTime,
    pub(crate) recycled_at: Option<OffsetDateTime>,
    /// Package ids of the top-ups that its operator offers for it.
    pub(crate) offers: Vec<String>,
    pub(crate) assignments: Vec<Assignment>,
    /// The order that bought it.
    pub(crate) original_order: u64,
}

impl Esim {
    pub(crate) fn activity(&self, now: OffsetDateTime) -> Activity {
        if self.recycled_at.is_some_and(|at| at <= now) {
            return Activity::Recycled;
        }
        let all: Vec<Activity> = self.assignments.iter().map(|it| it.activity(now)).collect();
        let active = all.iter().find(|it| **it == Activity::Active);
        active.or(all.last()).copied().unwrap_or(Activity::NotActive)
    }
}

/// Everything PressOne knows about the account.
#[derive(Debug, Default)]
pub(crate) struct PressOne {
    pub(crate) catalogue: BTreeMap<String, Package>,
    pub(crate) esims: Vec<Esim>,
    pub(crate) orders: Vec<Order>,
    pub(crate) balance: Decimal,
    pub(crate) limiter: Limiter,
    /// Frozen usage answers by ICCID.
    pub(crate) usage: HashMap<String, (OffsetDateTime, serde_json::Value)>,
    pub(crate) withdrawn: HashMap<(String, String), OffsetDateTime>,
    pub(crate) repriced: HashMap<(String, String), (OffsetDateTime, Decimal)>,
    pub(crate) last_order_id: u64,
    pub(crate) last_assignment_id: u64,
    /// The SIM of every description ever sent with a purchase, so that a fault on one SIM also meets the search for its orders.
    pub(crate) labels: HashMap<String, String>,
}

impl PressOne {
    pub(crate) fn esim(&self, iccid: &str) -> Option<&Esim> {
        self.esims.iter().find(|it| it.iccid == iccid)
    }

    /// What may be bought for this eSIM now, at today's price.
    pub(crate) fn offers(&self, esim: &Esim, now: OffsetDateTime) -> Vec<Package> {
        let key = |id: &String| (esim.iccid.clone(), id.clone());
        esim.offers
            .iter()
            .filter(|id| self.withdrawn.get(&key(id)).is_none_or(|until| *until <= now))
            .filter_map(|id| self.catalogue.get(id))
            .map(|package| match self.repriced.get(&key(&package.id)) {
                Some((until, price)) if *until > now => Package { price: *price, ..package.clone() },
                _ => package.clone(),
            })
            .collect()
    }

    /// Takes a package off this eSIM's list for a while.
    pub(crate) fn withdraw(&mut self, iccid: &str, package: &str, now: OffsetDateTime) {
        self.withdrawn.insert((iccid.to_owned(), package.to_owned()), now + WITHDRAWN_FOR);
    }

    /// Gives a package another price on this eSIM's later listings.
    pub(crate) fn reprice(&mut self, iccid: &str, package: &str, price: Decimal, now: OffsetDateTime) {
        let entry = self.repriced.entry((iccid.to_owned(), package.to_owned())).or_insert((now + REPRICED_FOR, price));
        if entry.0 <= now {
            *entry = (now + REPRICED_FOR, price);
        }
    }
}
