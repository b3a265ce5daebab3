//! Where orders are kept: one trait, so that every backend is held to one conformance suite.
//!
//! A journal stores what it is given and guards what must be unique; it decides nothing. Due work is a column, the outbox a
//! table beside it: there is no second queue. Orders are claimed with a lease and an epoch, so that several instances may
//! share a database.

mod memory;
mod postgres;
mod schema;
mod sqlite;
mod stored;

pub use memory::MemoryJournal;
pub use postgres::{AddressFault, Postgres, PostgresAddress, PostgresJournal};
pub use schema::bring_up_to_date;
pub use sqlite::SqliteJournal;

use crate::cap::AccountCap;
use crate::change::Change;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::errand::{DeadErrand, Errand};
use crate::lanes::Illegal;
use crate::record::OrderRecord;
use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use tokio::sync::broadcast;

/// Why the journal could not be read or written. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journal fails: {0}")]
pub struct StorageError(pub String);

/// Why a commit was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Somebody else has changed the order: read it again and decide again.
    #[error("the order has changed meanwhile")]
    Conflict,
    /// The worker no longer owns the order.
    #[error("the order belongs to another worker now")]
    LeaseLost,
    /// What it delivers was delivered by another order of that account: nothing was stored.
    #[error("what was delivered is another order's already")]
    EffectTaken,
    /// The journal failed; nothing was stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What came of storing a new order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is stored.
    New,
    /// This customer's key has an order already.
    SameKey(Box<OrderRecord>),
    /// An order for this SIM is still open.
    SimBusy(OrderId),
    /// The customer's orders on account would cost more together than the session allows.
    OverCap,
}

/// An order that another process has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Which order.
    pub order: OrderId,
    /// Its version now.
    pub version: u64,
}

/// An order that a worker owns for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// As it stands.
    pub order: OrderRecord,
    /// Grows with every claim: who comes with an older one has lost the order.
    pub epoch: u64,
}

/// One transaction on one order: row, events, attempts and outbox together, durable when it returns.
#[derive(Clone, Debug)]
pub struct Commit<'a> {
    /// The revision that was decided upon; another one in the journal is a conflict.
    pub from: u64,
    /// The row after the changes.
    pub order: &'a OrderRecord,
    /// When.
    pub at: Moment,
    /// What happened.
    pub changes: &'a [Change],
    /// When there is something to do next.
    pub due: Option<Moment>,
    /// What is owed to the storefront.
    pub errands: &'a [Errand],
    /// The errand that this settles.
    pub settles: Option<&'a str>,
    /// The claim under which it is done; `None`: evidence, which counts whoever brings it.
    pub epoch: Option<u64>,
}

impl Commit<'_> {
    /// What the changes claim as bought by this order.
    fn claims(&self) -> Option<&str> {
        self.changes.iter().find_map(|change| match change {
            Change::Delivered { effect, .. } => Some(effect.as_str()),
            _ => None,
        })
    }
}

/// One event row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The revision that it led to; 0 is the order as it was placed.
    pub revision: u64,
    /// The first revision of the transaction that stored it: events of one transaction share it.
    pub commit: u64,
    /// When.
    pub at: Moment,
    /// What happened.
    pub change: Change,
}

/// The order that these events lead to, batch by batch as they were stored; `None`: they do not begin with its placing.
pub fn replay(events: &[EventRow]) -> Result<Option<OrderRecord>, Illegal> {
    let Some((EventRow { change: Change::Placed { order }, .. }, rest)) = events.split_first() else { return Ok(None) };
    let mut order = order.as_ref().clone();
    // What was stored in one transaction must be legal only as a whole.
    for batch in rest.chunk_by(|one, next| one.commit == next.commit) {
        let changes: Vec<Change> = batch.iter().map(|event| event.change.clone()).collect();
        if let Some(first) = batch.first() {
            order = order.amended(first.at, &changes)?;
        }
    }
    Ok(Some(order))
}

/// Where orders are kept.
#[async_trait]
pub trait Journal: Send + Sync + 'static {
    /// T0: stores a new order, unless its key or its SIM is taken or its customer's cap is reached, asked in that order and in
    /// one transaction that no other order of this customer can come between.
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError>;

    /// The order of a key.
    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError>;

    /// An order by its id.
    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError>;

    /// The same, for a customer who asks: anybody else's is `None`.
    async fn load_own(&self, who: &Customer, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        Ok(self.load(id).await?.filter(|order| order.customer == *who))
    }

    /// Stores changes of an order.
    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError>;

    /// Takes over up to `limit` orders that are due and that nobody owns, until `until`; none of the accounts in `except`.
    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError>;

    /// Gives an order back, when it is still owned under that epoch.
    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError>;

    /// Takes over up to `limit` errands that are due and that nobody runs, until `until`.
    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError>;

    /// An errand has failed and is due again then; `None`: it is given up and kept for a person to see.
    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError>;

    /// An errand without consequence for its order is done.
    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError>;

    /// Errands that were given up and are not done, oldest first.
    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError>;

    /// An errand that was given up is due again then, its failures forgotten; `false`: there is no such errand.
    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError>;

    /// When the next order or errand may be claimed.
    async fn next_due(&self) -> Result<Option<Moment>, StorageError>;

    /// Everything that a former process owned is free again; answers the orders whose send was under way. A journal that
    /// several processes share answers nothing: there, leases run out.
    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError>;

    /// This customer's open orders, newest first.
    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError>;

    /// All orders for a SIM, newest first.
    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError>;

    /// The newest delivered order of an account whose send began after that time.
    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError>;

    /// Orders whose review is open, oldest first (by `placed_at`, then id); `after`: those that come after that one. Names only, so
    /// that one row that cannot be read hides no other, and so that counting them reads none.
    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError>;

    /// How many orders of that account have become unknown at or after that time.
    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError>;

    /// What happened to an order, oldest first.
    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError>;

    /// Whether something could be stored now.
    async fn ready(&self) -> Result<(), StorageError>;

    /// What other processes commit from now on. Closed at once where there can be no other process.
    fn news(&self) -> broadcast::Receiver<News>;

    /// Whether other processes may change the orders: then news may be missed, and whoever waits looks again now and then.
    fn is_shared(&self) -> bool;
}
