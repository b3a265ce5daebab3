//! The storefront player: a reseller's shop with customers, session tokens, a payment hook and, if given, the demo page.

pub(crate) mod approvals;
mod hook;
pub(crate) mod payments;
mod seal;
pub(crate) mod session;
mod shop;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post},
};
use http::{Method, StatusCode};
use serde_json::json;
use tower_http::services::ServeDir;

use crate::{
    Operation, Player,
    recorder::{self, Recorder},
    stage,
    world::World,
};

pub(crate) fn router(world: Arc<World>) -> Router {
    let recorder = Recorder { world: world.clone(), player: Player::Storefront, naming };
    let site = world.options.site.clone();
    let shop = Router::new()
        .route("/storefront/demo.json", get(shop::demo))
        .route("/storefront/session", post(session::issue))
        .route("/storefront/payments", post(approvals::approve))
        .route("/storefront/key.pem", get(shop::key))
        .route("/storefront/hooks/payment", post(hook::receive))
        .layer(middleware::from_fn_with_state(recorder, recorder::record))
        .with_state(world);
    match site {
        Some(folder) => shop.fallback_service(ServeDir::new(folder)),
        None => {
            shop.fallback(async || stage::json(StatusCode::NOT_FOUND, &json!({"error": "nothing here; the demo page comes with --site"})))
        }
    }
}

pub(crate) fn naming(method: &Method, path: &str) -> Option<Operation> {
    (method == Method::POST && path == "/storefront/session").then_some(Operation::Session)
}
