//! A provider that takes every order and ends each when the test says so, and counts what it was sent.

use async_trait::async_trait;
use contract::{Offer, RejectionCode, Starts, Timestamp};
use order::{OwnedSim, Payment, Shop};
use provider::*;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How the provider ends an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Completed,
    Failed,
}

/// Sends by marker, and ends by SIM: one order per SIM is open at a time, so the SIM names it.
#[derive(Default)]
struct Ledger {
    sends: HashMap<String, u32>,
    open: HashMap<String, String>,
    ends: HashMap<String, End>,
}

#[derive(Default)]
pub(crate) struct Taker {
    ledger: Mutex<Ledger>,
}

impl Taker {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the order that is open for that SIM.
    pub(crate) fn end(&self, iccid: &str, end: End) {
        let mut ledger = self.ledger();
        if let Some(order) = ledger.open.get(iccid).cloned() {
            ledger.ends.insert(order, end);
        }
    }

    /// Whether the open order of that SIM has arrived.
    pub(crate) fn has(&self, iccid: &str) -> bool {
        let ledger = self.ledger();
        ledger.open.get(iccid).is_some_and(|order| !ledger.ends.contains_key(order))
    }

    /// How often each order was sent.
    pub(crate) fn sends(&self) -> Vec<u32> {
        self.ledger().sends.values().copied().collect()
    }
}

#[async_trait]
impl Provider for Taker {
    async fn sim(&self, _sim: &SimTarget) -> Result<SimReading, ReadError> {
        Err(ReadError::Refused("the engine does not ask for this".to_owned()))
    }

    async fn offers(&self, _sim: &SimTarget, _purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        Err(ReadError::Refused("the engine asks the shop".to_owned()))
    }

    async fn baseline(&self, _sim: &SimTarget) -> Result<Baseline, ReadError> {
        Ok(Baseline::default())
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        let marker = submission.marker.as_str().to_owned();
        let mut ledger = self.ledger();
        *ledger.sends.entry(marker.clone()).or_default() += 1;
        ledger.open.insert(submission.sim.iccid.as_str().to_owned(), marker.clone());
        let at = Timestamp::from_unix_seconds(0);
        Evidence { transport: Transport::Complete, status: Some(201), body: marker, retry_after: None, error: None, at }
    }

    fn classify(&self, _submission: &Submission, evidence: &Evidence) -> Verdict {
        Verdict::Accepted(ProviderOrderId(evidence.body.clone()))
    }

    async fn renew_token(&self) {}

    async fn status(&self, _submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        Ok(match self.ledger().ends.get(&order.0) {
            None => StatusReading::Fulfilling,
            Some(End::Completed) => StatusReading::Completed { effect: format!("effect of {}", order.0), starts: Starts::Now },
            Some(End::Failed) => StatusReading::Failed(RejectionCode::NotAdded),
        })
    }

    async fn find_evidence(&self, _submission: &Submission, _baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        Ok(Vec::new())
    }

    async fn history(&self, _sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        Err(ReadError::Refused("the engine does not ask for this".to_owned()))
    }

    fn history_interval(&self) -> Duration {
        Duration::from_secs(900)
    }
}

/// A shop with that provider, and without a hook: every order is on account.
pub(crate) struct Stall {
    pub(crate) taker: Arc<Taker>,
    pub(crate) offers: Vec<Offer>,
}

#[async_trait]
impl Shop for Stall {
    async fn offers_now(&self, _storefront: &str, _sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        Ok(self.offers.clone())
    }

    fn provider(&self, _account: &str) -> Option<Arc<dyn Provider>> {
        Some(Arc::clone(&self.taker) as Arc<dyn Provider>)
    }

    fn payment(&self, _storefront: &str) -> Option<Arc<dyn Payment>> {
        None
    }
}
