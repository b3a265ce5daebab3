//! Connect's own state. Orders and subscriptions are functions of the clock: nothing runs in the background.

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::purchases::Order;
use crate::{Again, Listing};

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
    /// How it shows in lists.
    pub(crate) listing: Listing,
    /// When the provider took it back: gone from every list since.
    pub(crate) cancelled_at: Option<OffsetDateTime>,
}

impl Subscription {
    /// The rows that lists show for it: none before its time, none once it was taken back.
    pub(crate) fn rows(&self, now: OffsetDateTime) -> Vec<Self> {
        let listed_from = self.created_at + Duration::seconds(self.listing.after_seconds.into());
        if listed_from > now || self.cancelled_at.is_some_and(|at| at <= now) {
            return Vec::new();
        }
        let mut row = self.clone();
        if let Some(product) = &self.listing.as_package {
            row.product_id.clone_from(product);
        }
        match self.listing.again {
            Again::Never => vec![row],
            Again::SameId => vec![row.clone(), row],
            Again::OtherId => vec![Self { id: format!("again-{}", row.id), ..row.clone() }, row],
        }
    }

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
}
