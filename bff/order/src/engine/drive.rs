//! Carrying one claimed order as far as it goes now, step by step.

use super::Inner;
use super::amend::{AmendError, Under, interrupted};
use super::figures::count;
use crate::before_intent::{after_hold, after_offers};
use crate::breaker;
use crate::change::Change;
use crate::customer::PaymentTerms;
use crate::journal::{Claimed, StorageError};
use crate::judge::{rejected, rejection};
use crate::lanes::{Fulfilment, MoneyLane};
use crate::payment::{Authorisation, AuthoriseRequest, HookReading, Payment, PaymentError};
use crate::record::OrderRecord;
use crate::step::{Step, step};
use contract::{OrderId, RejectionCode};
use provider::ReadError;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

impl Inner {
    /// Runs in a task of its own: no request handler waits for it, and none can cut it short.
    pub(super) async fn drive(self: Arc<Self>, claimed: Claimed) {
        let (id, epoch) = (claimed.order.id.clone(), claimed.epoch);
        let ended = match self.steps(claimed).await {
            Ok(()) => true,
            Err(AmendError::LeaseLost) => false,
            Err(error @ AmendError::Storage(_)) => {
                tracing::error!(order = %id, %error, "an order waits for the journal");
                self.pause_for_journal().await;
                true
            }
            // Left under its lease: tried again, and alerted again, only when that has run out.
            Err(AmendError::Illegal(_) | AmendError::EffectTaken) => false,
        };
        if ended {
            self.put_down(&id, epoch).await;
        }
        self.due.notify_one();
    }

    /// Tried for as long as the lease may last, so that a journal that was away for a moment does not keep an order for minutes.
    async fn put_down(&self, id: &OrderId, epoch: u64) {
        let until = self.now().plus(self.settings.lease);
        while let Err(error) = self.journal.put_down(id, epoch).await {
            if self.stopping.is_cancelled() || self.now() >= until {
                tracing::error!(order = %id, %error, "an order stays claimed until its lease runs out");
                return;
            }
            self.pause_for_journal().await;
        }
    }

    async fn pause_for_journal(&self) {
        tokio::time::sleep(Duration::from_secs(1) / self.settings.hurry.max(1)).await;
    }

    async fn steps(&self, claimed: Claimed) -> Result<(), AmendError> {
        let (mut order, lease) = (claimed.order, claimed.epoch);
        while !self.stopping.is_cancelled() {
            order = match step(&order, self.now(), &self.settings) {
                Step::ConfirmPrice => self.confirm_price(&order, lease).await?,
                Step::HoldMoney => self.hold_money(&order, lease).await?,
                Step::Submit => self.submit(&order, lease).await?,
                Step::CallUnknown => self.amend(&order, Under::Lease(lease), interrupted).await?,
                Step::Poll => self.poll(&order, lease).await?,
                Step::Look => self.look_for_effect(&order, lease).await?,
                Step::Recheck => self.recheck(&order, lease).await?,
                Step::Rest => return Ok(()),
            };
        }
        Ok(())
    }

    /// P0.
    async fn confirm_price(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        if self.is_troubled(&order.sim.account).await? {
            return self.turn_away(order, lease).await;
        }
        let offers = self.read(self.shop.offers_now(&order.customer.storefront, &order.sim)).await;
        self.amend(order, Under::Lease(lease), |order| after_offers(order, &offers, self.now(), &self.settings)).await
    }

    /// P1 and T1.
    async fn hold_money(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        if let PaymentTerms::Account { .. } = order.terms {
            return self.amend(order, Under::Lease(lease), |_| vec![Change::OnAccount]).await;
        }
        let Some(hook) = self.shop.payment(&order.customer.storefront) else {
            tracing::error!(order = %order.id, storefront = %order.customer.storefront, "the storefront has no payment hook");
            let unavailable = rejection(RejectionCode::PaymentUnavailable, None, None);
            return self.amend(order, Under::Lease(lease), |order| rejected(order, unavailable)).await;
        };
        // Written first: after a crash it is known that money may be held.
        let begin = |order: &OrderRecord| if order.money == MoneyLane::None { vec![Change::Authorising] } else { Vec::new() };
        let order = self.amend(order, Under::Lease(lease), begin).await?;
        let answer = hold(hook.as_ref(), &order).await;
        if let Err(error) = &answer {
            tracing::warn!(order = %order.id, %error, "the money is not held");
        }
        self.amend(&order, Under::Lease(lease), |order| after_hold(order, &answer, self.now(), &self.settings)).await
    }

    /// Whether the breaker of that account is open.
    pub(super) async fn is_troubled(&self, account: &str) -> Result<bool, StorageError> {
        let unknowns = self.journal.unknowns_since(account, breaker::counted_since(self.now(), &self.settings)).await?;
        Ok(breaker::is_open(unknowns, &self.settings))
    }

    /// Nothing was sent, and nothing will be while the provider is troubled.
    pub(super) async fn turn_away(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        tracing::warn!(order = %order.id, account = %order.sim.account, "not sent: too many orders of this account are unknown");
        count(&self.counters.breaker_trips);
        let troubled = rejection(RejectionCode::ProviderUnavailable, Some(breaker::RETRY_AFTER), None);
        self.amend(
            order,
            Under::Lease(lease),
            |order| if order.fulfilment == Fulfilment::None { rejected(order, troubled) } else { Vec::new() },
        )
        .await
    }

    /// A reading at a provider, with an end.
    pub(super) async fn read<T>(&self, reading: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
        let ended = tokio::time::timeout(self.settings.read_timeout, reading).await;
        ended.unwrap_or_else(|_| Err(ReadError::Unavailable("no answer in time".to_owned())))
    }
}

/// Asks for the hold; after silence asks whether it came about all the same.
async fn hold(hook: &dyn Payment, order: &OrderRecord) -> Result<Authorisation, PaymentError> {
    let request = AuthoriseRequest {
        order: order.id.clone(),
        reference: order.reference.clone(),
        customer: order.customer.clone(),
        amount: order.quote.price,
        sim_tail: order.sim.target.iccid.tail().to_owned(),
        package_title: order.quote.title.clone(),
        payment_reference: order.payment_reference.clone(),
    };
    let silence = match hook.authorise(&request).await {
        Err(silence @ PaymentError::Silent(_)) => silence,
        answer => return answer,
    };
    match hook.read(&order.id).await {
        Ok(HookReading::Authorised { authorisation, expires_at }) => Ok(Authorisation::Held { authorisation, expires_at }),
        Ok(HookReading::Declined) => Ok(Authorisation::Declined),
        Ok(HookReading::Captured | HookReading::Refunded | HookReading::Released) => {
            Err(PaymentError::Refused("the hook has closed this order".to_owned()))
        }
        Ok(HookReading::None) | Err(_) => Err(silence),
    }
}
