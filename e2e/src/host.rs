//! A page of the journeys' own that embeds the widget, under the strictest policy that the widget promises to live with.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use http::{HeaderMap, Method, StatusCode, header};

use crate::record::{Exchange, Record};

/// No inline style or script, no foreign origin, no text that becomes a script; WebAssembly is all that is granted. The browser tells
/// of everything that it had to refuse.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; \
    report-uri /host/refused";

/// The same without WebAssembly, as a shop may have it that has not read what the widget needs.
const WITHOUT_WASM: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

/// Where the browser tells what the page's policy has refused.
pub(crate) const REFUSED: &str = "/host/refused";

/// `/host` and its two files, and `/host/without-wasm`.
pub(crate) fn router(record: Record) -> Router {
    let page = |policy| async move || file("text/html; charset=utf-8", policy, include_str!("../host/index.html"));
    Router::new()
        .route("/host", get(page(POLICY)))
        .route("/host/without-wasm", get(page(WITHOUT_WASM)))
        .route("/host/host.css", get(async || file("text/css", POLICY, include_str!("../host/host.css"))))
        .route("/host/host.js", get(async || file("text/javascript", POLICY, include_str!("../host/host.js"))))
        .route(REFUSED, post(refused))
        .with_state(record)
}

fn file(kind: &'static str, policy: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], text)
}

async fn refused(State(record): State<Record>, request_headers: HeaderMap, request: Bytes) -> StatusCode {
    let status = StatusCode::NO_CONTENT;
    let (response_headers, response) = (HeaderMap::new(), Bytes::new());
    record.add(Exchange { method: Method::POST, path: REFUSED.to_owned(), request_headers, request, status, response_headers, response });
    status
}
