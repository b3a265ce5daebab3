//! Faults as data: which call they meet, how often, and what they do to it.

mod kinds;

use serde::{Deserialize, Serialize};

pub use kinds::{Course, Fault, Garbling};

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Player {
    /// PressOne.
    Pressone,
    /// Connect.
    Connect,
    /// The reseller's shop.
    Storefront,
}

/// What is asked for. One name may exist at several players.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Either provider's token endpoint.
    Token,
    /// PressOne: list of owned eSIMs.
    Sims,
    /// One SIM.
    Sim,
    /// PressOne: what may be bought now for one eSIM.
    Offers,
    /// The purchase: PressOne `POST orders/topups`, Connect `POST orders`.
    Submit,
    /// PressOne: package history of one eSIM.
    History,
    /// PressOne: usage of one eSIM.
    Usage,
    /// PressOne: order list.
    Orders,
    /// One order.
    Order,
    /// PressOne: catalogue.
    Packages,
    /// PressOne: account balance.
    Balance,
    /// Connect: catalogue.
    Products,
    /// Connect: one product.
    Product,
    /// Connect: subscriptions of a SIM.
    Subscriptions,
    /// Connect: one subscription.
    Subscription,
    /// Storefront hook: `payment.authorise`.
    Authorise,
    /// Storefront hook: `payment.capture`.
    Capture,
    /// Storefront hook: `payment.release`.
    Release,
    /// Storefront hook: `payment.refund`.
    Refund,
    /// Storefront hook: `payment.read`.
    ReadPayment,
    /// Storefront hook: an order notification.
    Notify,
    /// Storefront: a session token for the page.
    Session,
}

/// How often a rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// On the next so many calls that match, then never again.
    Next(u32),
    /// On every call that matches.
    Always,
    /// On the first `fire` of every `of` calls that match: `{fire: 1, of: 2}` fails once, then works, then fails once.
    Cycle {
        /// Calls that meet the fault, at the start of each round.
        fire: u32,
        /// Calls in a round.
        of: u32,
    },
}

impl Default for Times {
    fn default() -> Self {
        Self::Next(1)
    }
}

/// On which side of the purchase, payment or read a fault strikes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Nothing was done: no purchase, no payment step.
    #[default]
    Before,
    /// All was done and recorded; only the answer suffers.
    After,
}

/// How a purchase made under a rule shows in the provider's lists; the purchase itself is what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listing {
    /// Seconds on the sandbox clock before it is listed; [`Listing::NEVER`] for never.
    pub after_seconds: u32,
    /// PressOne: the row shows the provider's own description instead of the caller's.
    pub without_marker: bool,
    /// Listed under this package or product instead of the one bought.
    pub as_package: Option<String>,
    /// Whether it is listed a second time.
    pub again: Again,
}

impl Listing {
    /// So late that nobody waits for it.
    pub const NEVER: u32 = u32::MAX;

    /// Listed so many seconds late, and otherwise as it should be.
    #[must_use]
    pub fn late(after_seconds: u32) -> Self {
        Self { after_seconds, ..Self::default() }
    }
}

/// A second row for one purchase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// None: one purchase, one row.
    #[default]
    Never,
    /// The same row once more, as when a list moves between two pages.
    SameId,
    /// A row that differs in its id alone, for something that nobody bought.
    OtherId,
}

/// One armed fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Whose call.
    pub player: Player,
    /// Which call.
    pub operation: Operation,
    /// Only for this SIM.
    #[serde(default)]
    pub iccid: Option<String>,
    /// Only for this package or product.
    #[serde(default)]
    pub package: Option<String>,
    /// How often; once when left out.
    #[serde(default)]
    pub times: Times,
    /// How a purchase made under this rule shows in order lists (PressOne) or subscription lists (Connect).
    #[serde(default)]
    pub listing: Listing,
    /// Submit: somebody else buys the same package for the same SIM just before or just after this call, without our marker.
    #[serde(default)]
    pub foreign: Option<When>,
    /// Sleeps until this SIM (any, for a rule without SIM) has had such a call at this player.
    #[serde(default)]
    pub since: Option<Operation>,
    /// What happens.
    pub fault: Fault,
}

impl FaultRule {
    /// A rule for the next matching call of any SIM and package.
    #[must_use]
    pub fn once(player: Player, operation: Operation, fault: Fault) -> Self {
        Self {
            player,
            operation,
            iccid: None,
            package: None,
            times: Times::Next(1),
            listing: Listing::default(),
            foreign: None,
            since: None,
            fault,
        }
    }

    /// The same rule for every matching call.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    /// The same rule for one SIM only.
    #[must_use]
    pub fn on_sim(mut self, iccid: &str) -> Self {
        self.iccid = Some(iccid.to_owned());
        self
    }

    /// The same rule for one package or product only.
    #[must_use]
    pub fn on_package(mut self, package: &str) -> Self {
        self.package = Some(package.to_owned());
        self
    }

    /// The same rule for the next so many matching calls.
    #[must_use]
    pub fn next(mut self, calls: u32) -> Self {
        self.times = Times::Next(calls);
        self
    }

    /// The same rule, asleep until such a call has come.
    #[must_use]
    pub fn since(mut self, operation: Operation) -> Self {
        self.since = Some(operation);
        self
    }

    /// The same rule, with purchases that are listed like that.
    #[must_use]
    pub fn listed(mut self, listing: Listing) -> Self {
        self.listing = listing;
        self
    }

    /// The same rule, with somebody else's purchase just before or after the call.
    #[must_use]
    pub fn with_foreign(mut self, when: When) -> Self {
        self.foreign = Some(when);
        self
    }
}
