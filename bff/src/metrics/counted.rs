//! A provider whose calls are counted.

use super::Calls;
use async_trait::async_trait;
use provider::{
    Baseline, Candidate, Evidence, HistoryEntry, Provider, ProviderOffer, ProviderOrderId, Purpose, ReadError, SimReading, SimTarget,
    StatusReading, Submission, Transport, Verdict,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A provider whose calls are counted; what it says and does is the inner one's.
pub(crate) struct Counted {
    account: String,
    inner: Arc<dyn Provider>,
    calls: Calls,
}

impl Counted {
    /// That provider, under its account's name.
    pub(crate) fn over(account: &str, inner: Arc<dyn Provider>, calls: Calls) -> Arc<dyn Provider> {
        Arc::new(Self { account: account.to_owned(), inner, calls })
    }

    async fn reading<T>(&self, call: &'static str, reading: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
        let timer = Timer::start(self, call);
        let answer = reading.await;
        timer.end(answer.as_ref().map_or_else(read_outcome, |_| "ok"));
        answer
    }
}

fn read_outcome(error: &ReadError) -> &'static str {
    match error {
        ReadError::Unavailable(_) => "unavailable",
        ReadError::Busy { .. } => "busy",
        ReadError::NotFound => "not_found",
        ReadError::Retired => "retired",
        ReadError::Refused(_) => "refused",
        ReadError::Malformed(_) => "malformed",
    }
}

fn send_outcome(evidence: &Evidence) -> &'static str {
    match (evidence.transport, evidence.status) {
        (Transport::NotSent, _) => "not_sent",
        (Transport::Broken, _) => "broken",
        (Transport::Complete, Some(200..=299)) => "ok",
        (Transport::Complete, Some(400..=499)) => "refused",
        (Transport::Complete, _) => "unavailable",
    }
}

/// Times one call. A call that its caller gives up is counted too: those are the slow ones.
struct Timer<'a> {
    counted: &'a Counted,
    call: &'static str,
    started: Instant,
    outcome: &'static str,
}

impl<'a> Timer<'a> {
    fn start(counted: &'a Counted, call: &'static str) -> Self {
        Self { counted, call, started: Instant::now(), outcome: "given_up" }
    }

    fn end(mut self, outcome: &'static str) {
        self.outcome = outcome;
    }
}

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        self.counted.calls.ended(&self.counted.account, self.call, self.outcome, self.started.elapsed());
    }
}

#[async_trait]
impl Provider for Counted {
    async fn sim(&self, sim: &SimTarget) -> Result<SimReading, ReadError> {
        self.reading("sim", self.inner.sim(sim)).await
    }

    async fn offers(&self, sim: &SimTarget, purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        self.reading("offers", self.inner.offers(sim, purpose)).await
    }

    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError> {
        self.reading("baseline", self.inner.baseline(sim)).await
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        let timer = Timer::start(self, "submit");
        let evidence = self.inner.submit(submission).await;
        timer.end(send_outcome(&evidence));
        evidence
    }

    fn classify(&self, submission: &Submission, evidence: &Evidence) -> Verdict {
        self.inner.classify(submission, evidence)
    }

    async fn renew_token(&self) {
        self.inner.renew_token().await;
    }

    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        self.reading("status", self.inner.status(submission, order)).await
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        self.reading("find_evidence", self.inner.find_evidence(submission, baseline)).await
    }

    async fn history(&self, sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        self.reading("history", self.inner.history(sim)).await
    }

    fn history_interval(&self) -> Duration {
        self.inner.history_interval()
    }

    fn reading_lag(&self) -> Duration {
        self.inner.reading_lag()
    }
}
