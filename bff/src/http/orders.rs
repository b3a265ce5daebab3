//! `POST /v1/orders`, `GET /v1/orders?open=true` and `GET /v1/orders/{order}`.

use super::body::Json as Body;
use super::describe::Problems;
use super::key::Key;
use super::query::Query;
use super::signed::Signed;
use super::{Shared, sims};
use crate::catalogue::Known;
use crate::failure::Failure;
use crate::session::Session;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use contract::{IdempotencyKey, Offer, Order, OrderId, Orders, PlaceOrder, ProblemCode};
use http::StatusCode;
use http::header::LOCATION;
use order::{OwnedSim, PlaceError, Placement};
use std::time::Duration;

/// The longest that a long-poll waits.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// Takes an order: 202, whether it is new or this key has placed it before.
#[utoipa::path(
    post, path = "/v1/orders", tag = "orders", security(("handle" = [])), request_body = PlaceOrder,
    params(("Idempotency-Key" = IdempotencyKey, Header, description = "Names the intent: the same for every retry")),
    responses((status = 202, description = "The order", body = Order, headers(("Location" = String))), Problems),
)]
pub(super) async fn place(
    State(app): State<Shared>,
    Signed(session): Signed,
    Key(key): Key,
    query: Query,
    Body(request): Body<PlaceOrder>,
) -> Result<Response, Failure> {
    query.end()?;
    check(&request)?;
    let sim = session.sim(&request.sim).ok_or_else(Failure::not_found)?;
    let quote = match placed_before(&app, &session, &key, &request).await? {
        Some(quote) => quote,
        None => quote(&app, &session, sim, &request).await?,
    };
    let placement = Placement {
        customer: session.customer.clone(),
        sim: sim.clone(),
        key,
        quote,
        terms: session.granted.terms,
        payment_reference: request.payment_reference,
    };
    let (order, _) = app.engine.place(placement).await.map_err(refused)?;
    // Relative to this request, so that it holds behind any prefix that a reverse proxy takes off.
    let location = format!("orders/{}", order.id);
    Ok((StatusCode::ACCEPTED, [(LOCATION, location)], Json(order)).into_response())
}

fn check(request: &PlaceOrder) -> Result<(), Failure> {
    if request.price.minor < 0 {
        return Err(Failure::invalid("/price/minor", "a price is not negative"));
    }
    Ok(())
}

/// The quote of the order that this key has placed, with what is asked now: whether that is the same, the engine judges. A
/// retry must find its order even when the offer has gone since.
async fn placed_before(app: &Shared, session: &Session, key: &IdempotencyKey, request: &PlaceOrder) -> Result<Option<Offer>, Failure> {
    let placed = app.journal.by_key(&session.customer, key).await?;
    Ok(placed.map(|order| Offer { id: request.offer.clone(), price: request.price, ..order.quote }))
}

/// What is sold, as it was shown, or as it is offered now when nothing was shown lately.
async fn quote(app: &Shared, session: &Session, sim: &OwnedSim, request: &PlaceOrder) -> Result<Offer, Failure> {
    if let Known::Fresh(seen) = app.readings.known(sim, None).await
        && let Some(why_not) = seen.reading.why_not.filter(|why_not| sims::stands_in_the_way(*why_not))
    {
        let failure = Failure::new(ProblemCode::SimNotEligible, "this SIM cannot be topped up: GET /v1/sims says why");
        return Err(failure.with_internal(format!("{why_not:?}")));
    }
    let offer = match app.shown.find(&sim.id, &request.offer).await {
        Some(offer) => Some(offer),
        None => {
            let offers = app.catalogue.offers(&session.customer.storefront, sim, provider::Purpose::Browsing).await?;
            offers.into_iter().find(|offer| offer.id == request.offer)
        }
    };
    let gone = || Failure::new(ProblemCode::OfferGone, "this package is not offered for this SIM: choose another from the current list");
    let offer = offer.ok_or_else(gone)?;
    if offer.price != request.price {
        let detail = "the price is another one than the customer agreed to: fetch the offers again and ask";
        return Err(Failure::new(ProblemCode::Repriced, detail).with_field("/price", detail));
    }
    Ok(offer)
}

fn refused(error: PlaceError) -> Failure {
    match error {
        PlaceError::KeyReused => {
            let detail = "this Idempotency-Key has placed another order: make a new key for a new intent";
            Failure::new(ProblemCode::KeyReused, detail).with_field("header:Idempotency-Key", detail)
        }
        // Which order is not told here: it may be another customer's. GET /v1/orders?open=true tells the customer's own.
        PlaceError::OrderOpen { order } => {
            Failure::new(ProblemCode::OrderOpen, "an order for this SIM is still under way: wait for it to end").with_internal(order)
        }
        PlaceError::OverCap => Failure::new(ProblemCode::Forbidden, "this session may not buy at this price: ask the shop"),
        PlaceError::ProviderTroubled { retry_after } => {
            Failure::new(ProblemCode::ProviderUnavailable, "nothing was bought and nothing charged: try again later").with_wait(retry_after)
        }
        PlaceError::Stopping => Failure::unavailable("stopping"),
        PlaceError::Storage(error) => Failure::unavailable(error),
    }
}

/// What is still under way: how a reload or a second device resumes.
#[utoipa::path(
    get, path = "/v1/orders", tag = "orders", security(("handle" = [])),
    params(("open" = bool, Query, description = "`true`: only open orders are listed")),
    responses((status = 200, description = "The open orders", body = Orders), Problems),
)]
pub(super) async fn open(State(app): State<Shared>, Signed(session): Signed, mut query: Query) -> Result<Json<Orders>, Failure> {
    let open: Option<bool> = query.take("open", "true")?;
    query.end()?;
    if open != Some(true) {
        return Err(Failure::invalid("query:open", "only open orders are listed: ask for open=true"));
    }
    let orders = app.engine.open_orders(&session.customer, &session.sim_ids()).await?;
    Ok(Json(Orders { orders }))
}

/// One order; with `after`, as soon as its version is greater, at the latest after `wait` seconds.
#[utoipa::path(
    get, path = "/v1/orders/{order}", tag = "orders", security(("handle" = [])),
    params(
        ("order" = OrderId, Path),
        ("after" = Option<u64>, Query, description = "The version that is known already"),
        ("wait" = Option<u64>, Query, description = "Seconds to wait for a newer one, at most 25"),
    ),
    responses((status = 200, description = "The order", body = Order), Problems),
)]
pub(super) async fn follow(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(order): Path<String>,
    mut query: Query,
) -> Result<Json<Order>, Failure> {
    let after: Option<u64> = query.take("after", "a version (a whole number)")?;
    let wait: Option<u64> = query.take("wait", "a whole number of seconds")?;
    query.end()?;
    if wait.is_some() && after.is_none() {
        return Err(Failure::invalid("query:after", "is missing: wait needs the version that is known already"));
    }
    let id: OrderId = order.parse().map_err(|_| Failure::not_found())?;
    let sims = session.sim_ids();
    let found = match after {
        None => app.engine.order(&session.customer, &sims, &id).await?,
        Some(after) => {
            // A poll that is answered just before the request's own deadline is an answer; after it, an error.
            let longest = LONGEST_WAIT.min(app.config.request.mul_f64(0.8));
            let at_most = wait.map_or(longest, Duration::from_secs).min(longest);
            app.engine.wait(&session.customer, &sims, &id, after, at_most).await?
        }
    };
    found.map(Json).ok_or_else(Failure::not_found)
}
