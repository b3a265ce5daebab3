//! One account at one provider.

use super::secrets::Place;
use super::sources::plain;
use super::written::Account;
use super::{Faults, Sources};
use provider::{ConnectConfig, Credentials, MemoryVault, PressOneConfig};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Which provider system an account is at, with all it takes to speak to it. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub enum AccountConfig {
    /// PressOne, or another provider of the same family.
    PressOne(PressOneConfig),
    /// Connect v2.
    Connect(ConnectConfig),
}

/// The words for `kind`.
const KINDS: &str = "\"pressone\" or \"connect\"";

/// Checks one account.
pub(super) fn check(key: &str, written: Account, sources: &Sources, faults: &mut Faults) -> Option<AccountConfig> {
    let secret_key = format!("{key}.client_secret");
    let place = Place { key: secret_key, env: written.client_secret_env.as_deref(), file: written.client_secret_file.as_deref() };
    let client_secret = place.read(sources, faults);
    let client_id = faults.required(&format!("{key}.client_id"), written.client_id, "client_id = \"…\" as the provider gave it");
    let credentials = credentials(client_id, client_secret);
    let settings_key = format!("{key}.settings");
    let kind = faults.required(&format!("{key}.kind"), written.kind, KINDS)?;
    let config = match kind.as_str() {
        "pressone" => {
            let settings = settings(&settings_key, written.settings, faults)?;
            AccountConfig::PressOne(PressOneConfig { settings, credentials: credentials? })
        }
        "connect" => {
            let settings = settings(&settings_key, written.settings, faults)?;
            AccountConfig::Connect(ConnectConfig { settings, credentials: credentials? })
        }
        other => return faults.add(&format!("{key}.kind"), format!("{other:?} is no provider: write {KINDS}")),
    };
    // The clients judge their own settings; making one here puts what they say beside every other fault.
    match crate::accounts::client(&config, key, Arc::new(MemoryVault::default())) {
        Ok(_) => Some(config),
        Err(error) => faults.add(&format!("{settings_key}.{}", error.key), error.why),
    }
}

fn credentials(client_id: Option<String>, client_secret: Option<SecretString>) -> Option<Credentials> {
    Some(Credentials { client_id: client_id?, client_secret: client_secret? })
}

fn settings<T: DeserializeOwned>(key: &str, written: Option<config::Value>, faults: &mut Faults) -> Option<T> {
    let written = faults.required(key, written, "a table with base_url")?;
    match serde_path_to_error::deserialize(written) {
        Ok(settings) => Some(settings),
        Err(error) => {
            let inner = plain(&error.path().to_string());
            let path = if inner.is_empty() || inner == "." { key.to_owned() } else { format!("{key}.{inner}") };
            faults.add(&path, format!("cannot be read: {}", error.into_inner()))
        }
    }
}
