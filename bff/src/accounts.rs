//! The clients of the configured provider accounts.

use crate::config::AccountConfig;
use provider::{Connect, PressOne, Provider, TokenVault};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The clients by account name.
pub(crate) type Accounts = BTreeMap<String, Arc<dyn Provider>>;

/// The client of the account of that name, which shares its access token through the vault; the error names the setting that
/// is wrong.
pub(crate) fn client(config: &AccountConfig, name: &str, vault: Arc<dyn TokenVault>) -> Result<Arc<dyn Provider>, provider::ConfigError> {
    Ok(match config {
        AccountConfig::PressOne(config) => Arc::new(PressOne::sharing(config.clone(), name, vault)?),
        AccountConfig::Connect(config) => Arc::new(Connect::sharing(config.clone(), name, vault)?),
    })
}
