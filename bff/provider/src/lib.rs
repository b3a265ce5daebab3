//! Who fulfils: the provider systems behind one trait.
//!
//! Architecture invariant: reading is tolerant (unknown fields, number or string, either envelope), judging is strict, and
//! nothing here stores anything. A provider's own text, its prices to the reseller and its credentials never leave this
//! crate except as [`Evidence`], which is for the journal alone.
#![deny(missing_docs)]

mod budget;
mod config;
mod connect;
mod endpoint;
mod evidence;
mod exchange;
#[cfg(test)]
mod fixtures;
mod json;
mod link;
mod moment;
mod offer;
mod pressone;
mod price;
mod purpose;
mod reading;
mod seal;
mod submission;
mod table;
mod token;
mod tokens;
mod vault;
mod volume;

pub use config::{Budgets, ConfigError, ConnectConfig, ConnectSettings, Credentials, PressOneConfig, PressOneSettings, Timeouts};
pub use connect::Connect;
pub use evidence::{Evidence, Transport};
pub use offer::ProviderOffer;
pub use pressone::PressOne;
pub use purpose::{Purpose, Resource};
pub use reading::{Candidate, HistoryEntry, ReadError, SimReading, StatusReading};
pub use submission::{Baseline, Device, Marker, MarkerError, ProviderOrderId, SimTarget, Submission, UnknownWhy, Verdict};
pub use vault::{MemoryVault, SealedToken, TokenVault, Turn, VaultError};

use async_trait::async_trait;

/// One provider system with one set of credentials.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// State, allowances and end of a SIM.
    async fn sim(&self, sim: &SimTarget) -> Result<SimReading, ReadError>;

    /// What may be bought for this SIM now; asked live every time (PressOne: never reuse a list before a submit). For an order
    /// it is [`Purpose::Sale`]. Baseline, status and evidence always are; state and history of a SIM never.
    async fn offers(&self, sim: &SimTarget, purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError>;

    /// What the provider already shows for this SIM, so that something new can be told from something old.
    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError>;

    /// One send, read to the end: no retry, no redirect, no pooled connection. Never fails: whatever happened is evidence.
    async fn submit(&self, submission: &Submission) -> Evidence;

    /// What that evidence means; pure, a table per provider, everything unlisted is [`Verdict::Unknown`].
    fn classify(&self, submission: &Submission, evidence: &Evidence) -> Verdict;

    /// Forgets the access token that a 401 has just refused, so that the next call fetches a new one.
    async fn renew_token(&self);

    /// Where an accepted order stands (Connect); PressOne orders are final when accepted.
    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError>;

    /// Everything at the provider that could be the effect of this submission: by marker (PressOne), or by what is on the
    /// SIM and not in the baseline (Connect). `Ok(vec![])` is a healthy read that shows nothing.
    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError>;

    /// What is on the SIM and how it came there, newest first.
    async fn history(&self, sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError>;

    /// The least time between two history calls for one SIM (PressOne: 15 minutes).
    fn history_interval(&self) -> std::time::Duration;

    /// How much older than its answer a [`SimReading`] may be, because the provider itself serves it from a cache (PressOne:
    /// 20 minutes).
    fn reading_lag(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }
}
