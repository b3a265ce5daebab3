//! What the demo page needs to know about the shop: customers and scenarios.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::{stage, world::World};

pub(super) async fn demo(State(world): State<Arc<World>>) -> Response {
    let customers: Vec<Value> = world.shop.customers.iter().map(|it| json!({"id": it.id, "name": it.name})).collect();
    let scenarios: Vec<Value> = world
        .shop
        .scenarios
        .iter()
        .map(|it| json!({"id": it.id, "title": it.title, "what": it.what, "customer": it.customer, "sim": it.sim, "package": it.package}))
        .collect();
    stage::json(StatusCode::OK, &json!({"bff": world.options.bff_url, "customers": customers, "scenarios": scenarios}))
}

pub(super) async fn key(State(world): State<Arc<World>>) -> Response {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], world.signer.public_pem().to_owned()).into_response()
}
