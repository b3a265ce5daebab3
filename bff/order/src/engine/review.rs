//! What a person needs in order to decide, and the decision.

use super::amend::{AmendError, Under};
use super::{Engine, Inner};
use crate::errand::DeadErrand;
use crate::journal::{EventRow, StorageError};
use crate::record::OrderRecord;
use crate::ruling::{Decision, Ruling, RulingError, TAKEN, is_shown, rule};
use contract::OrderId;
use provider::{Candidate, ReadError};
use std::sync::Arc;

/// More errands than a shop has orders in trouble; more of them are read in pages of time, as they are done.
const DEAD: usize = 10_000;

/// Everything there is to know about one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// As it stands, its attempts with what came back, raw.
    pub order: OrderRecord,
    /// What happened to it, oldest first.
    pub events: Vec<EventRow>,
    /// Our other orders for its SIM, newest first.
    pub on_sim: Vec<OrderRecord>,
    /// What the provider shows now that could be its effect; empty when nothing was ever sent.
    pub candidates: Result<Vec<Candidate>, ReadError>,
    /// What could not be done at the storefront's hook.
    pub dead: Vec<DeadErrand>,
}

/// One that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InReview {
    /// This order.
    Order(Box<OrderRecord>),
    /// An order whose row cannot be read: the log says why.
    Unreadable(OrderId),
}

impl InReview {
    /// Which order.
    pub const fn id(&self) -> &OrderId {
        match self {
            Self::Order(order) => &order.id,
            Self::Unreadable(id) => id,
        }
    }
}

impl Engine {
    /// Orders that a person must decide about, oldest first; `after`: those that come after that one.
    pub async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<InReview>, StorageError> {
        let mut queue = Vec::new();
        for id in self.inner.journal.review_queue(after, limit).await? {
            queue.push(match self.inner.journal.load(&id).await {
                Ok(Some(order)) => InReview::Order(Box::new(order)),
                Ok(None) => continue,
                Err(error) => {
                    tracing::error!(order = %id, %error, "an order in review cannot be read");
                    InReview::Unreadable(id)
                }
            });
        }
        Ok(queue)
    }

    /// How many orders wait for a person, as far as `at_most`; no row is read for it.
    pub async fn reviews_open(&self, at_most: usize) -> Result<usize, StorageError> {
        Ok(self.inner.journal.review_queue(None, at_most).await?.len())
    }

    /// The order with all evidence, the provider's list asked now.
    pub async fn dossier(&self, id: &OrderId) -> Result<Option<Dossier>, StorageError> {
        let inner = &self.inner;
        let Some(order) = inner.journal.load(id).await? else { return Ok(None) };
        let events = inner.journal.events(id).await?;
        let on_sim = inner.rivals(&order).await?;
        let mut dead = inner.journal.dead_errands(DEAD).await?;
        dead.retain(|dead| dead.errand.order == *id);
        let candidates = inner.candidates(&order).await;
        Ok(Some(Dossier { order, events, on_sim, candidates, dead }))
    }

    /// Carries a person's decision out. A first order to resend only notes who gave it: the review stays open until a second
    /// person gives it too. The order answered is as it stands then.
    pub async fn resolve(&self, id: &OrderId, ruling: Ruling) -> Result<OrderRecord, RulingError> {
        // In a task of its own, for whoever asks may hang up between the decision and its consequences.
        let deciding = self.inner.tasks.spawn(Arc::clone(&self.inner).decide(id.clone(), ruling));
        deciding.await.map_err(|error| RulingError::Storage(StorageError(error.to_string())))?
    }

    /// Errands that were given up, oldest first.
    pub async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        self.inner.journal.dead_errands(limit).await
    }

    /// Tries a given-up errand again, now and as patiently as a new one; `false`: there is no such errand.
    pub async fn revive_errand(&self, id: &str) -> Result<bool, StorageError> {
        let revived = self.inner.journal.revive_errand(id, self.inner.now()).await?;
        self.inner.due.notify_one();
        Ok(revived)
    }
}

impl Inner {
    async fn decide(self: Arc<Self>, id: OrderId, ruling: Ruling) -> Result<OrderRecord, RulingError> {
        let order = self.journal.load(&id).await?.ok_or(RulingError::NotFound)?;
        let rivals = self.rivals(&order).await?;
        if let Decision::Attach { effect, unseen: false } = &ruling.decision {
            rule(&order, &ruling, &rivals, self.now(), &self.settings)?;
            is_shown(effect, &self.candidates(&order).await)?;
        }
        let decide = |order: &OrderRecord| rule(order, &ruling, &rivals, self.now(), &self.settings);
        let decided = self.try_amend(&order, Under::Evidence, decide).await?;
        tracing::warn!(order = %id, decision = ruling.decision.as_str(), who = %ruling.who, "a person has decided");
        Ok(decided)
    }

    /// What the provider shows now that could be the order's effect; empty when nothing was ever sent.
    async fn candidates(&self, order: &OrderRecord) -> Result<Vec<Candidate>, ReadError> {
        match (order.watched_attempt().or(order.attempts.last()), self.shop.provider(&order.sim.account)) {
            (None, _) => Ok(Vec::new()),
            (Some(_), None) => Err(ReadError::Refused("the provider account is not configured".to_owned())),
            (Some(sent), Some(provider)) => self.read(provider.find_evidence(&sent.submission, &sent.baseline)).await,
        }
    }

    /// Our other orders for the order's SIM.
    pub(super) async fn rivals(&self, order: &OrderRecord) -> Result<Vec<OrderRecord>, StorageError> {
        let mut rivals = self.journal.on_sim(&order.sim.account, &order.sim.target.iccid).await?;
        rivals.retain(|rival| rival.id != order.id);
        Ok(rivals)
    }
}

impl From<AmendError> for RulingError {
    fn from(error: AmendError) -> Self {
        match error {
            AmendError::Storage(error) => Self::Storage(error),
            AmendError::Illegal(_) => Self::NotPossible("the order's lanes do not go together: it was changed from outside"),
            AmendError::EffectTaken => Self::NotPossible(TAKEN),
            AmendError::LeaseLost => Self::Storage(StorageError("the order belongs to another worker now".to_owned())),
        }
    }
}
