//! Who asks: the operator behind the bearer key.

use super::super::Shared;
use crate::failure::Failure;
use crate::operator::whose;
use axum::extract::FromRequestParts;
use contract::ProblemCode;
use http::header::AUTHORIZATION;
use http::request::Parts;

/// The operator of this request; a handler that takes it serves nobody without a key.
pub(super) struct Operator(pub(super) String);

impl FromRequestParts<Shared> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Failure> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = header.and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let operators = app.config.admin.as_ref().map(|admin| &admin.operators);
        let known = key.zip(operators).and_then(|((_, key), operators)| whose(key.trim(), operators));
        let unknown = || Failure::new(ProblemCode::Unauthenticated, "send Authorization: Bearer with your operator's key");
        known.map(|name| Self(name.to_owned())).ok_or_else(unknown)
    }
}
