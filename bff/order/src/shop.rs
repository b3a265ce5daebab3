//! What the engine needs from the outside.

use crate::customer::OwnedSim;
use crate::payment::Payment;
use async_trait::async_trait;
use contract::Offer;
use provider::{Provider, ReadError};
use std::sync::Arc;

/// The configured shop: storefronts with their prices and hooks, provider accounts with their clients.
#[async_trait]
pub trait Shop: Send + Sync + 'static {
    /// What may be bought for this SIM now, asked live and priced for that storefront.
    async fn offers_now(&self, storefront: &str, sim: &OwnedSim) -> Result<Vec<Offer>, ReadError>;

    /// The client of a provider account; `None`: it is no longer configured.
    fn provider(&self, account: &str) -> Option<Arc<dyn Provider>>;

    /// A storefront's payment hook; `None`: it has none.
    fn payment(&self, storefront: &str) -> Option<Arc<dyn Payment>>;
}
