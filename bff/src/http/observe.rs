//! The outermost layer: gives each request its id, turns every failure into a problem document, and writes one log line.

use crate::failure::Failure;
use crate::metrics::Metrics;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue};
use rand::RngExt as _;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;

/// The header that names a request in the log.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// No letter or digit that is taken for another: customers read this to the shop.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Wraps every request.
pub(super) async fn observe(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let id = request_id();
    let method = request.method().clone();
    // The template, never the URL: a path may hold anything, the template holds nothing of a customer.
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let failure = failure_of(&response);
    if let Some(failure) = &failure {
        response = problem(response, failure, &id);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let status = response.status().as_u16();
    let took = started.elapsed();
    metrics.answered(&method, &route, status, took);
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let code = failure.as_ref().map(|failure| failure.problem.code.as_str());
    let internal = failure.as_ref().and_then(|failure| failure.internal.as_deref());
    let _entered = span.enter();
    if status >= 500 {
        tracing::error!(%method, route, status, duration_ms, code, internal, "answered");
    } else if matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics") {
        // Asked every few seconds by machines; worth a line only when it fails.
        tracing::debug!(%method, route, status, duration_ms, code, internal, "answered");
    } else {
        tracing::info!(%method, route, status, duration_ms, code, internal, "answered");
    }
    response
}

/// 60 random bits: enough to be unique in any log, short enough to be said.
fn request_id() -> String {
    let mut random = rand::rng();
    (0..12).filter_map(|_| ALPHABET.get(random.random_range(0..ALPHABET.len()))).map(|byte| char::from(*byte)).collect()
}

fn failure_of(response: &Response) -> Option<Failure> {
    let ours = response.extensions().get::<Failure>().cloned();
    let status = response.status();
    ours.or_else(|| (status.is_client_error() || status.is_server_error()).then(|| Failure::of_status(status)))
}

/// The same answer with a problem document in place of its body; other headers (CORS, Allow) stay.
fn problem(response: Response, failure: &Failure, id: &str) -> Response {
    let (mut parts, _) = response.into_parts();
    let mut document = *failure.problem.clone();
    document.diagnostics_id = id.to_owned();
    parts.status = http::StatusCode::from_u16(document.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = document.retry_after {
        parts.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if document.status == 401 {
        parts.headers.insert(http::header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    // A document of texts and numbers always has a JSON form; should it ever not, the status still tells the truth.
    let body = serde_json::to_vec(&document).map_or_else(|_| Body::empty(), Body::from);
    Response::from_parts(parts, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::failures;
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use contract::{Problem, ProblemCode};
    use http_body_util::BodyExt as _;
    use std::time::Duration;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    async fn panics() -> &'static str {
        panic!("a bug with a secret in its text")
    }

    async fn problem_of(path: &str) -> Problem {
        let router = Router::new()
            .route("/panics", get(panics))
            .route("/hangs", get(std::future::pending::<&'static str>))
            .layer(from_fn_with_state(Duration::from_millis(20), failures::deadline))
            .layer(CatchPanicLayer::custom(failures::panicked))
            .layer(from_fn_with_state(Arc::new(Metrics::new()), observe));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.status, status);
        problem
    }

    #[tokio::test]
    async fn a_panic_a_hang_and_a_wrong_path_are_problems_too() {
        for (path, code) in [("/panics", ProblemCode::Internal), ("/hangs", ProblemCode::Unavailable), ("/nowhere", ProblemCode::NotFound)]
        {
            let problem = problem_of(path).await;
            assert_eq!(problem.code, code, "{path}");
            assert!(!problem.detail.contains("secret"));
        }
    }
}
