//! The configuration as it is written: every key optional where it has a default, nothing judged yet.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole file. Tables with names of the operator's own choice are maps.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    pub(super) server: Server,
    /// Text; kept as it is written so that the table it once was can be told from it.
    pub(super) journal: Option<config::Value>,
    pub(super) journal_password_env: Option<String>,
    pub(super) journal_password_file: Option<String>,
    pub(super) sessions: Sessions,
    pub(super) catalogue: Catalogue,
    pub(super) limits: Limits,
    pub(super) log: Log,
    pub(super) admin: Admin,
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) storefronts: BTreeMap<String, Storefront>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Server {
    pub(super) listen: Option<String>,
    pub(super) secret_env: Option<String>,
    pub(super) secret_file: Option<String>,
    pub(super) request_seconds: Option<u64>,
    pub(super) stop_seconds: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sessions {
    pub(super) idle_minutes: Option<u32>,
    pub(super) total_minutes: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Catalogue {
    pub(super) sim_cache_seconds: Option<u64>,
    pub(super) provider_seconds: Option<u64>,
    pub(super) parallel_reads: Option<usize>,
    pub(super) shown_minutes: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Limits {
    pub(super) requests_per_minute: Option<u32>,
    pub(super) request_burst: Option<u32>,
    pub(super) sessions_per_minute: Option<u32>,
    pub(super) connections: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Log {
    pub(super) level: Option<String>,
}

/// The operators' side.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Admin {
    pub(super) listen: Option<String>,
    pub(super) allow_http: bool,
    pub(super) operators: BTreeMap<String, Operator>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Operator {
    pub(super) key_env: Option<String>,
    pub(super) key_file: Option<String>,
}

/// One account at one provider; what `settings` holds depends on `kind`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Account {
    pub(super) kind: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret_env: Option<String>,
    pub(super) client_secret_file: Option<String>,
    pub(super) settings: Option<config::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Storefront {
    pub(super) origins: Vec<String>,
    pub(super) allow_missing_origin: bool,
    pub(super) allow_http: bool,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) accounts: BTreeMap<String, String>,
    pub(super) payment: Payment,
    pub(super) pricing: BTreeMap<String, Pricing>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Key {
    pub(super) file: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Payment {
    pub(super) hook_url: Option<String>,
    pub(super) hook_secret_env: Option<String>,
    pub(super) hook_secret_file: Option<String>,
    pub(super) hook_seconds: Option<u64>,
    pub(super) allow_account: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pricing {
    pub(super) markup_percent: Option<f64>,
    pub(super) rounding: Option<String>,
    pub(super) currency: Option<String>,
}
