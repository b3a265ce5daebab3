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
        let lock = take_lock(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(storage)?;
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

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderRecord>, StorageError> {
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
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_commit_is_on_disk_before_it_returns() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&journal.writer).await.expect("a mode");
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&journal.writer).await.expect("a level");
        assert_eq!((mode.as_str(), synchronous), ("wal", 2), "2 is FULL");
    }

    #[tokio::test]
    async fn a_row_that_cannot_be_read_keeps_no_other_from_being_claimed() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
        let at = |millis| Moment::from_unix_millis(millis);
        let mut orders = Vec::new();
        for (index, iccid) in ["89340000000000001", "89340000000000002"].into_iter().enumerate() {
            let mut order = crate::fixtures::order(crate::PaymentTerms::Hook);
            order.key = format!("{index:0>20}").parse().expect("a key");
            order.sim.target.iccid = iccid.parse().expect("digits");
            journal.insert(&order, at(0), None).await.expect("stored");
            let changes = [crate::Change::Authorising];
            let next = order.amended(at(0), &changes).expect("legal");
            let errands = [Errand {
                id: format!("msg_{index}"),
                order: order.id.clone(),
                kind: crate::ErrandKind::Release,
                since: at(0),
                failures: 0,
            }];
            let commit = Commit {
                from: 0,
                order: &next,
                at: at(0),
                changes: &changes,
                due: Some(at(0)),
                errands: &errands,
                settles: None,
                epoch: None,
            };
            journal.commit(&commit).await.expect("stored");
            orders.push(next);
        }
        for statement in ["UPDATE orders SET record = '{}' WHERE id = ?", "UPDATE order_errands SET kind = '7' WHERE order_id = ?"] {
            sqlx::query(statement).bind(orders[0].id.as_str()).execute(&journal.writer).await.expect("spoilt");
        }
        let claimed = journal.claim(at(1), at(10), 10, &[]).await.expect("claimed");
        assert_eq!(claimed.iter().map(|claimed| &claimed.order).collect::<Vec<_>>(), [&orders[1]]);
        let errands = journal.claim_errands(at(1), at(10), 10).await.expect("claimed");
        assert_eq!(errands.iter().map(|errand| errand.id.as_str()).collect::<Vec<_>>(), ["msg_1"]);
    }
}
