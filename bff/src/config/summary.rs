//! What a good configuration says, in lines for a person; never a secret.

use super::{AccountConfig, Config};
use std::fmt;

impl fmt::Display for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "listens on {}", self.listen)?;
        writeln!(formatter, "keeps its journal in {}", self.journal)?;
        if let Some(admin) = &self.admin {
            let names: Vec<&str> = admin.operators.keys().map(String::as_str).collect();
            writeln!(formatter, "hears its operators on {}: {}", admin.listen, names.join(", "))?;
        }
        for (name, account) in &self.accounts {
            let (kind, base) = match account {
                AccountConfig::PressOne(config) => ("PressOne", &config.settings.base_url),
                AccountConfig::Connect(config) => ("Connect", &config.settings.base_url),
            };
            writeln!(formatter, "account {name}: {kind} at {base}")?;
        }
        for (name, shop) in &self.storefronts {
            let origins: Vec<&str> = shop.origins.iter().map(super::Origin::as_str).collect();
            let keys: Vec<String> = shop.keys.iter().map(|(kid, key)| format!("{kid} ({:?})", key.algorithm)).collect();
            let payment = match (&shop.payment.hook, shop.payment.allow_account) {
                (Some(_), true) => "by hook or on account",
                (Some(_), false) => "by hook",
                (None, _) => "on account",
            };
            writeln!(formatter, "storefront {name}: origins {}; keys {}; payment {payment}", origins.join(", "), keys.join(", "))?;
        }
        Ok(())
    }
}
