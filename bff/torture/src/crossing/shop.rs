//! Providers and a hook whose calls are points.

use super::Crossing;
use async_trait::async_trait;
use contract::{Money, Offer, OrderId};
use order::*;
use provider::{
    Baseline, Candidate, Evidence, HistoryEntry, Provider, ProviderOffer, ProviderOrderId, ReadError, SimReading, SimTarget, StatusReading,
    Submission, Verdict,
};
use std::sync::Arc;
use std::time::Duration;

/// A shop whose calls are points.
pub struct CrossedShop {
    inner: Arc<dyn Shop>,
    crossing: Crossing,
}

impl CrossedShop {
    /// The same shop, with points.
    pub fn new(inner: Arc<dyn Shop>, crossing: Crossing) -> Self {
        Self { inner, crossing }
    }
}

#[async_trait]
impl Shop for CrossedShop {
    async fn offers_now(&self, storefront: &str, sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        self.crossing.at("before", "offers").await;
        let offers = self.inner.offers_now(storefront, sim).await;
        self.crossing.at("after", "offers").await;
        offers
    }

    fn provider(&self, account: &str) -> Option<Arc<dyn Provider>> {
        let inner = self.inner.provider(account)?;
        Some(Arc::new(CrossedProvider { inner, crossing: self.crossing.clone() }))
    }

    fn payment(&self, storefront: &str) -> Option<Arc<dyn Payment>> {
        let inner = self.inner.payment(storefront)?;
        Some(Arc::new(CrossedHook { inner, crossing: self.crossing.clone() }))
    }
}

struct CrossedProvider {
    inner: Arc<dyn Provider>,
    crossing: Crossing,
}

#[async_trait]
impl Provider for CrossedProvider {
    async fn submit(&self, submission: &Submission) -> Evidence {
        self.crossing.at("before", "submit").await;
        let evidence = self.inner.submit(submission).await;
        self.crossing.at("after", "submit").await;
        evidence
    }

    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError> {
        self.crossing.at("before", "baseline").await;
        let baseline = self.inner.baseline(sim).await;
        self.crossing.at("after", "baseline").await;
        baseline
    }

    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        self.crossing.at("before", "status").await;
        let status = self.inner.status(submission, order).await;
        self.crossing.at("after", "status").await;
        status
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        let found = self.inner.find_evidence(submission, baseline).await;
        self.crossing.at("after", "find_evidence").await;
        found
    }

    async fn sim(&self, sim: &SimTarget) -> Result<SimReading, ReadError> {
        self.inner.sim(sim).await
    }

    async fn offers(&self, sim: &SimTarget, purpose: provider::Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        self.inner.offers(sim, purpose).await
    }

    fn classify(&self, submission: &Submission, evidence: &Evidence) -> Verdict {
        self.inner.classify(submission, evidence)
    }

    async fn renew_token(&self) {
        self.inner.renew_token().await;
    }

    async fn history(&self, sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        self.inner.history(sim).await
    }

    fn history_interval(&self) -> Duration {
        self.inner.history_interval()
    }

    fn reading_lag(&self) -> Duration {
        self.inner.reading_lag()
    }
}

struct CrossedHook {
    inner: Arc<dyn Payment>,
    crossing: Crossing,
}

#[async_trait]
impl Payment for CrossedHook {
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError> {
        self.crossing.at("before", "authorise").await;
        let answer = self.inner.authorise(request).await;
        self.crossing.at("after", "authorise").await;
        answer
    }

    async fn capture(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError> {
        self.crossing.at("before", "capture").await;
        let answer = self.inner.capture(order, authorisation, amount).await;
        self.crossing.at("after", "capture").await;
        answer
    }

    async fn release(&self, order: &OrderId, authorisation: &str) -> Result<(), PaymentError> {
        self.crossing.at("before", "release").await;
        let answer = self.inner.release(order, authorisation).await;
        self.crossing.at("after", "release").await;
        answer
    }

    async fn refund(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError> {
        self.crossing.at("before", "refund").await;
        let answer = self.inner.refund(order, authorisation, amount).await;
        self.crossing.at("after", "refund").await;
        answer
    }

    async fn read(&self, order: &OrderId) -> Result<HookReading, PaymentError> {
        self.inner.read(order).await
    }

    async fn notify(&self, notice: &Notice) -> Result<(), PaymentError> {
        self.crossing.at("before", "notify").await;
        let told = self.inner.notify(notice).await;
        self.crossing.at("after", "notify").await;
        told
    }
}
