//! `GET /v1/sims` and `GET /v1/sims/{sim}/offers`.

use super::Shared;
use super::describe::Problems;
use super::query::Query;
use super::signed::Signed;
use crate::catalogue::tell;
use crate::failure::Failure;
use crate::session::Session;
use crate::time::now;
use axum::Json;
use axum::extract::{Path, State};
use contract::{Offers, Sim, SimId, Sims, WhyNot};
use futures_util::{StreamExt as _, TryStreamExt as _};
use order::{Customer, OwnedSim};
use provider::{Purpose, ReadError};
use std::collections::HashSet;

/// The session's SIMs, in the storefront's order; several providers are asked at the same time.
#[utoipa::path(
    get, path = "/v1/sims", tag = "sims", security(("handle" = [])),
    responses((status = 200, description = "The SIMs", body = Sims), Problems),
)]
pub(super) async fn list(State(app): State<Shared>, Signed(session): Signed, query: Query) -> Result<Json<Sims>, Failure> {
    query.end()?;
    let open = app.engine.open_orders(&session.customer, &session.sim_ids()).await?;
    let open: HashSet<SimId> = open.into_iter().filter(|order| !order.is_final()).map(|order| order.sim).collect();
    // A list that is answered before the request's own deadline is an answer, whoever is silent; after it, an error.
    let then = tokio::time::Instant::now() + app.config.request.mul_f64(0.8);
    let mut readings = Vec::with_capacity(session.granted.sims.len());
    for sim in &session.granted.sims {
        readings.push(one(&app, &session.customer, sim, open.contains(&sim.id), then));
    }
    let at_once = app.config.catalogue.parallel_reads;
    let sims: Vec<Sim> = futures_util::stream::iter(readings).buffered(at_once).try_collect().await?;
    Ok(Json(Sims { sims }))
}

async fn one(app: &Shared, who: &Customer, sim: &OwnedSim, order_open: bool, then: tokio::time::Instant) -> Result<Sim, Failure> {
    let a_day_ago = now().plus_days(-1);
    let deliveries = app.engine.deliveries(who, &sim.account, &sim.target.iccid, a_day_ago).await?;
    let last_delivery = deliveries.iter().map(|delivery| delivery.delivered_at).max();
    let known = app.readings.known_by(sim, last_delivery, then).await;
    Ok(tell(sim, known, order_open))
}

/// What may be bought for this SIM now, asked live.
#[utoipa::path(
    get, path = "/v1/sims/{sim}/offers", tag = "sims", security(("handle" = [])), params(("sim" = SimId, Path)),
    responses((status = 200, description = "The offers; none, when nothing can be bought", body = Offers), Problems),
)]
pub(super) async fn offers(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(sim): Path<String>,
    query: Query,
) -> Result<Json<Offers>, Failure> {
    query.end()?;
    let sim = owned(&session, &sim)?;
    let as_of = now();
    let offers = match app.catalogue.offers(&session.customer.storefront, sim, Purpose::Browsing).await {
        Ok(offers) => offers,
        // A retired SIM has an honest answer: there is nothing to buy for it.
        Err(ReadError::Retired) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    app.shown.remember(&sim.id, &offers).await;
    Ok(Json(Offers { sim: sim.id.clone(), as_of, offers }))
}

/// The SIM that the path names, when it is this session's.
pub(super) fn owned<'a>(session: &'a Session, named: &str) -> Result<&'a OwnedSim, Failure> {
    let id: SimId = named.parse().map_err(|_| Failure::not_found())?;
    session.sim(&id).ok_or_else(Failure::not_found)
}

/// What keeps a SIM from being topped up for good or until its owner acts; the rest is for the live offers to say.
pub(super) const fn stands_in_the_way(why_not: WhyNot) -> bool {
    matches!(why_not, WhyNot::Retired | WhyNot::Expired | WhyNot::NotActive | WhyNot::Full)
}
