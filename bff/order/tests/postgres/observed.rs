//! A journal that lets a test in before each call that matters, and otherwise is the one inside.

use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use order::*;
use tokio::sync::broadcast;

/// Where a test may come in.
#[async_trait]
pub(crate) trait Hooks: Send + Sync + 'static {
    /// Before orders or errands are claimed.
    async fn before_claim(&self, _now: Moment) {}

    /// Before changes are stored.
    async fn before_commit(&self, _commit: &Commit<'_>) {}
}

pub(crate) struct Observed<H> {
    pub(crate) inner: PostgresJournal,
    pub(crate) hooks: H,
}

#[async_trait]
impl<H: Hooks> Journal for Observed<H> {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        self.inner.insert(order, due, cap).await
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.by_key(who, key).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.load(id).await
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.hooks.before_commit(commit).await;
        self.inner.commit(commit).await
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        self.hooks.before_claim(now).await;
        self.inner.claim(now, until, limit, except).await
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        self.inner.put_down(id, epoch).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        self.hooks.before_claim(now).await;
        self.inner.claim_errands(now, until, limit).await
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        self.inner.errand_failed(id, again, error).await
    }

    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError> {
        self.inner.errand_done(id, at).await
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
