//! The journal as one process reaches it: may fail, may store and not say so, and is shared with other processes or not. Work is
//! handed out in the order of placing, because ids are random and a seed must replay.

use crate::process::Process;
use crate::storm::{Fault as F, Storm};
use crate::witness::Witness;
use crate::wrongness::Wrongness;
use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use order::*;
use std::sync::Arc;
use tokio::sync::broadcast;

/// One process's way to the journal.
pub(crate) struct Desk {
    pub(crate) process: Arc<Process>,
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) storm: Arc<Storm>,
    pub(crate) witness: Arc<Witness>,
    /// By instance: who hears what the others commit. One: the journal is not shared.
    pub(crate) news: Arc<Vec<broadcast::Sender<News>>>,
    pub(crate) wrongness: Option<Wrongness>,
}

fn failure() -> StorageError {
    StorageError("as it happens".to_owned())
}

impl Desk {
    /// The fault of one writing.
    async fn strikes(&self, name: &str) -> Option<F> {
        self.process.runs().await;
        self.storm.strikes(name, &[F::StoreFails, F::StoreAnswerLost])
    }

    async fn heard<T>(&self, answer: T) -> T {
        self.process.runs().await;
        answer
    }

    fn tell_the_others(&self, order: &OrderRecord) {
        for (instance, others) in self.news.iter().enumerate() {
            if instance != self.process.instance {
                // Nobody listens where no process runs.
                let _heard = others.send(News { order: order.id.clone(), version: order.version });
            }
        }
    }
}

#[async_trait]
impl Journal for Desk {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        let fault = self.strikes(&format!("insert {}", order.sim.target.iccid.as_str())).await;
        if fault == Some(F::StoreFails) {
            return Err(failure());
        }
        let inserted = self.journal.insert(order, due, cap).await?;
        if inserted == Inserted::New {
            self.witness.sees_order(order);
            self.witness.sees_commit(order).await;
            self.tell_the_others(order);
        }
        self.heard(if fault.is_some() { Err(failure()) } else { Ok(inserted) }).await
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        let fault = self.strikes(&format!("commit {}", self.witness.number(&commit.order.id))).await;
        if fault == Some(F::StoreFails) {
            return Err(failure().into());
        }
        let forgets = self.wrongness == Some(Wrongness::ForgottenIntents);
        if forgets && commit.changes.iter().any(|change| matches!(change, Change::Intended { .. })) {
            return Ok(());
        }
        self.journal.commit(commit).await?;
        self.witness.sees_commit(commit.order).await;
        self.tell_the_others(commit.order);
        self.heard(if fault.is_some() { Err(failure().into()) } else { Ok(()) }).await
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.by_key(who, key).await).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.load(id).await).await
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        self.process.runs().await;
        let mut claimed = self.journal.claim(now, until, limit, except).await?;
        claimed.sort_by_key(|claimed| self.witness.number(&claimed.order.id));
        self.heard(Ok(claimed)).await
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        self.process.runs().await;
        self.heard(self.journal.put_down(id, epoch).await).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        self.process.runs().await;
        let mut errands = self.journal.claim_errands(now, until, limit).await?;
        // Of one order's errands, their ids differ in the word after the order's.
        errands.sort_by_key(|errand| (self.witness.number(&errand.order), errand.id.clone()));
        self.heard(Ok(errands)).await
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        self.process.runs().await;
        self.heard(self.journal.errand_failed(id, again, error).await).await
    }

    async fn errand_done(&self, id: &str, at: Moment) -> Result<(), StorageError> {
        self.process.runs().await;
        self.heard(self.journal.errand_done(id, at).await).await
    }

    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.dead_errands(limit).await).await
    }

    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.revive_errand(id, due).await).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.next_due().await).await
    }

    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError> {
        self.process.runs().await;
        if self.is_shared() {
            return Ok(Vec::new());
        }
        let mut found = self.journal.take_over().await?;
        found.sort_by_key(|order| self.witness.number(&order.id));
        self.heard(Ok(found)).await
    }

    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.open_orders(who).await).await
    }

    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.on_sim(account, iccid).await).await
    }

    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.delivered_since(account, sent_after).await).await
    }

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.review_queue(after, limit).await).await
    }

    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.unknowns_since(account, since).await).await
    }

    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
        self.process.runs().await;
        self.heard(self.journal.events(id).await).await
    }

    async fn ready(&self) -> Result<(), StorageError> {
        self.process.runs().await;
        self.heard(self.journal.ready().await).await
    }

    fn news(&self) -> broadcast::Receiver<News> {
        match self.news.get(self.process.instance) {
            Some(news) if self.is_shared() => news.subscribe(),
            _ => broadcast::channel(1).1,
        }
    }

    fn is_shared(&self) -> bool {
        self.news.len() > 1
    }
}
