//! `GET /admin/v1/dead-letters` and `POST /admin/v1/dead-letters/{id}/revive`.

use super::super::Shared;
use super::super::describe::Problems;
use super::super::query::Query;
use super::operator::Operator;
use crate::failure::Failure;
use crate::review::{DeadLetters, dead_letter};
use axum::Json;
use axum::extract::{Path, State};
use contract::ProblemCode;
use serde_json::{Value, json};

/// The most that are listed: more means that a shop's hook is down for good, and the oldest say so.
const LISTED: usize = 200;

/// What could not be brought to the shop, oldest first, at most 200.
#[utoipa::path(
    get, path = "/admin/v1/dead-letters", tag = "dead letters", security(("key" = [])),
    responses((status = 200, description = "The dead letters", body = DeadLetters), Problems),
)]
pub(super) async fn list(State(app): State<Shared>, _: Operator, query: Query) -> Result<Json<DeadLetters>, Failure> {
    query.end()?;
    let dead = app.engine.dead_errands(LISTED).await?;
    Ok(Json(DeadLetters { dead_letters: dead.iter().map(dead_letter).collect() }))
}

/// Tries one again, from the first try on.
#[utoipa::path(
    post, path = "/admin/v1/dead-letters/{id}/revive", tag = "dead letters", security(("key" = [])), params(("id" = String, Path)),
    responses((status = 200, description = "It is tried again now", body = Object), Problems),
)]
pub(super) async fn revive(
    State(app): State<Shared>,
    Operator(who): Operator,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, Failure> {
    query.end()?;
    if !app.engine.revive_errand(&id).await? {
        return Err(Failure::new(ProblemCode::NotFound, "there is no such dead letter"));
    }
    tracing::warn!(errand = %id, who, "a dead letter was revived");
    Ok(Json(json!({ "id": id, "revived": true })))
}
