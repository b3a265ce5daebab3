//! The signature on a hook answer: the shop's own, or one that a careful caller must refuse.

use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt as _;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use time::OffsetDateTime;

use crate::world::World;

/// A secret that nobody has agreed on.
const STRANGER: &str = "whsec_c29tZWJvZHktZWxzZXMtc2VjcmV0LW9mLXRoZS1zYW5kYm94";

/// How an answer is to be signed. What carries none stays unsigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seal {
    /// With the shop's secret, for this call.
    Own,
    /// With another secret.
    Stranger,
    /// With the shop's secret, for another call.
    OtherCall,
}

/// The `webhook-id` of a call.
pub(super) fn id_of(call: &HeaderMap) -> String {
    call.get(HEADER_WEBHOOK_ID).and_then(|it| it.to_str().ok()).unwrap_or("msg_unknown").to_owned()
}

/// Signs the answer under the id of the call, so that it cannot be passed off as the answer to another one.
pub(super) async fn sealed(world: &World, call: &HeaderMap, mut response: Response) -> Response {
    let Some(seal) = response.extensions_mut().remove::<Seal>() else { return response };
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = body.collect().await else { return Response::from_parts(parts, Body::empty()) };
    let text = whole.to_bytes();
    let id = match seal {
        Seal::OtherCall => "msg_of_another_call".to_owned(),
        Seal::Own | Seal::Stranger => id_of(call),
    };
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let signature = match seal {
        Seal::Stranger => Webhook::new(STRANGER).and_then(|it| it.sign(&id, now, &text)),
        Seal::Own | Seal::OtherCall => world.hook.sign(&id, now, &text),
    };
    let signature = signature.ok().and_then(|it| HeaderValue::from_str(&it).ok());
    if let (Some(signature), Ok(id)) = (signature, HeaderValue::from_str(&id)) {
        parts.headers.insert(HEADER_WEBHOOK_ID, id);
        parts.headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from(now));
        parts.headers.insert(HEADER_WEBHOOK_SIGNATURE, signature);
    }
    Response::from_parts(parts, Body::from(text))
}
