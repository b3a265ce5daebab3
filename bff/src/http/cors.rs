//! Which web pages may talk to us: the exact origins of the configured storefronts, and no other.

use super::Shared;
use super::observe::REQUEST_ID;
use crate::config::Config;
use crate::failure::Failure;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use contract::ProblemCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, ORIGIN, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The header that names an intent to buy.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Answers preflights for the union of all storefronts' origins; which storefront a request is for, its session says.
pub(super) fn layer(config: &Config) -> CorsLayer {
    let origins = config.storefronts.values().flat_map(|shop| &shop.origins);
    let origins: Vec<HeaderValue> = origins.filter_map(|origin| origin.as_str().parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IDEMPOTENCY_KEY])
        .expose_headers([LOCATION, RETRY_AFTER, REQUEST_ID])
        .max_age(Duration::from_secs(600))
}

/// Refuses what comes from a page of nobody's, before it costs anything.
pub(super) async fn known_origins(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let known = |origin: &str| app.config.storefronts.values().any(|shop| shop.origins.iter().any(|ours| ours.as_str() == origin));
    match request.headers().get(ORIGIN).map(HeaderValue::to_str) {
        None => next.run(request).await,
        Some(Ok(origin)) if known(origin) => next.run(request).await,
        Some(_) => foreign().into_response(),
    }
}

/// What a page that may not use this shop is told.
pub(super) fn foreign() -> Failure {
    Failure::new(ProblemCode::OriginNotAllowed, "this page's origin is not in the shop's list: the shop's operator adds it to origins")
}
