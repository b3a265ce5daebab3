//! The Connect player: API v2 and its token endpoint.

pub(crate) mod model;
mod order_form;
mod orders;
mod products;
pub(crate) mod purchases;
mod replies;
mod sims;
mod subscriptions;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    extract::FromRequestParts,
    middleware,
    response::Response,
    routing::{get, post},
};
use http::{Method, request::Parts};
use time::OffsetDateTime;

use crate::{
    Fault, FaultRule, Operation, Player,
    fault_book::Occasion,
    recorder::{self, Recorder},
    stage, tokens,
    tokens::TokenKind,
    world::{State, World},
};

const BASE: &str = "/connect-api/v2";
const TOKEN: &str = "/auth/realms/tru-staff/protocol/openid-connect/token";

pub(crate) fn router(world: Arc<World>) -> Router {
    let endpoints = Router::new()
        .route("/products", get(products::list))
        .route("/products/{id}", get(products::one))
        .route("/orders", post(orders::create))
        .route("/orders/{id}", get(orders::read))
        .route("/sims/{iccid}", get(sims::read))
        .route("/subscriptions", get(subscriptions::list))
        .route("/subscriptions/{id}", get(subscriptions::one));
    let recorder = Recorder { world: world.clone(), player: Player::Connect, naming };
    Router::new()
        .nest(BASE, endpoints)
        .route(TOKEN, post(token::issue))
        .fallback(async || replies::not_found("NOT_FOUND"))
        .layer(middleware::from_fn_with_state(recorder, recorder::record))
        .with_state(world)
}

pub(crate) fn naming(method: &Method, path: &str) -> Option<Operation> {
    match (method.as_str(), path.strip_prefix(BASE).unwrap_or(path)) {
        ("POST", TOKEN) => Some(Operation::Token),
        ("GET", "/products") => Some(Operation::Products),
        ("GET", "/products/{id}") => Some(Operation::Product),
        ("POST", "/orders") => Some(Operation::Submit),
        ("GET", "/orders/{id}") => Some(Operation::Order),
        ("GET", "/sims/{iccid}") => Some(Operation::Sim),
        ("GET", "/subscriptions") => Some(Operation::Subscriptions),
        ("GET", "/subscriptions/{id}") => Some(Operation::Subscription),
        _ => None,
    }
}

/// A caller with a valid token, the correlation id it sent, and the address it used.
pub(crate) struct Client {
    token: String,
    correlation_id: Option<String>,
    /// `{BASE_URL}` of links.
    base_url: String,
}

impl FromRequestParts<Arc<World>> for Client {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, world: &Arc<World>) -> Result<Self, Response> {
        let now = world.clock.now();
        let header = |name: &str| parts.headers.get(name).and_then(|it| it.to_str().ok()).filter(|it| !it.is_empty());
        let valid = |token: &&str| world.state().tokens.is_valid(token, Player::Connect, TokenKind::Access, now);
        let token = tokens::bearer(&parts.headers).filter(valid).ok_or_else(replies::unauthorised)?;
        let correlation_id = header("x-correlation-id").map(str::to_owned);
        if correlation_id.is_none() && world.state().settings.connect.require_correlation_id {
            return Err(replies::invalid(&["X-Correlation-ID: header is required".to_owned()]));
        }
        let base_url = format!("http://{}/connect-api", header("host").unwrap_or("127.0.0.1"));
        Ok(Self { token: token.to_owned(), correlation_id, base_url })
    }
}

impl Client {
    /// Plays one authenticated call; here a fault may end the token.
    async fn play(
        &self,
        world: &World,
        operation: Operation,
        iccid: Option<&str>,
        package: Option<&str>,
        deed: impl FnOnce(&mut State, OffsetDateTime, Option<&FaultRule>) -> Response,
    ) -> Response {
        let occasion = Occasion { player: Player::Connect, operation, iccid, package };
        stage::play(world, occasion, |state, now, rule| {
            if rule.is_some_and(|rule| rule.fault == Fault::ExpireToken) {
                state.tokens.revoke(&self.token);
                return replies::unauthorised();
            }
            deed(state, now, rule)
        })
        .await
    }
}
