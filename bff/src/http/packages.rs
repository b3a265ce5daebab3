//! `GET /v1/sims/{sim}/packages`.

use super::describe::Problems;
use super::query::Query;
use super::signed::Signed;
use super::{Shared, sims};
use crate::failure::Failure;
use axum::Json;
use axum::extract::{Path, State};
use contract::{Packages, SimId};

/// What is on the SIM and how it came there, newest first.
#[utoipa::path(
    get, path = "/v1/sims/{sim}/packages", tag = "sims", security(("handle" = [])), params(("sim" = SimId, Path)),
    responses((status = 200, description = "The packages", body = Packages), Problems),
)]
pub(super) async fn list(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(sim): Path<String>,
    query: Query,
) -> Result<Json<Packages>, Failure> {
    query.end()?;
    let sim = sims::owned(&session, &sim)?;
    Ok(Json(app.history.packages(&session.customer, sim, &app.engine).await?))
}
