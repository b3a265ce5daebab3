//! `POST /storefront/hooks/payment`: one signed URL for money and notifications, answers signed too.

use std::sync::Arc;

use axum::{
    extract::State as Shared,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    payments::{self, Conflict, Decision, Named, Payments},
    seal::{self, Seal},
};
use crate::{
    Fault, Notice, Operation, PaymentState, Player,
    fault_book::Occasion,
    ledger::Amount,
    stage, times,
    world::{State, World},
};

/// What the BFF may say. Fields that the shop does not need are let through unread.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
enum Call {
    #[serde(rename = "payment.authorise")]
    Authorise {
        order: String,
        amount: Amount,
        #[serde(default)]
        customer: String,
        #[serde(default)]
        payment_reference: Option<String>,
    },
    #[serde(rename = "payment.capture")]
    Capture { order: String, authorisation: String, amount: Amount },
    #[serde(rename = "payment.release")]
    Release { order: String, authorisation: String },
    #[serde(rename = "payment.refund")]
    Refund {
        order: String,
        authorisation: String,
        #[serde(default)]
        amount: Option<Amount>,
    },
    #[serde(rename = "payment.read")]
    Read { order: String },
    #[serde(rename = "order.delivered", alias = "order.rejected", alias = "order.review", alias = "order.reversed")]
    Notify { order: String },
}

impl Call {
    fn operation(&self) -> Operation {
        match self {
            Self::Authorise { .. } => Operation::Authorise,
            Self::Capture { .. } => Operation::Capture,
            Self::Release { .. } => Operation::Release,
            Self::Refund { .. } => Operation::Refund,
            Self::Read { .. } => Operation::ReadPayment,
            Self::Notify { .. } => Operation::Notify,
        }
    }

    fn order(&self) -> &str {
        let (Self::Authorise { order, .. }
        | Self::Capture { order, .. }
        | Self::Release { order, .. }
        | Self::Refund { order, .. }
        | Self::Read { order }
        | Self::Notify { order }) = self;
        order
    }
}

pub(super) async fn receive(Shared(world): Shared<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(error) = world.hook.verify(&body, &headers) {
        return seal::sealed(&world, &headers, plain(StatusCode::UNAUTHORIZED, &json!({"error": error.to_string()}), Seal::Own)).await;
    }
    let parsed = serde_json::from_slice::<Value>(&body).and_then(|whole| Ok((serde_json::from_value::<Call>(whole.clone())?, whole)));
    let (call, whole) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            return seal::sealed(&world, &headers, plain(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()}), Seal::Own)).await;
        }
    };
    let operation = call.operation();
    let word = |name: &str| whole.get(name).and_then(Value::as_str);
    let named = word("customer").zip(word("sim_tail")).and_then(|(customer, tail)| world.iccid_of(customer, tail));
    let iccid = named.or_else(|| world.state().payments.find(call.order()).and_then(|it| it.iccid.clone()));
    let occasion = Occasion { player: Player::Storefront, operation, iccid: iccid.as_deref(), package: None };
    let played = stage::play(&world, occasion, |state, now, rule| {
        let fault = rule.map(|rule| &rule.fault);
        let decision = match fault {
            Some(Fault::Decline { reason }) => Decision::Decline { reason: reason.clone() },
            fault => {
                let usual = state.settings.hold_seconds;
                let seconds = if let Some(Fault::HoldFor { seconds }) = fault { *seconds } else { usual };
                unapproved(state, &call).unwrap_or(Decision::Hold { until: now + Duration::seconds(seconds.into()) })
            }
        };
        let seal = match fault {
            Some(Fault::Forge) => Seal::Stranger,
            Some(Fault::Misaddress) => Seal::OtherCall,
            _ => Seal::Own,
        };
        let first_asked = Asked { id: seal::id_of(&headers), iccid: iccid.clone(), decision, now };
        let (status, body) = settle(&mut state.payments, call, &whole, first_asked);
        plain(status, &body, seal)
    })
    .await;
    // Signed last, so that an edited answer still carries the shop's word; what replaces an answer carries nobody's.
    let mut response = seal::sealed(&world, &headers, played).await;
    response.extensions_mut().insert(operation);
    response
}

/// Declines what names no approved payment, where the shop wants one; what is approved is that order's from now on.
fn unapproved(state: &mut State, call: &Call) -> Option<Decision> {
    let Call::Authorise { order, amount, customer, payment_reference } = call else { return None };
    let refused =
        state.settings.needs_payment_reference.then(|| state.approvals.spend(payment_reference.as_deref(), order, customer, amount));
    refused?.err().map(|why| Decision::Decline { reason: why.to_string() })
}

/// What a call brings along beside its body.
struct Asked {
    /// The `webhook-id`.
    id: String,
    iccid: Option<String>,
    decision: Decision,
    now: OffsetDateTime,
}

fn settle(payments: &mut Payments, call: Call, whole: &Value, asked: Asked) -> (StatusCode, Value) {
    let Asked { id, iccid, decision, now } = asked;
    let settled = match call {
        Call::Authorise { order, amount, payment_reference, .. } => {
            payments.authorise(&order, amount, Named { iccid, payment_reference }, decision, now).map(decided)
        }
        Call::Capture { order, authorisation, amount } => {
            payments.capture(&order, &authorisation, &amount, now).map(|()| json!({"order": order, "state": "captured"}))
        }
        Call::Release { order, authorisation } => {
            payments.release(&order, &authorisation, now).map(|()| json!({"order": order, "state": "released"}))
        }
        Call::Refund { order, authorisation, amount } => {
            payments.refund(&order, &authorisation, amount.as_ref(), now).map(|()| json!({"order": order, "state": "refunded"}))
        }
        Call::Read { order } => Ok(payments.find(&order).map_or_else(
            || json!({"order": order, "state": "none"}),
            |held| {
                json!({
                    "order": order,
                    "state": payments::word(held.payment.state),
                    "authorisation": held.payment.authorisation,
                    "expires_at": times::zulu(held.payment.expires_at),
                })
            },
        )),
        Call::Notify { order } => {
            let kind = whole.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
            payments.notices.push(Notice { id, kind, order, body: whole.clone(), at: now });
            return (StatusCode::NO_CONTENT, Value::Null);
        }
    };
    match settled {
        Ok(body) => (StatusCode::OK, body),
        Err(conflict) => (status_of(&conflict), json!({"error": conflict.to_string(), "code": conflict.code()})),
    }
}

fn decided(held: &payments::Held) -> Value {
    match held.payment.state {
        PaymentState::Declined => json!({"order": held.payment.order, "decision": "declined", "reason": held.declined_because}),
        _ => json!({
            "order": held.payment.order,
            "decision": "authorised",
            "authorisation": held.payment.authorisation,
            "expires_at": times::zulu(held.payment.expires_at),
        }),
    }
}

/// An answer that waits for its signature.
fn plain(status: StatusCode, body: &Value, seal: Seal) -> Response {
    let mut response = if status == StatusCode::NO_CONTENT { status.into_response() } else { stage::json(status, body) };
    response.extensions_mut().insert(seal);
    response
}

fn status_of(conflict: &Conflict) -> StatusCode {
    match conflict {
        Conflict::Unknown => StatusCode::NOT_FOUND,
        Conflict::WrongAmount | Conflict::WrongAuthorisation | Conflict::WrongState(_) | Conflict::Expired => StatusCode::CONFLICT,
    }
}
