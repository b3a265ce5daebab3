//! The engine: takes orders, and carries them to their end in the background.

mod amend;
mod check;
mod drive;
mod figures;
mod news;
mod pump;
mod review;
mod run_errand;
mod slots;
mod submit;
mod waiters;

pub use figures::Figures;
pub use review::{Dossier, InReview};

use crate::breaker;
use crate::clock::{Clock, Moment, SystemClock};
use crate::customer::{Customer, PlaceError, Placement};
use crate::journal::{Inserted, Journal, StorageError};
use crate::lanes::Fulfilment;
use crate::record::{OrderRecord, fingerprint};
use crate::schedule::due;
use crate::settings::Settings;
use crate::shop::Shop;
use crate::view::view;
use contract::{Iccid, Offer, Order, OrderId, SimId, Starts, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Takes orders, carries them to their end in the background, and tells where they stand. Clones share one engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    journal: Arc<dyn Journal>,
    shop: Arc<dyn Shop>,
    settings: Settings,
    clock: Arc<dyn Clock>,
    waiters: waiters::Waiters,
    counters: figures::Counters,
    /// Something may have become due.
    due: Notify,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

/// Why the engine does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The journal cannot be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A package that an order has put on a SIM; for a history that reads its own writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which order, where it is that customer's own.
    pub order: Option<OrderId>,
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
        Self::start_with_clock(journal, shop, settings, Arc::new(SystemClock)).await
    }

    /// The same, by another clock than the machine's.
    pub async fn start_with_clock(
        journal: Arc<dyn Journal>,
        shop: Arc<dyn Shop>,
        settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let inner = Arc::new(Inner {
            journal,
            shop,
            settings,
            clock,
            waiters: waiters::Waiters::default(),
            counters: figures::Counters::default(),
            due: Notify::new(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        inner.recover().await?;
        inner.tasks.spawn(Arc::clone(&inner).listen());
        inner.tasks.spawn(Arc::clone(&inner).pump());
        Ok(Self { inner })
    }

    /// Takes an order (T0); `true`: it is new, `false`: this key has placed it before.
    pub async fn place(&self, placement: Placement) -> Result<(Order, bool), PlaceError> {
        if self.inner.stopping.is_cancelled() {
            return Err(PlaceError::Stopping);
        }
        let storage = |error: StorageError| PlaceError::Storage(error.to_string());
        let asked = fingerprint(&placement);
        let known = |order: &OrderRecord| if order.fingerprint == asked { Ok((view(order), false)) } else { Err(PlaceError::KeyReused) };
        if let Some(order) = self.inner.journal.by_key(&placement.customer, &placement.key).await.map_err(storage)? {
            return known(&order);
        }
        if self.inner.is_troubled(&placement.sim.account).await.map_err(storage)? {
            figures::count(&self.inner.counters.breaker_trips);
            return Err(PlaceError::ProviderTroubled { retry_after: breaker::RETRY_AFTER });
        }
        let order = OrderRecord::place(placement, self.inner.now());
        let placed = view(&order);
        // In a task of its own, for a customer who hangs up must not cut it short between the row and the engine's waking.
        let storing = self.inner.tasks.spawn(Arc::clone(&self.inner).store(order));
        match storing.await.map_err(|error| PlaceError::Storage(error.to_string()))?.map_err(storage)? {
            Inserted::New => Ok((placed, true)),
            Inserted::SameKey(order) => known(&order),
            Inserted::SimBusy(order) => Err(PlaceError::OrderOpen { order }),
            Inserted::OverCap => Err(PlaceError::OverCap),
        }
    }

    /// An order of this customer for one of these SIMs; anything else is `None`. An order whose next check is due is checked at
    /// once: claims see to it that any number of askers cause one check.
    pub async fn order(&self, who: &Customer, sims: &[SimId], id: &OrderId) -> Result<Option<Order>, StorageError> {
        let found = self.inner.journal.load_own(who, id).await?;
        let own = found.filter(|order| sims.contains(&order.sim.id));
        if own.as_ref().and_then(|order| due(order, &self.inner.settings)).is_some_and(|due| due <= self.inner.now()) {
            self.inner.due.notify_one();
        }
        Ok(own.as_ref().map(view))
    }

    /// The same, as soon as its version is greater than `after`, or after `at_most`, or when the engine stops.
    pub async fn wait(
        &self,
        who: &Customer,
        sims: &[SimId],
        id: &OrderId,
        after: u64,
        at_most: Duration,
    ) -> Result<Option<Order>, StorageError> {
        let until = tokio::time::Instant::now() + at_most;
        // Listening begins before reading, so that no change falls between the two.
        let mut listener = self.inner.waiters.listen(id);
        loop {
            let order = self.order(who, sims, id).await?;
            if order.as_ref().is_none_or(|order| order.version > after) {
                return Ok(order);
            }
            tokio::select! {
                () = listener.changed() => {}
                () = tokio::time::sleep(news::LOOK_AGAIN), if self.inner.journal.is_shared() => {}
                () = tokio::time::sleep_until(until) => return self.order(who, sims, id).await,
                () = self.inner.stopping.cancelled() => return Ok(order),
            }
        }
    }

    /// What is still under way for this customer and these SIMs, newest first.
    pub async fn open_orders(&self, who: &Customer, sims: &[SimId]) -> Result<Vec<Order>, StorageError> {
        let open = self.inner.journal.open_orders(who).await?;
        Ok(open.iter().filter(|order| sims.contains(&order.sim.id)).map(view).collect())
    }

    /// What orders have put on a SIM since then, newest first: whoever has the SIM may know what is on it, and not who has ordered it.
    pub async fn deliveries(&self, who: &Customer, account: &str, iccid: &Iccid, since: Timestamp) -> Result<Vec<Delivery>, StorageError> {
        let orders = self.inner.journal.on_sim(account, iccid).await?;
        let delivery = |order: OrderRecord| {
            let own = (order.customer == *who).then_some(order.id);
            let delivered_at = order.delivered_at?.timestamp();
            let shown = order.fulfilment == Fulfilment::Delivered && delivered_at >= since;
            let starts = order.starts.unwrap_or(Starts::Unknown);
            shown.then_some(Delivery { order: own, effect: order.effect, offer: order.quote, delivered_at, starts })
        };
        let mut deliveries: Vec<_> = orders.into_iter().filter_map(delivery).collect();
        deliveries.sort_by_key(|delivery| std::cmp::Reverse(delivery.delivered_at));
        Ok(deliveries)
    }

    /// What was done since the start.
    pub fn figures(&self) -> Figures {
        self.inner.counters.read()
    }

    /// Whether new orders for that provider account are turned away, because too many of its orders are of unknown outcome.
    pub async fn is_troubled(&self, account: &str) -> Result<bool, StorageError> {
        self.inner.is_troubled(account).await
    }

    /// Whether orders can be stored.
    pub async fn ready(&self) -> Result<(), StorageError> {
        self.inner.journal.ready().await
    }

    /// Stops: no new intent, sends under way are read to the end, long-polls are answered.
    pub async fn stop(&self) {
        self.inner.stopping.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}

impl Inner {
    fn now(&self) -> Moment {
        self.clock.now()
    }

    /// T0.
    async fn store(self: Arc<Self>, order: OrderRecord) -> Result<Inserted, StorageError> {
        let inserted = self.journal.insert(&order, order.placed_at, order.terms.cap().as_ref()).await?;
        if inserted == Inserted::New {
            tracing::info!(order = %order.id, account = %order.sim.account, "order placed");
            figures::count(&self.counters.placed);
            self.due.notify_one();
        }
        Ok(inserted)
    }
}
