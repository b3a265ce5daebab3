//! What the operator decides, checked as a whole before anything starts.
//!
//! Reading never stops at the first mistake: every fault names its key and says what to change.

mod account;
mod admin;
mod check;
mod journal;
mod secrets;
mod sources;
mod storefront;
mod summary;
mod written;

pub use account::AccountConfig;
pub use admin::AdminConfig;
pub(crate) use admin::address as admin_address;
pub use journal::JournalPlace;
pub use sources::Sources;
pub use storefront::{KeyConfig, Origin, PaymentConfig, PricingConfig, Rounding, StorefrontConfig};

use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// Everything the BFF needs to know, already judged. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The key of SIM ids: whoever changes it changes every SIM's id.
    pub secret: SecretString,
    /// The longest that one request may take, long-polls apart.
    pub request: Duration,
    /// The longest that a stop waits for requests under way.
    pub stop: Duration,
    /// Where journal, sessions and history are kept.
    pub journal: JournalPlace,
    /// How long sessions live.
    pub sessions: SessionConfig,
    /// How the providers are read.
    pub catalogue: CatalogueConfig,
    /// How much one customer may ask.
    pub limits: LimitConfig,
    /// How long the order engine waits for what.
    pub orders: order::Settings,
    /// The operators' side; `None`: there is none.
    pub admin: Option<AdminConfig>,
    /// What is logged.
    pub log: tracing::Level,
    /// The provider accounts by name.
    pub accounts: BTreeMap<String, AccountConfig>,
    /// The storefronts by name; the name is the token's issuer.
    pub storefronts: BTreeMap<String, StorefrontConfig>,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug)]
pub struct SessionConfig {
    /// Without use.
    pub idle: Duration,
    /// Whatever is done.
    pub total: Duration,
}

/// How the providers are read.
#[derive(Clone, Copy, Debug)]
pub struct CatalogueConfig {
    /// How long the state of a SIM is served again.
    pub sim_cache: Duration,
    /// The longest that a customer waits for a provider.
    pub provider: Duration,
    /// How many SIMs of one customer are read at once.
    pub parallel_reads: usize,
    /// How long a shown offer keeps its price for an order.
    pub shown: Duration,
}

/// How much one customer may ask.
#[derive(Clone, Copy, Debug)]
pub struct LimitConfig {
    /// Requests of one session, on the long run.
    pub requests_per_minute: std::num::NonZeroU32,
    /// Requests of one session at once.
    pub request_burst: std::num::NonZeroU32,
    /// Sessions of one customer.
    pub sessions_per_minute: std::num::NonZeroU32,
    /// Connections of all.
    pub connections: usize,
}

impl Config {
    /// Reads and checks the file at `path` under this process's environment.
    ///
    /// # Errors
    /// Every fault found, each with its key.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::read(&Sources::of_process(path)?)
    }

    /// Reads and checks; the only way to a `Config`.
    ///
    /// # Errors
    /// Every fault found, each with its key.
    pub fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let mut faults = Faults::default();
        let checked = sources.read(&mut faults.0).and_then(|written| check::config(written, sources, &mut faults));
        match checked {
            Some(config) if faults.0.is_empty() => Ok(config),
            _ => Err(ConfigError { faults: faults.0 }),
        }
    }
}

/// Why the configuration cannot be used: all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// In the order in which they were found; never empty.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key's path: `storefronts.demo.origins[0]`.
    pub key: String,
    /// What is wrong and what to change.
    pub text: String,
}

impl Fault {
    fn new(key: &str, text: impl Into<String>) -> Self {
        Self { key: key.to_owned(), text: text.into() }
    }
}

impl ConfigError {
    fn one(key: &str, text: impl Into<String>) -> Self {
        Self { faults: vec![Fault::new(key, text)] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{}: {}", fault.key, fault.text)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Faults found so far.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault; `None`, so that a check can end with it.
    fn add<T>(&mut self, key: &str, text: impl Into<String>) -> Option<T> {
        self.0.push(Fault::new(key, text));
        None
    }

    /// The value, or a note that it is missing.
    fn required<T>(&mut self, key: &str, value: Option<T>, example: &str) -> Option<T> {
        if value.is_none() {
            self.0.push(Fault::new(key, format!("is missing, for example {example}")));
        }
        value
    }
}

#[cfg(test)]
mod tests;
