//! `GET /metrics`: numbers for the machines that watch the BFF, in the OpenMetrics text format. They hold no secret and no
//! customer, and the listener is the operators' own, so no key is asked for: scrapers can rarely hold one.

use super::super::Shared;
use crate::failure::Failure;
use crate::metrics::TEXT;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;

/// The metrics now.
#[utoipa::path(
    get, path = "/metrics", tag = "operations",
    responses((status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text")),
)]
pub(super) async fn metrics(State(app): State<Shared>) -> Result<Response, Failure> {
    app.metrics.look(&app).await;
    let text = app.metrics.text().map_err(Failure::internal)?;
    Ok(([(CONTENT_TYPE, TEXT)], text).into_response())
}
