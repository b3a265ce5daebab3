//! Journal, provider and hook that stop at one point: say so, and never come back.

use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, Money, Offer, OrderId};
use order::*;
use provider::{
    Baseline, Candidate, Evidence, HistoryEntry, Provider, ProviderOffer, ProviderOrderId, Purpose, ReadError, SimReading, SimTarget,
    StatusReading, Submission, Verdict,
};
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// What the killed process writes when it has come to its point.
pub(crate) const REACHED: &str = "reached";

/// The point at which to stop; never, when empty.
#[derive(Clone)]
pub(crate) struct Point(pub(crate) String);

impl Point {
    async fn at(&self, here: &str) {
        if self.0 == here {
            let mut out = std::io::stdout();
            writeln!(out, "{REACHED}").and_then(|()| out.flush()).expect("the judge listens");
            std::future::pending::<()>().await;
        }
    }
}

pub(crate) struct StoppingJournal {
    pub(crate) inner: SqliteJournal,
    pub(crate) point: Point,
}

/// The word of a commit: its last change that is not a mere consequence.
fn word(commit: &Commit<'_>) -> &'static str {
    let consequence = |change: &&Change| matches!(change, Change::Capturing | Change::Releasing);
    commit.changes.iter().rfind(|change| !consequence(change)).map_or("none", Change::as_str)
}

#[async_trait]
impl Journal for StoppingJournal {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        let inserted = self.inner.insert(order, due, cap).await;
        self.point.at("after placed").await;
        inserted
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.point.at(&format!("before {}", word(commit))).await;
        let committed = self.inner.commit(commit).await;
        self.point.at(&format!("after {}", word(commit))).await;
        committed
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.by_key(who, key).await
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        self.inner.load(id).await
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        self.inner.claim(now, until, limit, except).await
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        self.inner.put_down(id, epoch).await
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
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

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderRecord>, StorageError> {
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

    fn news(&self) -> tokio::sync::broadcast::Receiver<News> {
        self.inner.news()
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }
}

struct StoppingProvider {
    inner: Arc<dyn Provider>,
    point: Point,
}

#[async_trait]
impl Provider for StoppingProvider {
    async fn submit(&self, submission: &Submission) -> Evidence {
        self.point.at("before the send").await;
        let evidence = self.inner.submit(submission).await;
        self.point.at("after the send").await;
        evidence
    }

    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError> {
        let baseline = self.inner.baseline(sim).await;
        self.point.at("after the baseline").await;
        baseline
    }

    async fn sim(&self, sim: &SimTarget) -> Result<SimReading, ReadError> {
        self.inner.sim(sim).await
    }

    async fn offers(&self, sim: &SimTarget, purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        self.inner.offers(sim, purpose).await
    }

    fn classify(&self, submission: &Submission, evidence: &Evidence) -> Verdict {
        self.inner.classify(submission, evidence)
    }

    async fn renew_token(&self) {
        self.inner.renew_token().await;
    }

    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        self.inner.status(submission, order).await
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        self.inner.find_evidence(submission, baseline).await
    }

    async fn history(&self, sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        self.inner.history(sim).await
    }

    fn history_interval(&self) -> Duration {
        self.inner.history_interval()
    }
}

struct StoppingHook {
    inner: Arc<dyn Payment>,
    point: Point,
}

#[async_trait]
impl Payment for StoppingHook {
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError> {
        let answer = self.inner.authorise(request).await;
        self.point.at("after the hold").await;
        answer
    }

    async fn capture(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError> {
        let answer = self.inner.capture(order, authorisation, amount).await;
        self.point.at("after the capture").await;
        answer
    }

    async fn release(&self, order: &OrderId, authorisation: &str) -> Result<(), PaymentError> {
        self.inner.release(order, authorisation).await
    }

    async fn refund(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError> {
        self.inner.refund(order, authorisation, amount).await
    }

    async fn read(&self, order: &OrderId) -> Result<HookReading, PaymentError> {
        self.inner.read(order).await
    }

    async fn notify(&self, notice: &Notice) -> Result<(), PaymentError> {
        self.inner.notify(notice).await
    }
}

pub(crate) struct StoppingShop<S> {
    pub(crate) inner: S,
    pub(crate) point: Point,
}

#[async_trait]
impl<S: Shop> Shop for StoppingShop<S> {
    async fn offers_now(&self, storefront: &str, sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        self.inner.offers_now(storefront, sim).await
    }

    fn provider(&self, account: &str) -> Option<Arc<dyn Provider>> {
        let inner = self.inner.provider(account)?;
        Some(Arc::new(StoppingProvider { inner, point: self.point.clone() }))
    }

    fn payment(&self, storefront: &str) -> Option<Arc<dyn Payment>> {
        let inner = self.inner.payment(storefront)?;
        Some(Arc::new(StoppingHook { inner, point: self.point.clone() }))
    }
}
