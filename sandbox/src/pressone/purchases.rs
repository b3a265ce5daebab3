//! What was bought at PressOne, as it is and as lists show it.

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::model::{Assignment, Package, PressOne};
use crate::{Again, Listing, TopUp};

/// One order of the account: an original eSIM or a top-up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) created_at: OffsetDateTime,
    pub(crate) iccid: String,
    pub(crate) package_id: String,
    pub(crate) description: Option<String>,
    pub(crate) is_topup: bool,
    /// What it cost at retail when it was bought, USD.
    pub(crate) price: Decimal,
    /// How it shows in lists.
    pub(crate) listing: Listing,
    /// Bought by somebody else on the same account.
    pub(crate) is_foreign: bool,
    /// When the provider took it back.
    pub(crate) refunded_at: Option<OffsetDateTime>,
    /// The assignment that it put on the eSIM.
    pub(crate) assignment: u64,
}

/// Far above every genuine id.
const PHANTOM_ID: u64 = 500_000;

impl Order {
    /// The rows that lists show for it, none before its time.
    pub(crate) fn rows(&self, now: OffsetDateTime) -> Vec<Self> {
        if self.created_at + Duration::seconds(self.listing.after_seconds.into()) > now {
            return Vec::new();
        }
        let row = self.as_shown();
        match self.listing.again {
            Again::Never => vec![row],
            Again::SameId => vec![row.clone(), row],
            Again::OtherId => vec![Self { id: self.id + PHANTOM_ID, ..row.clone() }, row],
        }
    }

    /// As the provider shows it, which may differ from what was bought.
    pub(crate) fn as_shown(&self) -> Self {
        let mut row = self.clone();
        if self.listing.without_marker {
            row.description = Some(default_description(&self.iccid));
        }
        if let Some(package) = &self.listing.as_package {
            row.package_id.clone_from(package);
        }
        row
    }
}

/// What the provider stores when the caller sends no description.
pub(crate) fn default_description(iccid: &str) -> String {
    format!("Topup ({iccid})")
}

/// Who bought what, and how it will show.
#[derive(Debug)]
pub(crate) struct Bought {
    pub(crate) iccid: String,
    pub(crate) package: Package,
    pub(crate) description: String,
    pub(crate) listing: Listing,
    pub(crate) is_foreign: bool,
}

impl PressOne {
    /// How many of this package this eSIM has bought.
    pub(crate) fn bought(&self, iccid: &str, package: &str) -> usize {
        self.orders.iter().filter(|it| it.is_topup && it.iccid == iccid && it.package_id == package).count()
    }

    /// Buys: order, assignment and debit together.
    pub(crate) fn commit_topup(&mut self, bought: Bought, now: OffsetDateTime) -> Order {
        let Bought { iccid, package, description, listing, is_foreign } = bought;
        self.last_order_id += 1;
        self.last_assignment_id += 1;
        self.balance -= package.net_price;
        let assignment = Assignment {
            id: self.last_assignment_id,
            package_id: package.id.clone(),
            is_initial: false,
            remaining: package.amount,
            remaining_voice: package.voice.unwrap_or(0),
            remaining_text: package.text.unwrap_or(0),
            activated_at: Some(now),
            expires_at: Some(now + Duration::days(package.days.into())),
            used_up_at: None,
        };
        if let Some(esim) = self.esims.iter_mut().find(|it| it.iccid == iccid) {
            esim.assignments.push(assignment);
        }
        let order = Order {
            id: self.last_order_id,
            created_at: now,
            iccid,
            package_id: package.id,
            description: Some(description),
            is_topup: true,
            price: package.price,
            listing,
            is_foreign,
            refunded_at: None,
            assignment: self.last_assignment_id,
        };
        self.orders.push(order.clone());
        order
    }

    /// Takes this SIM's own top-ups back: refunded, and off the eSIM. Says how many.
    pub(crate) fn take_back(&mut self, iccid: &str, now: OffsetDateTime) -> usize {
        let is_meant = |it: &&mut Order| it.is_topup && !it.is_foreign && it.refunded_at.is_none() && it.iccid == iccid;
        let mut gone = Vec::new();
        for order in self.orders.iter_mut().filter(is_meant) {
            order.refunded_at = Some(now);
            self.balance += self.catalogue.get(&order.package_id).map_or(Decimal::ZERO, |it| it.net_price);
            gone.push(order.assignment);
        }
        if let Some(esim) = self.esims.iter_mut().find(|it| it.iccid == iccid) {
            esim.assignments.retain(|it| !gone.contains(&it.id));
        }
        gone.len()
    }

    /// The top-ups bought, for the ledger.
    pub(crate) fn topups(&self) -> Vec<TopUp> {
        let bought = self.orders.iter().filter(|it| it.is_topup);
        bought
            .map(|it| TopUp {
                order_id: it.id,
                iccid: it.iccid.clone(),
                package_id: it.package_id.clone(),
                description: it.description.clone().unwrap_or_default(),
                price: it.price,
                at: it.created_at,
                is_foreign: it.is_foreign,
                reversed_at: it.refunded_at,
            })
            .collect()
    }
}
