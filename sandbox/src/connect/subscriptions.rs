//! `GET /v2/subscriptions` and `/v2/subscriptions/{id}`: the only trace of an order whose answer got lost.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use http::StatusCode;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Client, model::Subscription, replies};
use crate::{ConnectSettings, Operation, stage, times, world::World};

pub(super) async fn list(State(world): State<Arc<World>>, client: Client, Query(query): Query<HashMap<String, String>>) -> Response {
    let iccid = query.get("iccid").map(String::as_str);
    let product = query.get("product-id").map(String::as_str);
    client
        .play(&world, Operation::Subscriptions, iccid, product, |state, now, _| {
            let (number, size) = match replies::read_page(&query) {
                Ok(page) => page,
                Err(refused) => return *refused,
            };
            let foreign = iccid.and_then(|iccid| state.connect.sim(iccid)).is_some_and(|sim| sim.is_foreign);
            if foreign {
                return replies::denied();
            }
            let listed = state.connect.subscriptions.iter().flat_map(|it| it.rows(now));
            let items: Vec<Value> = listed
                .filter(|it| iccid.is_none_or(|wanted| it.iccid == wanted))
                .filter(|it| product.is_none_or(|wanted| it.product_id == wanted))
                .map(|it| item(&it, &state.settings.connect, &client.base_url, now))
                .collect();
            // Links of this resource are relative to nothing in particular, as in the provider's samples.
            let query = iccid.map(|iccid| format!("iccid={iccid}&")).unwrap_or_default();
            stage::json(StatusCode::OK, &replies::page(&items, number, size, "/v2/subscriptions", &query))
        })
        .await
}

pub(super) async fn one(State(world): State<Arc<World>>, client: Client, Path(id): Path<String>) -> Response {
    let iccid = world.state().connect.subscriptions.iter().find(|it| it.id == id).map(|it| it.iccid.clone());
    client
        .play(&world, Operation::Subscription, iccid.as_deref(), None, |state, now, _| {
            let found = state.connect.subscriptions.iter().flat_map(|it| it.rows(now)).find(|it| it.id == id);
            match found {
                Some(it) => stage::json(StatusCode::OK, &item(&it, &state.settings.connect, &client.base_url, now)),
                None => replies::not_found("SUBSCRIPTION_NOT_FOUND"),
            }
        })
        .await
}

fn item(subscription: &Subscription, settings: &ConnectSettings, base_url: &str, now: OffsetDateTime) -> Value {
    let balance = |bytes: u64| if settings.balances_as_strings { Value::from(bytes.to_string()) } else { Value::from(bytes) };
    let spent = if settings.spent_spelling { "spent_balance" } else { "spend_balance" };
    let own = format!("{base_url}/v2/subscriptions/{}", subscription.id);
    json!({
        "id": subscription.id,
        "name": subscription.name,
        "sim_id": subscription.iccid,
        "product_id": subscription.product_id,
        "created_date": times::zulu(subscription.created_at),
        "activation_date": subscription.activates_at.map(times::zulu),
        "expiry_date": subscription.expires_at.map(times::zulu),
        "status": subscription.status(now),
        "initial_balance": balance(subscription.initial),
        "current_balance": balance(subscription.current),
        spent: balance(subscription.initial.saturating_sub(subscription.current)),
        "balance_units": "Bytes",
        "_metadata": {"links": {
            "_activate": format!("{own}/activate"),
            "_sim": format!("{base_url}/v2/sims/{}", subscription.iccid),
            "_self": own,
            "_product": format!("{base_url}/v2/products/{}", subscription.product_id),
        }},
    })
}
