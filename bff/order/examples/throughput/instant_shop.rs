//! A shop, a provider and a hook that answer at once and always well.

use crate::{Outcome, failed};
use async_trait::async_trait;
use contract::*;
use order::*;
use provider::{
    Baseline, Candidate, Evidence, HistoryEntry, Provider, ProviderOffer, ProviderOrderId, Purpose, ReadError, SimReading, SimTarget,
    StatusReading, Submission, Transport, Verdict,
};
use std::sync::Arc;
use std::time::Duration;

/// Sells this one offer.
#[derive(Clone)]
pub(crate) struct InstantShop(Offer);

impl InstantShop {
    pub(crate) fn new() -> Outcome<Self> {
        Ok(Self(offer()?))
    }
}

fn offer() -> Outcome<Offer> {
    Ok(Offer {
        id: "3gb".parse().map_err(failed("the offer's id"))?,
        title: "3 GB - 30 Days".to_owned(),
        data: DataAmount::Bytes(3 << 30),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(30),
        price: Money::new(1000, "USD".parse().map_err(failed("the offer's currency"))?),
        effects: Effects {
            activation: Activation::Unknown,
            data_effect: DataEffect::Unknown,
            validity_effect: ValidityEffect::Unknown,
            activate_by: ActivateBy::Unknown,
        },
    })
}

/// Each for a SIM and a customer of its own.
pub(crate) fn placement(index: usize) -> Outcome<Placement> {
    let iccid = format!("8934{index:0>14}").parse().map_err(failed("a SIM's ICCID"))?;
    let target = SimTarget { iccid, kind: SimKind::Esim, country: None, device: None };
    let id = format!("sim_{index:0>10}").parse().map_err(failed("a SIM's id"))?;
    Ok(Placement {
        customer: Customer { storefront: "demo".to_owned(), reference: format!("cus_{index}") },
        sim: OwnedSim { id, account: "pressone".to_owned(), target, label: "a SIM".to_owned() },
        key: format!("{index:0>20}").parse().map_err(failed("an order's key"))?,
        quote: offer()?,
        terms: PaymentTerms::Hook,
        payment_reference: None,
    })
}

#[async_trait]
impl Shop for InstantShop {
    async fn offers_now(&self, _storefront: &str, _sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        Ok(vec![self.0.clone()])
    }

    fn provider(&self, _account: &str) -> Option<Arc<dyn Provider>> {
        Some(Arc::new(self.clone()))
    }

    fn payment(&self, _storefront: &str) -> Option<Arc<dyn Payment>> {
        Some(Arc::new(self.clone()))
    }
}

/// What is never asked where everything goes well.
fn unasked<T>() -> Result<T, ReadError> {
    Err(ReadError::Unavailable("nobody asks here".to_owned()))
}

#[async_trait]
impl Provider for InstantShop {
    async fn sim(&self, _sim: &SimTarget) -> Result<SimReading, ReadError> {
        unasked()
    }

    async fn offers(&self, _sim: &SimTarget, _purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        unasked()
    }

    async fn baseline(&self, _sim: &SimTarget) -> Result<Baseline, ReadError> {
        Ok(Baseline::default())
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        // Two kilobytes, as a real answer has.
        let body = format!("{:<2000}", submission.marker.as_str());
        Evidence { transport: Transport::Complete, status: Some(200), body, retry_after: None, error: None, at: submission.intended_at }
    }

    fn classify(&self, submission: &Submission, _evidence: &Evidence) -> Verdict {
        Verdict::Delivered(ProviderOrderId(submission.marker.as_str().to_owned()))
    }

    async fn renew_token(&self) {}

    async fn status(&self, _submission: &Submission, _order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        unasked()
    }

    async fn find_evidence(&self, _submission: &Submission, _baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        unasked()
    }

    async fn history(&self, _sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        unasked()
    }

    fn history_interval(&self) -> Duration {
        Duration::from_secs(900)
    }
}

#[async_trait]
impl Payment for InstantShop {
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError> {
        Ok(Authorisation::Held { authorisation: request.order.to_string(), expires_at: None })
    }

    async fn capture(&self, _order: &OrderId, _authorisation: &str, _amount: Money) -> Result<(), PaymentError> {
        Ok(())
    }

    async fn release(&self, _order: &OrderId, _authorisation: &str) -> Result<(), PaymentError> {
        Ok(())
    }

    async fn refund(&self, _order: &OrderId, _authorisation: &str, _amount: Money) -> Result<(), PaymentError> {
        Ok(())
    }

    async fn read(&self, _order: &OrderId) -> Result<HookReading, PaymentError> {
        Ok(HookReading::None)
    }

    async fn notify(&self, _notice: &Notice) -> Result<(), PaymentError> {
        Ok(())
    }
}
