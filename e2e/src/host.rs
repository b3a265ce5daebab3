//! A page of the journeys' own that embeds the widget, under the strictest policy that the widget promises to live with.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header;

/// No inline style or script, no foreign origin; WebAssembly is all that is granted.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `/host` and its two files.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/host", get(async || file("text/html; charset=utf-8", include_str!("../host/index.html"))))
        .route("/host/host.css", get(async || file("text/css", include_str!("../host/host.css"))))
        .route("/host/host.js", get(async || file("text/javascript", include_str!("../host/host.js"))))
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, POLICY)], text)
}
