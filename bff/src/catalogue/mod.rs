//! What a customer may see and buy: states of SIMs, briefly cached, and offers, always live, at the storefront's prices.

mod pricing;
mod readings;
mod shown;
mod sims;

pub(crate) use readings::{Known, Readings};
pub(crate) use shown::ShownOffers;
pub(crate) use sims::tell;

use crate::accounts::Accounts;
use crate::config::{Config, PricingConfig, StorefrontConfig};
use contract::Offer;
use order::OwnedSim;
use provider::{Purpose, ReadError};
use std::collections::BTreeMap;
use std::time::Duration;

/// Offers of all accounts at the prices of all storefronts.
pub(crate) struct Catalogue {
    accounts: Accounts,
    pricing: BTreeMap<String, BTreeMap<String, PricingConfig>>,
    patience: Duration,
}

impl Catalogue {
    /// As configured.
    pub(crate) fn new(config: &Config, accounts: Accounts) -> Self {
        let of_shop = |(name, shop): (&String, &StorefrontConfig)| (name.clone(), shop.pricing.clone());
        Self { accounts, pricing: config.storefronts.iter().map(of_shop).collect(), patience: config.catalogue.provider }
    }

    /// What may be bought for this SIM now, asked live and priced for that storefront.
    pub(crate) async fn offers(&self, storefront: &str, sim: &OwnedSim, purpose: Purpose) -> Result<Vec<Offer>, ReadError> {
        let Some(provider) = self.accounts.get(&sim.account) else {
            return Err(ReadError::Refused(format!("the account {} is no longer configured", sim.account)));
        };
        let pricing = self.pricing.get(storefront).and_then(|by_account| by_account.get(&sim.account)).copied().unwrap_or_default();
        let listed = tokio::time::timeout(self.patience, provider.offers(&sim.target, purpose))
            .await
            .unwrap_or_else(|_| Err(ReadError::Unavailable("no answer in time".to_owned())))?;
        let count = listed.len();
        let offers: Vec<Offer> = listed.into_iter().filter_map(|offer| pricing::price(offer, &pricing)).collect();
        if offers.len() < count {
            tracing::warn!(storefront, account = %sim.account, hidden = count - offers.len(), "offers that cannot be sold at this shop's prices are not shown");
        }
        Ok(offers)
    }
}
