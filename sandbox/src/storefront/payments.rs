//! The shop's money as a pure state machine: every call may come twice, none may take twice.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Notice, Payment, PaymentState,
    ledger::{Amount, PaymentStep},
};

/// All payments and notifications of the shop.
#[derive(Debug, Default)]
pub(crate) struct Payments {
    held: Vec<Held>,
    pub(crate) notices: Vec<Notice>,
}

/// A payment with what the ledger does not show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    pub(crate) payment: Payment,
    /// The SIM it is for, when the shop recognised its tail.
    pub(crate) iccid: Option<String>,
    pub(crate) declined_because: Option<String>,
}

/// What a request to hold names beside order and amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// The SIM it is for, when the shop recognised its tail.
    pub(crate) iccid: Option<String>,
    /// The payment that the customer has approved before.
    pub(crate) payment_reference: Option<String>,
}

/// What the bank makes of a first request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Reserves the money until then.
    Hold { until: OffsetDateTime },
    /// Says no, for good.
    Decline { reason: String },
}

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Conflict {
    #[error("no payment is known for this order")]
    Unknown,
    #[error("the authorisation does not belong to this order")]
    WrongAuthorisation,
    #[error("the amount is not the authorised one")]
    WrongAmount,
    #[error("the payment is {}", word(*.0))]
    WrongState(PaymentState),
    #[error("the authorisation has expired")]
    Expired,
}

impl Conflict {
    /// The word for it on the wire.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::WrongAuthorisation => "wrong_authorisation",
            Self::WrongAmount => "wrong_amount",
            Self::WrongState(state) => word(*state),
            Self::Expired => "expired",
        }
    }
}

/// The word for a state on the wire.
pub(crate) fn word(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Authorised => "authorised",
        PaymentState::Captured => "captured",
        PaymentState::Released => "released",
        PaymentState::Refunded => "refunded",
        PaymentState::Declined => "declined",
    }
}

impl Payments {
    pub(crate) fn find(&self, order: &str) -> Option<&Held> {
        self.held.iter().find(|it| it.payment.order == order)
    }

    pub(crate) fn all(&self) -> Vec<Payment> {
        self.held.iter().map(|it| it.payment.clone()).collect()
    }

    /// Reserves once per order; asked again, it tells what it decided the first time.
    pub(crate) fn authorise(
        &mut self,
        order: &str,
        amount: Amount,
        named: Named,
        decision: Decision,
        now: OffsetDateTime,
    ) -> Result<&Held, Conflict> {
        let at = match self.held.iter().position(|it| it.payment.order == order) {
            Some(at) => at,
            None => {
                let (state, expires_at, declined_because) = match decision {
                    Decision::Hold { until } => (PaymentState::Authorised, until, None),
                    Decision::Decline { reason } => (PaymentState::Declined, now, Some(reason)),
                };
                let payment = Payment {
                    order: order.to_owned(),
                    authorisation: declined_because.is_none().then(|| format!("auth_{}", Uuid::new_v4().simple())),
                    amount: amount.clone(),
                    payment_reference: named.payment_reference,
                    state,
                    history: vec![PaymentStep { state, at: now }],
                    expires_at,
                };
                self.held.push(Held { payment, iccid: named.iccid, declined_because });
                self.held.len() - 1
            }
        };
        let held = self.held.get(at).ok_or(Conflict::Unknown)?;
        if held.payment.amount != amount {
            return Err(Conflict::WrongAmount);
        }
        if held.payment.state == PaymentState::Released {
            return Err(Conflict::WrongState(PaymentState::Released));
        }
        Ok(held)
    }

    /// Takes the reserved money, once.
    pub(crate) fn capture(&mut self, order: &str, authorisation: &str, amount: &Amount, now: OffsetDateTime) -> Result<(), Conflict> {
        let held = self.own(order, authorisation)?;
        if held.payment.amount != *amount {
            return Err(Conflict::WrongAmount);
        }
        match held.payment.state {
            PaymentState::Captured => Ok(()),
            PaymentState::Authorised if held.payment.expires_at <= now => Err(Conflict::Expired),
            PaymentState::Authorised => {
                enter(held, PaymentState::Captured, now);
                Ok(())
            }
            other => Err(Conflict::WrongState(other)),
        }
    }

    /// Gives the reservation back, once.
    pub(crate) fn release(&mut self, order: &str, authorisation: &str, now: OffsetDateTime) -> Result<(), Conflict> {
        let held = self.own(order, authorisation)?;
        match held.payment.state {
            PaymentState::Released => Ok(()),
            PaymentState::Authorised => {
                enter(held, PaymentState::Released, now);
                Ok(())
            }
            other => Err(Conflict::WrongState(other)),
        }
    }

    /// Gives taken money back, once. Only what was captured can be refunded.
    pub(crate) fn refund(
        &mut self,
        order: &str,
        authorisation: &str,
        amount: Option<&Amount>,
        now: OffsetDateTime,
    ) -> Result<(), Conflict> {
        let held = self.own(order, authorisation)?;
        if amount.is_some_and(|it| *it != held.payment.amount) {
            return Err(Conflict::WrongAmount);
        }
        match held.payment.state {
            PaymentState::Refunded => Ok(()),
            PaymentState::Captured => {
                enter(held, PaymentState::Refunded, now);
                Ok(())
            }
            other => Err(Conflict::WrongState(other)),
        }
    }

    fn own(&mut self, order: &str, authorisation: &str) -> Result<&mut Held, Conflict> {
        let held = self.held.iter_mut().find(|it| it.payment.order == order).ok_or(Conflict::Unknown)?;
        match held.payment.authorisation.as_deref() {
            Some(own) if own == authorisation => Ok(held),
            None => Err(Conflict::WrongState(held.payment.state)),
            Some(_) => Err(Conflict::WrongAuthorisation),
        }
    }
}

fn enter(held: &mut Held, state: PaymentState, at: OffsetDateTime) {
    held.payment.state = state;
    held.payment.history.push(PaymentStep { state, at });
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    const HELD_FOR: Duration = Duration::days(7);
    const HOLD: Decision = Decision::Hold { until: OffsetDateTime::UNIX_EPOCH.saturating_add(HELD_FOR) };
    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn dollars(minor: i64) -> Amount {
        Amount { minor, currency: "USD".to_owned() }
    }

    fn authorised(payments: &mut Payments) -> String {
        let held = payments.authorise("o1", dollars(1000), Named::default(), HOLD, NOW).unwrap();
        held.payment.authorisation.clone().unwrap()
    }

    #[test]
    fn asking_twice_reserves_once_and_captures_once() {
        let mut payments = Payments::default();
        let first = authorised(&mut payments);
        assert_eq!(authorised(&mut payments), first);
        payments.capture("o1", &first, &dollars(1000), NOW).unwrap();
        payments.capture("o1", &first, &dollars(1000), NOW).unwrap();
        let history: Vec<PaymentState> = payments.find("o1").unwrap().payment.history.iter().map(|it| it.state).collect();
        assert_eq!(history, [PaymentState::Authorised, PaymentState::Captured]);
    }

    #[test]
    fn captured_money_cannot_be_released_nor_released_money_captured() {
        let mut payments = Payments::default();
        let auth = authorised(&mut payments);
        payments.capture("o1", &auth, &dollars(1000), NOW).unwrap();
        assert_eq!(payments.release("o1", &auth, NOW), Err(Conflict::WrongState(PaymentState::Captured)));
        let mut payments = Payments::default();
        let auth = authorised(&mut payments);
        payments.release("o1", &auth, NOW).unwrap();
        payments.release("o1", &auth, NOW).unwrap();
        assert_eq!(payments.capture("o1", &auth, &dollars(1000), NOW), Err(Conflict::WrongState(PaymentState::Released)));
    }

    #[test]
    fn a_strange_amount_authorisation_or_order_is_refused() {
        let mut payments = Payments::default();
        let auth = authorised(&mut payments);
        assert_eq!(payments.authorise("o1", dollars(1100), Named::default(), HOLD, NOW), Err(Conflict::WrongAmount));
        assert_eq!(payments.capture("o1", &auth, &dollars(1100), NOW), Err(Conflict::WrongAmount));
        assert_eq!(payments.capture("o1", "auth_x", &dollars(1000), NOW), Err(Conflict::WrongAuthorisation));
        assert_eq!(payments.release("o2", &auth, NOW), Err(Conflict::Unknown));
        assert_eq!(payments.capture("o1", &auth, &dollars(1000), NOW + HELD_FOR), Err(Conflict::Expired));
    }

    #[test]
    fn only_captured_money_is_refunded_and_only_once() {
        let mut payments = Payments::default();
        let auth = authorised(&mut payments);
        assert_eq!(payments.refund("o1", &auth, None, NOW), Err(Conflict::WrongState(PaymentState::Authorised)));
        payments.capture("o1", &auth, &dollars(1000), NOW).unwrap();
        assert_eq!(payments.refund("o1", &auth, Some(&dollars(900)), NOW), Err(Conflict::WrongAmount));
        payments.refund("o1", &auth, Some(&dollars(1000)), NOW + HELD_FOR).unwrap();
        payments.refund("o1", &auth, None, NOW + HELD_FOR).unwrap();
        assert_eq!(payments.capture("o1", &auth, &dollars(1000), NOW), Err(Conflict::WrongState(PaymentState::Refunded)));
        let steps: Vec<PaymentState> = payments.find("o1").unwrap().payment.history.iter().map(|it| it.state).collect();
        assert_eq!(steps, [PaymentState::Authorised, PaymentState::Captured, PaymentState::Refunded]);
    }

    #[test]
    fn a_declined_order_stays_declined() {
        let mut payments = Payments::default();
        let decline = Decision::Decline { reason: "card_declined".to_owned() };
        payments.authorise("o1", dollars(1000), Named::default(), decline, NOW).unwrap();
        let again = payments.authorise("o1", dollars(1000), Named::default(), HOLD, NOW).unwrap();
        assert_eq!((again.payment.state, again.declined_because.as_deref()), (PaymentState::Declined, Some("card_declined")));
    }
}
