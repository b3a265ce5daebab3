//! The PressOne player: customer API v2 (also under Airalo's own prefix), endpoint by endpoint.

mod balance;
mod body;
mod history;
pub(crate) mod model;
mod offers;
mod orders;
mod packages;
mod paging;
pub(crate) mod purchases;
mod replies;
mod sims;
mod submit;
mod token;
mod usage;

use std::sync::Arc;

use axum::{
    Router,
    extract::FromRequestParts,
    middleware,
    response::Response,
    routing::{get, post},
};
use http::{Method, StatusCode, request::Parts};
use time::OffsetDateTime;

use crate::{
    Fault, FaultRule, Operation, PRESSONE_PREFIX, Player,
    fault_book::Occasion,
    recorder::{self, Recorder},
    stage, tokens,
    tokens::TokenKind,
    world::{State, World},
};

/// The prefix of the partner API that PressOne carries.
const AIRALO_PREFIX: &str = "/v2";
/// Origin and path in paging links: deliberately another host and version, as in the provider's own samples.
const LINKS: &str = "https://links.example.test/v1";

pub(crate) fn router(world: Arc<World>) -> Router {
    let endpoints = Router::new()
        .route("/token", post(token::issue))
        .route("/sims", get(sims::list))
        .route("/sims/{iccid}", get(sims::one))
        .route("/sims/{iccid}/topups", get(offers::list))
        .route("/sims/{iccid}/packages", get(history::read))
        .route("/sims/{iccid}/usage", get(usage::read))
        .route("/orders/topups", post(submit::topup))
        .route("/orders", get(orders::list))
        .route("/orders/{id}", get(orders::one))
        .route("/packages", get(packages::list))
        .route("/balance", get(balance::read));
    let recorder = Recorder { world: world.clone(), player: Player::Pressone, naming };
    Router::new()
        .nest(PRESSONE_PREFIX, endpoints.clone())
        .nest(AIRALO_PREFIX, endpoints)
        .fallback(async || replies::empty(StatusCode::NOT_FOUND, "messages.route_not_found"))
        .layer(middleware::from_fn_with_state(recorder, recorder::record))
        .with_state(world)
}

pub(crate) fn naming(method: &Method, path: &str) -> Option<Operation> {
    let path = path.strip_prefix(PRESSONE_PREFIX).or_else(|| path.strip_prefix(AIRALO_PREFIX))?;
    match (method.as_str(), path) {
        ("POST", "/token") => Some(Operation::Token),
        ("GET", "/sims") => Some(Operation::Sims),
        ("GET", "/sims/{iccid}") => Some(Operation::Sim),
        ("GET", "/sims/{iccid}/topups") => Some(Operation::Offers),
        ("GET", "/sims/{iccid}/packages") => Some(Operation::History),
        ("GET", "/sims/{iccid}/usage") => Some(Operation::Usage),
        ("POST", "/orders/topups") => Some(Operation::Submit),
        ("GET", "/orders") => Some(Operation::Orders),
        ("GET", "/orders/{id}") => Some(Operation::Order),
        ("GET", "/packages") => Some(Operation::Packages),
        ("GET", "/balance") => Some(Operation::Balance),
        _ => None,
    }
}

/// A caller with a valid token.
pub(crate) struct Account {
    token: String,
}

impl FromRequestParts<Arc<World>> for Account {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, world: &Arc<World>) -> Result<Self, Response> {
        let now = world.clock.now();
        let valid = |token: &&str| world.state().tokens.is_valid(token, Player::Pressone, TokenKind::Access, now);
        let token = tokens::bearer(&parts.headers).filter(valid);
        token.map(|token| Self { token: token.to_owned() }).ok_or_else(replies::unauthenticated)
    }
}

impl Account {
    /// Plays one authenticated call; here a fault may end the token.
    async fn play(
        &self,
        world: &World,
        operation: Operation,
        iccid: Option<&str>,
        package: Option<&str>,
        deed: impl FnOnce(&mut State, OffsetDateTime, Option<&FaultRule>) -> Response,
    ) -> Response {
        let occasion = Occasion { player: Player::Pressone, operation, iccid, package };
        stage::play(world, occasion, |state, now, rule| {
            if rule.is_some_and(|rule| rule.fault == Fault::ExpireToken) {
                state.tokens.revoke(&self.token);
                return replies::unauthenticated();
            }
            deed(state, now, rule)
        })
        .await
    }
}
