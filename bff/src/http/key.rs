//! The header `Idempotency-Key`: names one intent to buy.

use super::cors::IDEMPOTENCY_KEY;
use crate::failure::Failure;
use axum::extract::FromRequestParts;
use contract::{IdempotencyKey, ProblemCode};
use http::request::Parts;

/// The key of this request.
pub(super) struct Key(pub(super) IdempotencyKey);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut values = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        let (first, second) = (values.next(), values.next());
        let key = first.filter(|_| second.is_none()).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
        key.map(Self).ok_or_else(|| {
            let detail = "send one Idempotency-Key of 20 to 64 letters, digits, - and _, the same for every retry of the same order";
            Failure::new(ProblemCode::KeyMissing, detail).with_field("header:Idempotency-Key", detail)
        })
    }
}
