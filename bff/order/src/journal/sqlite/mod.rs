//! A journal in one SQLite file: embedded, one process, every commit on disk before it returns.

mod claim;
mod outbox;
mod read;
mod write;

use super::schema;
use super::stored::storage;
use super::{Claimed, Commit, CommitError, EventRow, Inserted, Journal, News, StorageError};
use crate::cap::AccountCap;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::errand::{DeadErrand, Errand};
use crate::record::OrderRecord;
use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;
use tokio::sync::broadcast;

/// How long a connection waits for the file while another one writes.
const BUSY: Duration = Duration::from_secs(10);

/// A journal in one SQLite file.
#[derive(Debug)]
pub struct SqliteJournal {
    /// One connection: SQLite has one writer, so writers queue here and not inside the library.
    writer: SqlitePool,
    readers: SqlitePool,
    /// Held as long as the journal lives; the system frees it when the process ends, however it ends.
    _lock: File,
}

impl SqliteJournal {
    /// Opens or makes the file, brings its schema up to date and takes the lock that keeps a second process out: the recovery at
    /// start may call a send unknown only because nobody else can be sending.
    pub async fn open(path: &Path) -> Result<Self, StorageError> {
        Self::open_as(path, SqliteSynchronous::Full).await
    }

    /// The same without waiting for the disk, so that orders get lost in a power cut: for the test that shows that it would
    /// notice.
    #[cfg(feature = "careless")]
    pub async fn open_carelessly(path: &Path) -> Result<Self, StorageError> {
        Self::open_as(path, SqliteSynchronous::Off).await
    }

    async fn open_as(path: &Path, synchronous: SqliteSynchronous) -> Result<Self, StorageError> {
        let lock = take_lock(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        // A full disk makes SQLite end the transaction by itself, of which the library never hears: such a connection would refuse
        // every later transaction, so it is replaced.
        let pool = SqlitePoolOptions::new().max_connections(1).after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
        let writer = pool.connect_with(options.clone()).await.map_err(storage)?;
        schema::bring_up_to_date(&writer, &sqlx::migrate!("./migrations")).await?;
        let readers = SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await.map_err(storage)?;
        Ok(Self { writer, readers, _lock: lock })
    }
}

fn take_lock(path: &Path) -> Result<File, StorageError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&name);
    let file = file.map_err(|error| StorageError(format!("the lock file beside the journal cannot be opened: {error}")))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StorageError("another process uses this journal".to_owned())),
        Err(TryLockError::Error(error)) => Err(StorageError(format!("the journal cannot be locked: {error}"))),
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        write::insert(&self.writer, order, due, cap).await
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        read::by_key(&self.readers, who, key).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        read::load(&self.readers, id).await
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        write::commit(&self.writer, commit).await
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        claim::orders(&self.writer, now, until, limit, except).await
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        claim::put_down(&self.writer, id, epoch).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        outbox::claim(&self.writer, now, until, limit).await
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        outbox::failed(&self.writer, id, again, error).await
    }

    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError> {
        outbox::done(&self.writer, id, at).await
    }

    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        outbox::dead(&self.readers, limit).await
    }

    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError> {
        outbox::revive(&self.writer, id, due).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StorageError> {
        claim::next_due(&self.readers).await
    }

    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError> {
        claim::take_over(&self.writer).await
    }

    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
        read::open_orders(&self.readers, who).await
    }

    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
        read::on_sim(&self.readers, account, iccid).await
    }

    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
        read::delivered_since(&self.readers, account, sent_after).await
    }

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
        read::review_queue(&self.readers, after, limit).await
    }

    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError> {
        read::unknowns_since(&self.readers, account, since).await
    }

    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
        read::events(&self.readers, id).await
    }

    async fn ready(&self) -> Result<(), StorageError> {
        write::probe(&self.writer).await
    }

    fn news(&self) -> broadcast::Receiver<News> {
        broadcast::channel(1).1
    }

    fn is_shared(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
