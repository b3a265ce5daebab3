//! A journal in a PostgreSQL database, for any number of instances.
//!
//! Every commit is on the database's disk before it returns. Work is claimed with a lease and an epoch, past rows that others
//! are just claiming. Rows of one storefront are invisible to connections that have asked for another's.

mod address;
mod claim;
mod connect;
mod herald;
mod outbox;
mod read;
mod write;

pub use address::{AddressFault, PostgresAddress};
pub use connect::Postgres;

use super::stored::at_most;
use super::{Claimed, Commit, CommitError, EventRow, Inserted, Journal, News, StorageError};
use crate::cap::AccountCap;
use crate::clock::{Clock as _, Moment, SystemClock};
use crate::customer::Customer;
use crate::errand::{DeadErrand, Errand};
use crate::record::OrderRecord;
use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use herald::Herald;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::broadcast;

/// The longest that the database may take for anything: a connection may have died without a word.
const PATIENCE: Duration = Duration::from_secs(15);

/// How far a machine's clock may be off the database's, in milliseconds: schedules are written by one machine and read by
/// another, and a quarter of an hour of proof must not shrink.
const TOLERANCE: i64 = 30_000;

/// A journal in a PostgreSQL database.
#[derive(Debug)]
pub struct PostgresJournal {
    ways: Postgres,
    herald: Herald,
    /// How far the callers' clock was ahead of the database's when it was last compared, in milliseconds.
    ahead: AtomicI64,
}

impl PostgresJournal {
    /// Makes the tables or brings them up to date, and listens for news of other instances.
    ///
    /// # Errors
    /// When the tables cannot be made or are a newer release's, or when this machine's clock is off the database's.
    pub async fn open(ways: Postgres) -> Result<Self, StorageError> {
        ways.migrate().await?;
        let clock = claim::clock(ways.whole()).await?;
        off(SystemClock.now().unix_millis().saturating_sub(clock))?;
        let herald = Herald::start(&ways).await.map_err(super::stored::storage)?;
        Ok(Self { ways, herald, ahead: AtomicI64::new(0) })
    }

    /// Compares the clocks.
    fn compare(&self, ours: Moment, database: i64) -> Result<(), StorageError> {
        let ahead = ours.unix_millis().saturating_sub(database);
        self.ahead.store(ahead, Ordering::Relaxed);
        off(ahead)
    }
}

fn off(ahead: i64) -> Result<(), StorageError> {
    if ahead.abs() <= TOLERANCE {
        return Ok(());
    }
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    Err(StorageError(format!("this machine's clock is {} s {way} the database's: set both by NTP", ahead.abs() / 1000)))
}

/// Gives up waiting; the database may have done it all the same, as after any lost answer.
async fn soon<T, E: From<StorageError>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let late = || Err(StorageError("no answer in time".to_owned()).into());
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| late())
}

#[async_trait]
impl Journal for PostgresJournal {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        let inserted = soon(write::insert(self.ways.whole(), order, due, cap)).await?;
        if inserted == Inserted::New {
            self.herald.tell(News { order: order.id.clone(), version: order.version });
        }
        Ok(inserted)
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        soon(read::by_key(&self.ways, who, key)).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        soon(read::load(self.ways.whole(), id)).await
    }

    async fn load_own(&self, who: &Customer, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        soon(read::load_own(&self.ways, who, id)).await
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        soon(write::commit(self.ways.whole(), commit)).await?;
        self.herald.tell(News { order: commit.order.id.clone(), version: commit.order.version });
        Ok(())
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        let (claimed, database) = soon(claim::orders(self.ways.whole(), now, until, at_most(limit), except)).await?;
        self.compare(now, database)?;
        Ok(claimed)
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        // Lost with the database, it costs a wait until the lease has run out.
        soon(claim::put_down(self.ways.background(), id, epoch)).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        soon(outbox::claim(self.ways.whole(), now, until, limit)).await
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        soon(outbox::failed(self.ways.whole(), id, again, error)).await
    }

    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError> {
        soon(outbox::done(self.ways.whole(), id, at)).await
    }

    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        soon(outbox::dead(self.ways.whole(), limit)).await
    }

    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError> {
        soon(outbox::revive(self.ways.whole(), id, due)).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StorageError> {
        soon(claim::next_due(self.ways.whole(), self.ahead.load(Ordering::Relaxed))).await
    }

    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError> {
        // Another instance may be sending: only time frees what is claimed here.
        Ok(Vec::new())
    }

    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
        soon(read::open_orders(&self.ways, who)).await
    }

    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
        soon(read::on_sim(self.ways.whole(), account, iccid)).await
    }

    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
        soon(read::delivered_since(self.ways.whole(), account, sent_after)).await
    }

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
        soon(read::review_queue(self.ways.whole(), after, limit)).await
    }

    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError> {
        soon(read::unknowns_since(self.ways.whole(), account, since)).await
    }

    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
        soon(read::events(self.ways.whole(), id)).await
    }

    async fn ready(&self) -> Result<(), StorageError> {
        soon(claim::clock(self.ways.whole())).await?;
        // As last compared: whoever claims knows the callers' clock.
        off(self.ahead.load(Ordering::Relaxed))
    }

    fn news(&self) -> broadcast::Receiver<News> {
        self.herald.news()
    }

    fn is_shared(&self) -> bool {
        true
    }
}
