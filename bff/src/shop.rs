//! The configured shop, as the order engine sees it.

use crate::accounts::Accounts;
use crate::catalogue::Catalogue;
use crate::config::Config;
use async_trait::async_trait;
use contract::Offer;
use order::{HookPayment, OwnedSim, Payment, PaymentError, Shop};
use provider::{Provider, Purpose, ReadError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Provider accounts, prices and payment hooks by name.
pub(crate) struct ConfiguredShop {
    accounts: Accounts,
    catalogue: Arc<Catalogue>,
    payments: BTreeMap<String, Arc<dyn Payment>>,
}

impl ConfiguredShop {
    /// As configured; the settings of every hook were checked with the configuration.
    pub(crate) fn new(config: &Config, accounts: Accounts, catalogue: Arc<Catalogue>) -> Result<Self, PaymentError> {
        let mut payments: BTreeMap<String, Arc<dyn Payment>> = BTreeMap::new();
        for (name, shop) in &config.storefronts {
            if let Some(hook) = &shop.payment.hook {
                payments.insert(name.clone(), Arc::new(HookPayment::new(hook)?));
            }
        }
        Ok(Self { accounts, catalogue, payments })
    }
}

#[async_trait]
impl Shop for ConfiguredShop {
    async fn offers_now(&self, storefront: &str, sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        self.catalogue.offers(storefront, sim, Purpose::Sale).await
    }

    fn provider(&self, account: &str) -> Option<Arc<dyn Provider>> {
        self.accounts.get(account).cloned()
    }

    fn payment(&self, storefront: &str) -> Option<Arc<dyn Payment>> {
        self.payments.get(storefront).cloned()
    }
}
