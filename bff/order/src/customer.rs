//! Who orders what for which SIM, and how it is paid.

use crate::cap::AccountCap;
use crate::clock::Moment;
use contract::{IdempotencyKey, Money, Offer, OrderId, PaymentReference, SimId};
use provider::SimTarget;
use std::fmt;

/// Whose order it is: the scope of every look-up.
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Customer {
    /// The reseller's site.
    pub storefront: String,
    /// The storefront's own name for the customer; never in a log.
    pub reference: String,
}

impl fmt::Debug for Customer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Customer").field("storefront", &self.storefront).finish_non_exhaustive()
    }
}

/// A SIM that the signed session says is the customer's.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OwnedSim {
    /// What the widget calls it.
    pub id: SimId,
    /// The provider account (a name in the configuration) that it belongs to.
    pub account: String,
    /// What the provider needs to know of it.
    pub target: SimTarget,
    /// The customer's own name for it.
    pub label: String,
}

/// How this session pays; from the signed session, never from the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentTerms {
    /// The storefront's payment hook holds the money before, and takes it on delivery.
    Hook,
    /// The reseller bills its customer elsewhere.
    Account {
        /// The most that the session's orders may cost together.
        cap: Option<Money>,
        /// When the signed session began; what was stored before this was noted counts everything, which is the strictest.
        #[serde(default)]
        since: Moment,
    },
}

impl PaymentTerms {
    /// The cap that an order under these terms falls under.
    pub const fn cap(&self) -> Option<AccountCap> {
        match self {
            Self::Account { cap: Some(amount), since } => Some(AccountCap { amount: *amount, since: *since }),
            Self::Account { cap: None, .. } | Self::Hook => None,
        }
    }
}

/// One intent to buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Whose.
    pub customer: Customer,
    /// For which SIM.
    pub sim: OwnedSim,
    /// Names the intent: the same key and body is the same order for ever.
    pub key: IdempotencyKey,
    /// What, as it was shown: the price that the customer agreed to.
    pub quote: Offer,
    /// How it is paid.
    pub terms: PaymentTerms,
    /// The storefront's own reference of an approved payment, when it gave one.
    pub payment_reference: Option<PaymentReference>,
}

/// Why an order was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The key belongs to an order with another body.
    #[error("the key belongs to another order")]
    KeyReused,
    /// An order for this SIM is still under way.
    #[error("order {order} for this SIM is still under way")]
    OrderOpen {
        /// That order; it may be another customer's, so tell it only to its owner.
        order: OrderId,
    },
    /// Dearer, with what was ordered before, than the session allows on account; or in another currency.
    #[error("the session's cap does not allow this price")]
    OverCap,
    /// Too many orders of this provider account are of unknown outcome: nothing new is sent for now, and nothing was taken.
    #[error("the provider is troubled")]
    ProviderTroubled {
        /// Seconds after which trying again makes sense.
        retry_after: u32,
    },
    /// The service is stopping.
    #[error("the service is stopping")]
    Stopping,
    /// The journal could not store it: nothing happened. The text is for the log.
    #[error("the order could not be stored: {0}")]
    Storage(String),
}
