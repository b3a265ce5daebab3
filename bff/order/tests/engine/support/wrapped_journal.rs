//! A journal that can be lost for a while, and one that several engines share as several processes would.

use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use order::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::broadcast;

type Notices = dyn Fn(&Commit<'_>) + Send + Sync;

pub(crate) struct WrappedJournal {
    inner: Arc<dyn Journal>,
    lost: AtomicBool,
    /// Hears what was stored, before whoever stored it does.
    notices: Option<Box<Notices>>,
    /// How others hear what is committed here, and what is heard of them; `None`: it is not shared.
    lines: Option<(broadcast::Sender<News>, broadcast::Sender<News>)>,
}

impl WrappedJournal {
    pub(crate) fn new(inner: Arc<dyn Journal>) -> Self {
        Self { inner, lost: AtomicBool::new(false), notices: None, lines: None }
    }

    /// One process's view of a shared journal: `tells` what it commits, `hears` what others do.
    pub(crate) fn shared(inner: Arc<dyn Journal>, tells: broadcast::Sender<News>, hears: broadcast::Sender<News>) -> Self {
        Self { lines: Some((tells, hears)), ..Self::new(inner) }
    }

    /// The same, and tells of every commit that is stored.
    pub(crate) fn noticing(self, notices: impl Fn(&Commit<'_>) + Send + Sync + 'static) -> Self {
        Self { notices: Some(Box::new(notices)), ..self }
    }

    /// From now on every call fails, or none.
    pub(crate) fn lose(&self, lost: bool) {
        self.lost.store(lost, Ordering::SeqCst);
    }

    fn there(&self) -> Result<&dyn Journal, StorageError> {
        if self.lost.load(Ordering::SeqCst) { Err(StorageError("the disk is gone".to_owned())) } else { Ok(self.inner.as_ref()) }
    }
}

#[async_trait]
impl Journal for WrappedJournal {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        self.there()?.insert(order, due, cap).await
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        self.there()?.by_key(who, key).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        self.there()?.load(id).await
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.there()?.commit(commit).await?;
        if let Some(notices) = &self.notices {
            notices(commit);
        }
        if let Some((tells, _)) = &self.lines {
            // Nobody may be listening.
            let _ = tells.send(News { order: commit.order.id.clone(), version: commit.order.version });
        }
        Ok(())
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        self.there()?.claim(now, until, limit, except).await
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        self.there()?.put_down(id, epoch).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        self.there()?.claim_errands(now, until, limit).await
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        self.there()?.errand_failed(id, again, error).await
    }

    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError> {
        self.there()?.errand_done(id, at).await
    }

    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        self.there()?.dead_errands(limit).await
    }

    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError> {
        self.there()?.revive_errand(id, due).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StorageError> {
        self.there()?.next_due().await
    }

    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError> {
        if self.is_shared() { Ok(Vec::new()) } else { self.there()?.take_over().await }
    }

    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
        self.there()?.open_orders(who).await
    }

    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
        self.there()?.on_sim(account, iccid).await
    }

    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
        self.there()?.delivered_since(account, sent_after).await
    }

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
        self.there()?.review_queue(after, limit).await
    }

    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError> {
        self.there()?.unknowns_since(account, since).await
    }

    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
        self.there()?.events(id).await
    }

    async fn ready(&self) -> Result<(), StorageError> {
        self.there()?.ready().await
    }

    fn news(&self) -> broadcast::Receiver<News> {
        self.lines.as_ref().map_or_else(|| self.inner.news(), |(_, hears)| hears.subscribe())
    }

    fn is_shared(&self) -> bool {
        self.lines.is_some()
    }
}
