//! The clients of the configured provider accounts.

use crate::config::AccountConfig;
use provider::{Connect, PressOne, Provider};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The clients by account name.
pub(crate) type Accounts = BTreeMap<String, Arc<dyn Provider>>;

/// The client of one account; the error names the setting that is wrong.
pub(crate) fn client(config: &AccountConfig) -> Result<Arc<dyn Provider>, provider::ConfigError> {
    Ok(match config {
        AccountConfig::PressOne(config) => Arc::new(PressOne::new(config.clone())?),
        AccountConfig::Connect(config) => Arc::new(Connect::new(config.clone())?),
    })
}
