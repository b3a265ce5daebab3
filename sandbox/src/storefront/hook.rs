//! `POST /storefront/hooks/payment`: one signed URL for money and notifications, answers signed too.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use time::OffsetDateTime;

use super::payments::{self, Conflict, Payments};
use crate::{Fault, Notice, Operation, PaymentState, Player, fault_book::Occasion, ledger::Amount, stage, times, world::World};

/// What the BFF may say. Fields that the shop does not need are let through unread.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
enum Call {
    #[serde(rename = "payment.authorise")]
    Authorise { order: String, customer: String, amount: Amount, sim_tail: String },
    #[serde(rename = "payment.capture")]
    Capture { order: String, authorisation: String, amount: Amount },
    #[serde(rename = "payment.release")]
    Release { order: String, authorisation: String },
    #[serde(rename = "payment.read")]
    Read { order: String },
    #[serde(rename = "order.delivered", alias = "order.rejected", alias = "order.review")]
    Notify { order: String },
}

impl Call {
    fn operation(&self) -> Operation {
        match self {
            Self::Authorise { .. } => Operation::Authorise,
            Self::Capture { .. } => Operation::Capture,
            Self::Release { .. } => Operation::Release,
            Self::Read { .. } => Operation::ReadPayment,
            Self::Notify { .. } => Operation::Notify,
        }
    }

    fn order(&self) -> &str {
        let (Self::Authorise { order, .. }
        | Self::Capture { order, .. }
        | Self::Release { order, .. }
        | Self::Read { order }
        | Self::Notify { order }) = self;
        order
    }
}

pub(super) async fn receive(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(error) = world.hook.verify(&body, &headers) {
        return answer(&world, &headers, StatusCode::UNAUTHORIZED, &json!({"error": error.to_string()}));
    }
    let parsed = serde_json::from_slice::<Value>(&body).and_then(|whole| Ok((serde_json::from_value::<Call>(whole.clone())?, whole)));
    let (call, whole) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return answer(&world, &headers, StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
    };
    let operation = call.operation();
    let iccid = match &call {
        Call::Authorise { customer, sim_tail, .. } => world.shop.iccid_of(customer, sim_tail),
        other => world.state().payments.find(other.order()).and_then(|it| it.iccid.clone()),
    };
    let occasion = Occasion { player: Player::Storefront, operation, iccid: iccid.as_deref(), package: None };
    let mut response = stage::play(&world, occasion, |state, now, rule| {
        let decline = rule.and_then(|rule| match &rule.fault {
            Fault::Decline { reason } => Some(reason.clone()),
            _ => None,
        });
        let (status, body) = settle(&mut state.payments, call, &whole, iccid.clone(), decline, now);
        answer(&world, &headers, status, &body)
    })
    .await;
    response.extensions_mut().insert(operation);
    response
}

fn settle(
    payments: &mut Payments,
    call: Call,
    whole: &Value,
    iccid: Option<String>,
    decline: Option<String>,
    now: OffsetDateTime,
) -> (StatusCode, Value) {
    let settled = match call {
        Call::Authorise { order, amount, .. } => payments.authorise(&order, amount, iccid, decline, now).map(decision),
        Call::Capture { order, authorisation, amount } => {
            payments.capture(&order, &authorisation, &amount, now).map(|()| json!({"state": "captured"}))
        }
        Call::Release { order, authorisation } => payments.release(&order, &authorisation, now).map(|()| json!({"state": "released"})),
        Call::Read { order } => Ok(payments.find(&order).map_or_else(
            || json!({"state": "none"}),
            |held| json!({"state": payments::word(held.payment.state), "authorisation": held.payment.authorisation}),
        )),
        Call::Notify { order } => {
            let kind = whole.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
            payments.notices.push(Notice { kind, order, body: whole.clone(), at: now });
            return (StatusCode::NO_CONTENT, Value::Null);
        }
    };
    match settled {
        Ok(body) => (StatusCode::OK, body),
        Err(conflict) => (status_of(&conflict), json!({"error": conflict.to_string()})),
    }
}

fn decision(held: &payments::Held) -> Value {
    match held.payment.state {
        PaymentState::Declined => json!({"decision": "declined", "reason": held.declined_because}),
        _ => json!({
            "decision": "authorised",
            "authorisation": held.payment.authorisation,
            "expires_at": times::zulu(held.expires_at),
        }),
    }
}

fn status_of(conflict: &Conflict) -> StatusCode {
    match conflict {
        Conflict::Unknown => StatusCode::NOT_FOUND,
        Conflict::WrongAmount | Conflict::WrongAuthorisation | Conflict::WrongState(_) | Conflict::Expired => StatusCode::CONFLICT,
    }
}

/// A signed answer under the id of the call, so that it cannot be passed off as the answer to another one.
fn answer(world: &World, call: &HeaderMap, status: StatusCode, body: &Value) -> Response {
    let mut response = stage::json(status, body);
    let text = if status == StatusCode::NO_CONTENT { String::new() } else { body.to_string() };
    if status == StatusCode::NO_CONTENT {
        *response.body_mut() = axum::body::Body::empty();
        response.headers_mut().remove(http::header::CONTENT_TYPE);
    }
    let id = call.get(HEADER_WEBHOOK_ID).cloned().unwrap_or_else(|| HeaderValue::from_static("msg_unknown"));
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let signature = world.hook.sign(id.to_str().unwrap_or_default(), now, text.as_bytes()).ok();
    if let Some(signature) = signature.and_then(|it| HeaderValue::from_str(&it).ok()) {
        let headers = response.headers_mut();
        headers.insert(HEADER_WEBHOOK_ID, id);
        headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from(now));
        headers.insert(HEADER_WEBHOOK_SIGNATURE, signature);
    }
    response
}
