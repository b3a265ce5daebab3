//! What was last shown for a SIM: the price that a customer agrees to when no newer list was fetched.

use contract::{Offer, OfferId, SimId};
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;

/// The last list shown per storefront and SIM. A SIM id is unique to its storefront, so it is the whole key.
pub(crate) struct ShownOffers(Cache<SimId, Arc<Vec<Offer>>>);

impl ShownOffers {
    /// Lists are remembered that long, the latest five thousand of them: who is forgotten is quoted live.
    pub(crate) fn new(remembered: Duration) -> Self {
        Self(Cache::builder().max_capacity(5_000).time_to_live(remembered).build())
    }

    /// Remembers a list.
    pub(crate) async fn remember(&self, sim: &SimId, offers: &[Offer]) {
        self.0.insert(sim.clone(), Arc::new(offers.to_vec())).await;
    }

    /// That offer, as it was shown.
    pub(crate) async fn find(&self, sim: &SimId, offer: &OfferId) -> Option<Offer> {
        self.0.get(sim).await?.iter().find(|shown| &shown.id == offer).cloned()
    }
}
