//! One customer's right to certain SIMs for a while: from the storefront's signed token to an opaque handle.

mod claims;
mod handle;
mod sim_id;
mod store;
mod token;

pub(crate) use claims::SessionClaims;
pub(crate) use handle::{Handle, HandleHash};
pub(crate) use sim_id::SimNames;
pub(crate) use store::{Found, OpenError, SessionStore};
pub(crate) use token::{TokenFault, verify};

use contract::{SimId, Timestamp};
use order::{Customer, OwnedSim, PaymentTerms};

/// A session as it is stored. No `Debug`: it names a customer.
#[derive(Clone)]
pub(crate) struct Session {
    /// Its name in the table and for the limiter; the handle itself is never kept.
    pub(crate) hash: HandleHash,
    /// Whose it is.
    pub(crate) customer: Customer,
    /// The only page origin that may use it; `None`: a client that is no browser.
    pub(crate) origin: Option<String>,
    /// What was signed.
    pub(crate) granted: Granted,
    /// When its page last used it, to half a minute.
    pub(crate) used_at: Timestamp,
    /// When it ends whatever is done with it.
    pub(crate) ends_at: Timestamp,
}

/// What the storefront's token grants.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Granted {
    /// The customer's SIMs, in the storefront's order.
    pub(crate) sims: Vec<OwnedSim>,
    /// How orders are paid.
    pub(crate) terms: PaymentTerms,
    /// How the customer pays, in the storefront's words.
    pub(crate) payment_label: Option<String>,
}

impl Session {
    /// The SIM of that id, when it is this session's.
    pub(crate) fn sim(&self, id: &SimId) -> Option<&OwnedSim> {
        self.granted.sims.iter().find(|sim| &sim.id == id)
    }

    /// The ids of all its SIMs: the scope of every order look-up.
    pub(crate) fn sim_ids(&self) -> Vec<SimId> {
        self.granted.sims.iter().map(|sim| sim.id.clone()).collect()
    }
}
