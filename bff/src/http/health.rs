//! `GET /healthz` and `GET /readyz`, for the machine that keeps us running.

use super::Shared;
use super::describe::Problems;
use crate::failure::Failure;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, description = "It answers", body = Object)))]
pub(super) async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// Orders can be taken: journal and sessions can be read and written.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses((status = 200, description = "Orders can be taken", body = Object), Problems))]
pub(super) async fn ready(State(app): State<Shared>) -> Result<Json<Value>, Failure> {
    app.engine.ready().await?;
    app.sessions.ready().await?;
    Ok(Json(json!({ "status": "ready" })))
}
