//! Requests that end without an answer of their own: too late, or by a bug.

use crate::failure::Failure;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::any::Any;
use std::time::Duration;

/// Ends a request that takes too long. Nothing is lost: an order is taken in one transaction and carried out elsewhere.
pub(super) async fn deadline(State(at_most): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(at_most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::unavailable("the request took too long").into_response(),
    }
}

/// What a panic in a handler becomes. The process's panic hook has logged where it was.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    Failure::internal("a handler panicked").into_response()
}
