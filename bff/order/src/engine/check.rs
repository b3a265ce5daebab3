//! Asking the provider what became of an order.

use super::Inner;
use super::amend::{AmendError, Under};
use crate::before_intent::after_last_look;
use crate::lanes::Fulfilment;
use crate::reconcile::{Look, absence_is_due, after_look, after_recheck, after_silence, after_status};
use crate::record::{Attempt, OrderRecord};
use provider::{Provider, StatusReading};
use std::sync::Arc;

impl Inner {
    /// Where an order stands that the provider has given a name.
    pub(super) async fn poll(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        let (Some((provider, attempt)), Some(name)) = (self.watched(order), &order.provider_order) else {
            return self.nothing_to_ask(order, lease).await;
        };
        let status = self.read(provider.status(&attempt.submission, name)).await;
        if let Err(error) = &status {
            tracing::warn!(order = %order.id, %error, "the order's status cannot be read");
        }
        // What its status call does not show may still be on the SIM.
        if order.fulfilment == Fulfilment::Unknown && matches!(status, Ok(StatusReading::NotVisible)) {
            return self.look_for_effect(order, lease).await;
        }
        let look = match &status {
            Ok(StatusReading::Failed(_)) => Some(self.look(provider.as_ref(), order, attempt).await?),
            _ => None,
        };
        let decide = |order: &OrderRecord| after_status(order, &status, look.as_ref(), self.now(), &self.settings);
        self.amend(order, Under::Lease(lease), decide).await
    }

    /// What of the provider's lists could be the effect of an unknown or absent order.
    pub(super) async fn look_for_effect(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        let Some((provider, attempt)) = self.watched(order) else {
            return self.nothing_to_ask(order, lease).await;
        };
        let look = self.look(provider.as_ref(), order, attempt).await?;
        if let Err(error) = &look.candidates {
            tracing::warn!(order = %order.id, %error, "the provider's list cannot be read");
        }
        self.amend(order, Under::Lease(lease), |order| after_look(order, &look, self.now(), &self.settings)).await
    }

    /// Whether what was delivered still stands.
    pub(super) async fn recheck(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        let Some((provider, attempt)) = self.watched(order) else {
            return self.nothing_to_ask(order, lease).await;
        };
        let candidates = self.read(provider.find_evidence(&attempt.submission, &attempt.baseline)).await;
        if let Err(error) = &candidates {
            tracing::warn!(order = %order.id, %error, "the provider's list cannot be read");
        }
        let status = match &order.provider_order {
            Some(name) => Some(self.read(provider.status(&attempt.submission, name)).await),
            None => None,
        };
        self.amend(order, Under::Lease(lease), |order| after_recheck(order, &candidates, status.as_ref(), self.now())).await
    }

    /// P2 of a further send: whether a send that no proof has shown to be without effect had one after all.
    pub(super) async fn last_look(
        &self,
        provider: &dyn Provider,
        order: &OrderRecord,
        rivals: &[OrderRecord],
        lease: u64,
    ) -> Result<OrderRecord, AmendError> {
        let Some(sent) = order.declared_attempt() else { return Ok(order.clone()) };
        let candidates = self.read(provider.find_evidence(&sent.submission, &sent.baseline)).await;
        let decide = |order: &OrderRecord| after_last_look(order, &candidates, rivals, self.now(), &self.settings);
        self.amend(order, Under::Lease(lease), decide).await
    }

    fn watched<'a>(&self, order: &'a OrderRecord) -> Option<(Arc<dyn Provider>, &'a Attempt)> {
        self.shop.provider(&order.sim.account).zip(order.watched_attempt())
    }

    /// The provider account has left the configuration: the check counts as one that failed.
    async fn nothing_to_ask(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        tracing::error!(order = %order.id, account = %order.sim.account, "nobody can be asked about this order");
        self.amend(order, Under::Lease(lease), |order| after_silence(order, self.now(), &self.settings)).await
    }

    async fn look(&self, provider: &dyn Provider, order: &OrderRecord, attempt: &Attempt) -> Result<Look, AmendError> {
        let candidates = self.read(provider.find_evidence(&attempt.submission, &attempt.baseline)).await;
        let rivals = self.rivals(order).await?;
        let list_is_live = absence_is_due(order, self.now(), &self.settings) && self.shows_later(provider, order).await?;
        Ok(Look { candidates, rivals, list_is_live })
    }

    /// Whether the provider's list shows an order of ours that was sent, and confirmed, after this one: then it is not an old
    /// copy in which this one could not be yet; after a resend that is the last send, whichever the evidence is looked for since.
    async fn shows_later(&self, provider: &dyn Provider, order: &OrderRecord) -> Result<bool, AmendError> {
        let Some(attempt) = order.live_attempt() else { return Ok(false) };
        let later = self.journal.delivered_since(&order.sim.account, attempt.deadline).await?;
        let Some((sent, effect)) = later.as_ref().and_then(|later| later.live_attempt().zip(later.effect.as_ref())) else {
            return Ok(false);
        };
        let shown = self.read(provider.find_evidence(&sent.submission, &sent.baseline)).await;
        Ok(shown.is_ok_and(|shown| shown.iter().any(|candidate| candidate.id.0 == *effect)))
    }
}
