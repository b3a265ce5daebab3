//! Running the outbox: taking money, giving it back, telling the storefront. Each call is idempotent on the order id, so an
//! errand is repeated until it is done.

use super::Inner;
use super::amend::{AmendError, Under};
use super::figures::count;
use crate::change::Change;
use crate::errand::{Errand, ErrandKind};
use crate::journal::StorageError;
use crate::judge::{review, review_once};
use crate::lanes::{Fulfilment, MoneyLane};
use crate::payment::{HookReading, Notice, NoticeKind, Payment, PaymentError};
use crate::reason::ReviewReason;
use crate::record::OrderRecord;
use crate::schedule::{a_day, errand_pause, is_worn_out, ten_days};
use std::sync::Arc;
use std::time::Duration;

/// How long after a rejection a hold that was asked for in vain may still come about, in seconds.
const LATE_HOLD: u64 = 120;

/// What came of one try.
enum Outcome {
    /// Done; this is what it does to the order.
    Done(Option<Change>),
    /// Not yet.
    Again(PaymentError),
    /// Never; a person must look.
    Never(PaymentError, ReviewReason),
}

impl Inner {
    pub(super) async fn run_errand(self: Arc<Self>, errand: Errand) {
        if let Err(error) = self.try_errand(&errand).await {
            // Its lease runs out, then it is tried again.
            tracing::error!(order = %errand.order, errand = ?errand.kind, %error, "an errand waits for the journal");
        }
        self.due.notify_one();
    }

    async fn try_errand(&self, errand: &Errand) -> Result<(), AmendError> {
        let order = self.journal.load(&errand.order).await?;
        let order = order.ok_or_else(|| StorageError("an errand without its order".to_owned()))?;
        let hook = self.shop.payment(&order.customer.storefront);
        let outcome = match (errand.kind, hook) {
            (ErrandKind::Tell(_), None) => Outcome::Done(None),
            (_, None) => Outcome::Again(PaymentError::Silent("the storefront has no hook".to_owned())),
            (ErrandKind::Capture, Some(hook)) => capture(hook.as_ref(), &order).await,
            (ErrandKind::Release, Some(hook)) => {
                let late = Duration::from_secs(LATE_HOLD) / self.settings.hurry.max(1);
                release(hook.as_ref(), &order, self.now().since(errand.since) >= late).await
            }
            (ErrandKind::Refund, Some(hook)) => refund(hook.as_ref(), &order).await,
            (ErrandKind::Tell(kind), Some(hook)) => match hook.notify(&notice(&order, errand, kind)).await {
                Ok(()) => Outcome::Done(None),
                Err(error) => Outcome::Again(error),
            },
        };
        self.note(errand, &order, outcome).await
    }

    async fn note(&self, errand: &Errand, order: &OrderRecord, outcome: Outcome) -> Result<(), AmendError> {
        let age = self.now().since(errand.since);
        match outcome {
            Outcome::Done(None) => self.journal.errand_done(&errand.id, self.now()).await?,
            Outcome::Done(Some(change)) => {
                let before = order.money;
                let decide = |order: &OrderRecord| if order.money == before { vec![change.clone()] } else { Vec::new() };
                self.amend(order, Under::Errand(&errand.id), decide).await?;
            }
            Outcome::Never(error, reason) => {
                count(&self.counters.errands_failed);
                tracing::error!(order = %errand.order, errand = ?errand.kind, %error, "an errand is given up");
                self.amend(order, Under::Evidence, |order| review(order, reason).into_iter().collect()).await?;
                self.journal.errand_failed(&errand.id, None, &error.to_string()).await?;
            }
            Outcome::Again(error) => {
                count(&self.counters.errands_failed);
                tracing::warn!(order = %errand.order, errand = ?errand.kind, %error, failures = errand.failures + 1, "an errand failed");
                let overdue = match errand.kind {
                    ErrandKind::Capture => Some(ReviewReason::CaptureFailing),
                    ErrandKind::Release => Some(ReviewReason::ReleaseFailing),
                    ErrandKind::Refund => Some(ReviewReason::RefundFailing),
                    ErrandKind::Tell(_) => None,
                };
                if let Some(reason) = overdue.filter(|_| age >= a_day(&self.settings)) {
                    self.amend(order, Under::Evidence, |order| review_once(order, reason).into_iter().collect()).await?;
                }
                let old = age >= ten_days(&self.settings) && is_worn_out(errand.failures + 1);
                let over = matches!(errand.kind, ErrandKind::Tell(_)) && old;
                let again = (!over).then(|| self.now().plus(errand_pause(errand.failures + 1, &self.settings)));
                self.journal.errand_failed(&errand.id, again, &error.to_string()).await?;
            }
        }
        Ok(())
    }
}

async fn capture(hook: &dyn Payment, order: &OrderRecord) -> Outcome {
    let Some(authorisation) = order.authorisation.as_ref().filter(|_| order.money == MoneyLane::Capturing) else {
        return Outcome::Done(None);
    };
    let refusal = match hook.capture(&order.id, authorisation, order.quote.price).await {
        Ok(()) => return Outcome::Done(Some(Change::Captured)),
        Err(silence @ PaymentError::Silent(_)) => return Outcome::Again(silence),
        Err(refusal) => refusal,
    };
    let reason = if refusal == PaymentError::Expired { ReviewReason::HoldExpired } else { ReviewReason::CaptureRefused };
    match hook.read(&order.id).await {
        Ok(HookReading::Captured) => Outcome::Done(Some(Change::Captured)),
        Ok(_) => Outcome::Never(refusal, reason),
        Err(error) => Outcome::Again(error),
    }
}

async fn refund(hook: &dyn Payment, order: &OrderRecord) -> Outcome {
    let Some(authorisation) = order.authorisation.as_ref().filter(|_| order.money == MoneyLane::RefundDue) else {
        return Outcome::Done(None);
    };
    let refusal = match hook.refund(&order.id, authorisation, order.quote.price).await {
        Ok(()) => return Outcome::Done(Some(Change::Refunded)),
        Err(silence @ PaymentError::Silent(_)) => return Outcome::Again(silence),
        Err(refusal) => refusal,
    };
    match hook.read(&order.id).await {
        Ok(HookReading::Refunded) => Outcome::Done(Some(Change::Refunded)),
        Ok(_) => Outcome::Never(refusal, ReviewReason::RefundRefused),
        Err(error) => Outcome::Again(error),
    }
}

async fn release(hook: &dyn Payment, order: &OrderRecord, patience_is_over: bool) -> Outcome {
    if order.money != MoneyLane::Releasing {
        return Outcome::Done(None);
    }
    if let Some(authorisation) = &order.authorisation {
        match hook.release(&order.id, authorisation).await {
            Ok(()) => return Outcome::Done(Some(Change::Released)),
            Err(silence @ PaymentError::Silent(_)) => return Outcome::Again(silence),
            // What has ended by itself is not held any more.
            Err(PaymentError::Expired) => return Outcome::Done(Some(Change::Released)),
            Err(PaymentError::Refused(_)) => {}
        }
    }
    match hook.read(&order.id).await {
        Ok(HookReading::Released | HookReading::Refunded | HookReading::Declined) => Outcome::Done(Some(Change::Released)),
        // The request to hold was never answered; it may still be on its way to be carried out.
        Ok(HookReading::None) if !patience_is_over => Outcome::Again(PaymentError::Silent("nothing is held yet".to_owned())),
        Ok(HookReading::None) => Outcome::Done(Some(Change::Released)),
        Ok(HookReading::Captured) => {
            Outcome::Never(PaymentError::Refused("the money has been taken".to_owned()), ReviewReason::ReleaseRefused)
        }
        Ok(HookReading::Authorised { authorisation, .. }) => match hook.release(&order.id, &authorisation).await {
            Ok(()) | Err(PaymentError::Expired) => Outcome::Done(Some(Change::Released)),
            Err(error) => Outcome::Again(error),
        },
        Err(error) => Outcome::Again(error),
    }
}

/// Whether the customer is to pay it, as it stands now.
const fn is_owed(order: &OrderRecord) -> bool {
    let is_taken = matches!(order.money, MoneyLane::OnAccount | MoneyLane::Capturing | MoneyLane::Captured);
    matches!(order.fulfilment, Fulfilment::Delivered) && is_taken
}

fn notice(order: &OrderRecord, errand: &Errand, kind: NoticeKind) -> Notice {
    Notice {
        id: errand.id.clone(),
        kind,
        order: order.id.clone(),
        reference: order.reference.clone(),
        customer: order.customer.clone(),
        sim_tail: order.sim.target.iccid.tail().to_owned(),
        offer: order.quote.id.clone(),
        package_title: order.quote.title.clone(),
        amount: order.quote.price,
        is_owed: is_owed(order),
        payment_reference: order.payment_reference.clone(),
        at: errand.since.timestamp(),
    }
}
