//! `GET /v2/products` and `/v2/products/{id}`: the client's own catalogue.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use http::StatusCode;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value, json};

use super::{Client, model::Product, replies};
use crate::{Operation, stage, world::World};

pub(super) async fn list(State(world): State<Arc<World>>, client: Client, Query(query): Query<HashMap<String, String>>) -> Response {
    client
        .play(&world, Operation::Products, None, None, |state, _, _| {
            let (number, size) = match replies::read_page(&query) {
                Ok(page) => page,
                Err(refused) => return *refused,
            };
            let items: Vec<Value> = state.connect.products.iter().map(|it| item(it, &client.base_url)).collect();
            let base = format!("{}/v2/products", client.base_url);
            stage::json(StatusCode::OK, &replies::page(&items, number, size, &base, ""))
        })
        .await
}

pub(super) async fn one(State(world): State<Arc<World>>, client: Client, Path(id): Path<String>) -> Response {
    client
        .play(&world, Operation::Product, None, Some(&id), |state, _, _| match state.connect.product(&id) {
            Some(product) => stage::json(StatusCode::OK, &item(product, &client.base_url)),
            None => replies::not_found("PRODUCT_NOT_FOUND"),
        })
        .await
}

fn item(product: &Product, base_url: &str) -> Value {
    let sim_types: Vec<&str> = product.sim_types.iter().map(|it| it.word()).collect();
    let whole_gigabytes = product.megabytes.is_multiple_of(1024);
    let (data, unit) = if whole_gigabytes { (product.megabytes / 1024, "GB") } else { (product.megabytes, "MB") };
    json!({
        "id": product.id,
        "name": product.name,
        "sim_type": sim_types,
        "duration": product.days,
        "duration_unit": "DAYS",
        "data": data,
        "data_unit": unit,
        "price": product.price.to_f64(),
        "price_currency": "EUR",
        "footprint_code": product.footprint,
        "_metadata": {"links": {"_self": format!("{base_url}/v2/products/{}", product.id)}},
    })
}
