//! What an operator decides about a provider: the parts that stand in a file, and the secrets that never do.

use crate::purpose::Resource;
use contract::Currency;
use rust_decimal::Decimal;
use secrecy::SecretString;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// OAuth client credentials of the reseller's account. `Debug` hides the secret.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `client_id` at the provider's token endpoint.
    pub client_id: String,
    /// `client_secret` at the provider's token endpoint.
    pub client_secret: SecretString,
}

/// What it takes to make a [`crate::PressOne`].
#[derive(Clone, Debug)]
pub struct PressOneConfig {
    /// The part that may stand in a configuration file.
    pub settings: PressOneSettings,
    /// The account.
    pub credentials: Credentials,
}

/// Settings of PressOne, or of another provider of the same family: the Airalo partner API that PressOne carries differs
/// in `base_url` and `path_prefix` only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressOneSettings {
    /// `https://host`, without the prefix. Plain `http` is accepted for a loopback address only, unless `allow_http`.
    pub base_url: String,
    /// `/customer/v2` (PressOne) or `/v2` (Airalo).
    #[serde(default = "pressone_prefix")]
    pub path_prefix: String,
    /// The token endpoint, whole; without it `{base_url}{path_prefix}/token`.
    #[serde(default)]
    pub token_url: Option<String>,
    /// The currency to sell in; without it USD, in which both providers quote everything. In another one only packages
    /// with a recommended retail price in that currency are offered.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The least time between two history calls for one SIM, in seconds.
    #[serde(default = "quarter_of_an_hour")]
    pub history_interval_s: u32,
    /// How long a call may take.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// How many calls may be made.
    #[serde(default)]
    pub budgets: Budgets,
    /// Whether `http` to another machine is fine (a private network of containers).
    #[serde(default)]
    pub allow_http: bool,
}

/// What it takes to make a [`crate::Connect`].
#[derive(Clone, Debug)]
pub struct ConnectConfig {
    /// The part that may stand in a configuration file.
    pub settings: ConnectSettings,
    /// The account.
    pub credentials: Credentials,
}

/// Settings of Connect v2.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectSettings {
    /// `https://host/connect-api`, without the prefix. Plain `http` is accepted for a loopback address only, unless
    /// `allow_http`.
    pub base_url: String,
    /// `/v2`.
    #[serde(default = "connect_prefix")]
    pub path_prefix: String,
    /// The token endpoint, whole: it lives outside the base URL.
    pub token_url: String,
    /// `sold_price` is reported net of sales tax: the tax that is contained in the customer's price, in percent.
    #[serde(default)]
    pub sales_tax_percent: Decimal,
    /// How far the provider's clock may be behind ours, in seconds, when a new subscription is told from an old one.
    #[serde(default = "two_minutes")]
    pub clock_skew_s: u32,
    /// The least time between two history calls for one SIM, in seconds.
    #[serde(default = "half_a_minute")]
    pub history_interval_s: u32,
    /// How long a call may take.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// How many calls may be made.
    #[serde(default)]
    pub budgets: Budgets,
    /// Whether `http` to another machine is fine (a private network of containers).
    #[serde(default)]
    pub allow_http: bool,
}

/// How long a call may take, in milliseconds, from the first byte of the name look-up to the last byte of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// Until a connection stands (DNS, TCP, TLS), of any call.
    pub connect_ms: NonZeroU32,
    /// A read.
    pub read_ms: NonZeroU32,
    /// A purchase: both providers' own clients wait a minute.
    pub submit_ms: NonZeroU32,
    /// A token.
    pub token_ms: NonZeroU32,
}

/// How many calls per minute this process may make; never more than that in any 60 seconds. Several instances share one
/// account, so each gets its part.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Budgets {
    /// Access tokens; without it 3 at PressOne, which documents that limit, and 30 at Connect, which documents none.
    pub tokens_per_minute: Option<NonZeroU32>,
    /// Calls to each endpoint that has no number of its own in `endpoints`, at least 2; without it 1,000 at Connect, whose
    /// portal names it, and 300 at PressOne (the five a second that Airalo allows an account).
    pub calls_per_minute: Option<NonZeroU32>,
    /// Calls to one endpoint, by its name, at least 2.
    pub endpoints: BTreeMap<Resource, NonZeroU32>,
    /// The share of each limit that reads for customers who look around may use, in percent, 1 to 99; the rest is kept for
    /// orders, so that browsing cannot starve them.
    pub browsing_percent: u32,
}

/// A setting that cannot be used; the text names the key and says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {why}")]
pub struct ConfigError {
    /// The key, as it stands in the settings.
    pub key: &'static str,
    /// What is wrong with it.
    pub why: String,
}

impl ConfigError {
    pub(crate) fn new(key: &'static str, why: impl Into<String>) -> Self {
        Self { key, why: why.into() }
    }
}

pub(crate) const fn positive(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect_ms: positive(5_000), read_ms: positive(15_000), submit_ms: positive(60_000), token_ms: positive(10_000) }
    }
}

impl Default for Budgets {
    fn default() -> Self {
        Self { tokens_per_minute: None, calls_per_minute: None, endpoints: BTreeMap::new(), browsing_percent: 80 }
    }
}

fn pressone_prefix() -> String {
    "/customer/v2".to_owned()
}

fn connect_prefix() -> String {
    "/v2".to_owned()
}

fn quarter_of_an_hour() -> u32 {
    15 * 60
}

fn two_minutes() -> u32 {
    120
}

fn half_a_minute() -> u32 {
    30
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Connect, PressOne};

    fn credentials() -> Credentials {
        Credentials { client_id: "us".to_owned(), client_secret: "very-secret".to_owned().into() }
    }

    #[test]
    fn a_base_url_is_enough_for_pressone_and_a_token_url_more_for_connect() {
        let pressone: PressOneSettings = serde_json::from_str(r#"{"base_url": "https://a.test"}"#).unwrap();
        assert_eq!((pressone.path_prefix.as_str(), pressone.history_interval_s), ("/customer/v2", 900));
        assert_eq!((pressone.timeouts.submit_ms.get(), pressone.budgets.tokens_per_minute), (60_000, None));
        assert!(PressOne::new(PressOneConfig { settings: pressone, credentials: credentials() }).is_ok());
        let connect = r#"{"base_url": "https://a.test/connect-api", "token_url": "https://a.test/token", "timeouts": {"read_ms": 9},
            "budgets": {"calls_per_minute": 7, "endpoints": {"orders": 90}}, "sales_tax_percent": "19.5"}"#;
        let connect: ConnectSettings = serde_json::from_str(connect).unwrap();
        assert_eq!((connect.path_prefix.as_str(), connect.timeouts.read_ms.get(), connect.timeouts.connect_ms.get()), ("/v2", 9, 5_000));
        assert_eq!((connect.budgets.calls_per_minute, connect.sales_tax_percent.to_string().as_str()), (NonZeroU32::new(7), "19.5"));
        assert_eq!(connect.budgets.endpoints.get(&Resource::Orders).copied(), NonZeroU32::new(90));
        assert!(Connect::new(ConnectConfig { settings: connect, credentials: credentials() }).is_ok());
    }

    #[test]
    fn a_setting_that_nobody_reads_or_that_cannot_be_used_is_refused_by_name() {
        for (json, key) in [
            (r#"{"base_url": "a.test"}"#, "base_url"),
            (r#"{"base_url": "http://a.test"}"#, "base_url"),
            (r#"{"base_url": "https://a.test?x=y"}"#, "base_url"),
            (r#"{"base_url": "https://a.test", "path_prefix": "/v2?x"}"#, "path_prefix"),
            (r#"{"base_url": "https://a.test", "token_url": "http://b.test"}"#, "token_url"),
            (r#"{"base_url": "https://a.test", "budgets": {"browsing_percent": 0}}"#, "budgets.browsing_percent"),
            (r#"{"base_url": "https://a.test", "budgets": {"browsing_percent": 100}}"#, "budgets.browsing_percent"),
            (r#"{"base_url": "https://a.test", "budgets": {"calls_per_minute": 1}}"#, "budgets.calls_per_minute"),
            (r#"{"base_url": "https://a.test", "budgets": {"endpoints": {"orders": 1}}}"#, "budgets.endpoints"),
            (r#"{"base_url": "https://a.test", "budgets": {"endpoints": {"products": 9}}}"#, "budgets.endpoints"),
        ] {
            let settings = serde_json::from_str(json).unwrap();
            let error = PressOne::new(PressOneConfig { settings, credentials: credentials() }).unwrap_err();
            assert_eq!(error.key, key, "{json}: {error}");
        }
        for json in [
            r#"{"base_url": "https://a.test", "base_path": "/v2"}"#,
            r#"{"base_url": "https://a.test", "timeouts": {"read_ms": 0}}"#,
            r#"{"base_url": "https://a.test", "budgets": {"endpoints": {"wishes": 9}}}"#,
        ] {
            assert!(serde_json::from_str::<PressOneSettings>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn debug_hides_the_secret() {
        assert!(!format!("{:?}", credentials()).contains("very-secret"));
    }
}
