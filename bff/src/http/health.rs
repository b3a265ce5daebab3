//! `GET /healthz` and `GET /readyz`, for the machine that keeps us running.

use super::Shared;
use super::describe::Problems;
use crate::app::App;
use crate::failure::Failure;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, description = "It answers", body = Object)))]
pub(super) async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// How long an answer holds: to find out costs a write, and anybody may ask.
const HOLDS: Duration = Duration::from_secs(1);

/// Whether orders could be taken when it was last found out.
#[derive(Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, Result<(), Failure>)>>);

impl Readiness {
    /// Finds out, at most once a second; whoever asks meanwhile waits for the same answer.
    async fn known(&self, app: &App) -> Result<(), Failure> {
        let mut known = self.0.lock().await;
        match known.as_ref() {
            Some((at, found)) if at.elapsed() < HOLDS => found.clone(),
            _ => {
                let found = found_out(app).await;
                *known = Some((Instant::now(), found.clone()));
                found
            }
        }
    }
}

async fn found_out(app: &App) -> Result<(), Failure> {
    app.engine.ready().await?;
    Ok(app.sessions.ready().await?)
}

/// Orders can be taken: journal and sessions can be read and written.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses((status = 200, description = "Orders can be taken", body = Object), Problems))]
pub(super) async fn ready(State(app): State<Shared>) -> Result<Json<Value>, Failure> {
    app.readiness.known(&app).await?;
    Ok(Json(json!({ "status": "ready" })))
}
