//! A journal whose transactions are points.

use super::Crossing;
use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use order::*;
use std::sync::Arc;
use tokio::sync::broadcast;

/// A journal whose transactions are points.
pub struct CrossedJournal {
    inner: Arc<dyn Journal>,
    crossing: Crossing,
}

impl CrossedJournal {
    /// The same journal, with points.
    pub fn new(inner: Arc<dyn Journal>, crossing: Crossing) -> Self {
        Self { inner, crossing }
    }
}

/// The word of a commit: its last change that is not a mere consequence.
fn word(commit: &Commit<'_>) -> &'static str {
    let consequence = |change: &&Change| matches!(change, Change::Capturing | Change::Releasing);
    commit.changes.iter().rfind(|change| !consequence(change)).map_or("nothing", Change::as_str)
}

#[async_trait]
impl Journal for CrossedJournal {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        self.crossing.at("before", "placed").await;
        let inserted = self.inner.insert(order, due, cap).await;
        self.crossing.at("after", "placed").await;
        inserted
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.crossing.at("before", word(commit)).await;
        let committed = self.inner.commit(commit).await;
        self.crossing.at("after", word(commit)).await;
        committed
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        let claimed = self.inner.claim(now, until, limit, except).await;
        if claimed.as_ref().is_ok_and(|claimed| !claimed.is_empty()) {
            self.crossing.at("after", "claim").await;
        }
        claimed
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        self.crossing.at("before", "put_down").await;
        self.inner.put_down(id, epoch).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        let claimed = self.inner.claim_errands(now, until, limit).await;
        if claimed.as_ref().is_ok_and(|claimed| !claimed.is_empty()) {
            self.crossing.at("after", "claim_errands").await;
        }
        claimed
    }

    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError> {
        self.crossing.at("before", "errand_done").await;
        let done = self.inner.errand_done(id, at).await;
        self.crossing.at("after", "errand_done").await;
        done
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        self.inner.errand_failed(id, again, error).await
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.by_key(who, key).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.load(id).await
    }

    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        self.inner.dead_errands(limit).await
    }

    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError> {
        self.inner.revive_errand(id, due).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StorageError> {
        self.inner.next_due().await
    }

    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError> {
        self.inner.take_over().await
    }

    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
        self.inner.open_orders(who).await
    }

    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
        self.inner.on_sim(account, iccid).await
    }

    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.delivered_since(account, sent_after).await
    }

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
        self.inner.review_queue(after, limit).await
    }

    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError> {
        self.inner.unknowns_since(account, since).await
    }

    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
        self.inner.events(id).await
    }

    async fn ready(&self) -> Result<(), StorageError> {
        self.inner.ready().await
    }

    fn news(&self) -> broadcast::Receiver<News> {
        self.inner.news()
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }
}
