//! The engine: takes orders, and carries them to their end in the background.

use crate::customer::{Customer, PlaceError, Placement};
use crate::journal::{Journal, StorageError};
use crate::settings::Settings;
use crate::shop::Shop;
use contract::{Iccid, Offer, Order, OrderId, SimId, Starts, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// Takes orders, carries them to their end in the background, and tells where they stand. Clones share one engine.
#[derive(Clone)]
pub struct Engine {
    _inner: Arc<(Arc<dyn Journal>, Arc<dyn Shop>, Settings)>,
}

/// Why the engine does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The journal cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A package that an order has put on a SIM; for a history that reads its own writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which order.
    pub order: OrderId,
    /// The provider's id of the effect: PressOne's order id, Connect's subscription id.
    pub effect: Option<String>,
    /// What was bought.
    pub offer: Offer,
    /// When the provider confirmed it.
    pub delivered_at: Timestamp,
    /// When it starts.
    pub starts: Starts,
}

impl Engine {
    /// Takes up where the journal stands: a send that was under way is unknown, everything else goes on.
    pub async fn start(journal: Arc<dyn Journal>, shop: Arc<dyn Shop>, settings: Settings) -> Result<Self, StartError> {
        Ok(Self { _inner: Arc::new((journal, shop, settings)) })
    }

    /// Takes an order; `true`: it is new, `false`: this key has placed it before.
    pub async fn place(&self, _placement: Placement) -> Result<(Order, bool), PlaceError> {
        Err(PlaceError::Stopping)
    }

    /// An order of this customer for one of these SIMs; anything else is `None`.
    pub async fn order(&self, _who: &Customer, _sims: &[SimId], _id: &OrderId) -> Result<Option<Order>, StorageError> {
        Ok(None)
    }

    /// The same, as soon as its version is greater than `after`, or after `at_most`, or when the engine stops.
    pub async fn wait(
        &self,
        who: &Customer,
        sims: &[SimId],
        id: &OrderId,
        _after: u64,
        _at_most: Duration,
    ) -> Result<Option<Order>, StorageError> {
        self.order(who, sims, id).await
    }

    /// What is still under way for this customer and these SIMs, newest first.
    pub async fn open_orders(&self, _who: &Customer, _sims: &[SimId]) -> Result<Vec<Order>, StorageError> {
        Ok(Vec::new())
    }

    /// What orders have put on a SIM since then, newest first.
    pub async fn deliveries(&self, _account: &str, _iccid: &Iccid, _since: Timestamp) -> Result<Vec<Delivery>, StorageError> {
        Ok(Vec::new())
    }

    /// Whether orders can be stored.
    pub async fn ready(&self) -> Result<(), StorageError> {
        Ok(())
    }

    /// Stops: no new intent, sends under way are read to the end, long-polls are answered.
    pub async fn stop(&self) {}
}
