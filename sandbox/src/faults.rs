//! Faults as data: which call they meet, how often, and what they do to it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// This answer instead of the genuine one.
    Reply {
        /// HTTP status.
        status: u16,
        /// Body, verbatim.
        body: String,
        /// `Content-Type`; JSON when left out.
        #[serde(default = "json_type")]
        content_type: String,
        /// Further headers.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The connection closes without a byte of answer.
    Drop {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The deed is done; the answer's headers and half of its body arrive, then the connection closes.
    Cut,
    /// No answer ever comes; the connection stays open.
    Hang {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The genuine answer, late. A caller that hangs up does not stop the deed.
    Slow {
        /// Delay in milliseconds on the sandbox clock.
        millis: u64,
        /// Whether the delay comes before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The presented bearer token ends here: 401, nothing done.
    ExpireToken,
    /// PressOne submit: the package leaves this eSIM's list for five minutes, and the submit finds it gone.
    Withdraw,
    /// PressOne offers: the first listing shows the old price, every later one (for ten minutes) this one.
    Reprice {
        /// The package concerned.
        package: String,
        /// The new retail price, USD.
        price: Decimal,
    },
    /// PressOne submit: bought, but the answer names another package.
    EchoOther {
        /// The package id in the answer.
        package: String,
    },
    /// Storefront authorise: the bank says no, for good.
    Decline {
        /// The reason in the answer.
        reason: String,
    },
    /// Connect submit: the order takes another course than the usual one.
    Take {
        /// The course.
        course: Course,
    },
}

fn json_type() -> String {
    "application/json".to_owned()
}

/// How a Connect order goes on after it was accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// `ACCEPTED`, `FULFILLING`, `COMPLETED` at the pace of the settings.
    #[default]
    Normal,
    /// `COMPLETED` only after so many seconds.
    CompletesAfter(u32),
    /// `FAILED`, and nothing was delivered.
    Fails,
    /// `FAILED`, and yet the subscription appears on the SIM three seconds later.
    FailsButDelivers,
    /// `ACCEPTED` for ever; nothing is delivered.
    Stuck,
    /// `COMPLETED` without ever showing `FULFILLING`.
    SkipsFulfilling,
    /// The subscription is readable while the order still says `FULFILLING`.
    DeliversEarly,
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
    /// A purchase made under this rule stays out of order lists (PressOne) or subscription lists (Connect) for so many seconds.
    #[serde(default)]
    pub unlisted_seconds: u32,
    /// What happens.
    pub fault: Fault,
}

impl FaultRule {
    /// A rule for the next matching call of any SIM and package.
    #[must_use]
    pub fn once(player: Player, operation: Operation, fault: Fault) -> Self {
        Self { player, operation, iccid: None, package: None, times: Times::Next(1), unlisted_seconds: 0, fault }
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
}
