//! `POST /v2/orders` and `GET /v2/orders/{id}`. The same request twice makes two orders; no list of orders exists.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    Client,
    model::{Connect, Product, Subscription},
    order_form::{OrderForm, OrderRequest, Refusal},
    purchases::{Order, Progress},
    replies,
};
use crate::{ConnectSettings, Course, Fault, Listing, Operation, stage, times, world::World};

const MOST_ACTIVE_SUBSCRIPTIONS: usize = 15;

pub(super) async fn create(State(world): State<Arc<World>>, client: Client, body: Bytes) -> Response {
    let form: OrderForm = match serde_json::from_slice(&body) {
        Ok(form) => form,
        Err(error) => return replies::unparsable(&error.to_string()),
    };
    let (iccid, product) = (form.subscriber.sim.iccid.clone(), form.product.id.clone());
    client
        .play(&world, Operation::Submit, iccid.as_deref(), product.as_deref(), |state, now, rule| {
            let settings = &state.settings.connect;
            let tolerance = Duration::seconds(settings.past_activation_tolerance_seconds.into());
            let request = match form.check(now, tolerance) {
                Ok(request) => request,
                Err(Refusal::Unparsable(message)) => return replies::unparsable(&message),
                Err(Refusal::Invalid(messages)) => return replies::invalid(&messages),
            };
            let product = match resolve(&state.connect, &request) {
                Ok(product) => product.clone(),
                Err(refused) => return *refused,
            };
            let course = match rule.map(|rule| &rule.fault) {
                Some(Fault::Take { course }) => *course,
                _ if cannot_be_fulfilled(&state.connect, &request, now) => Course::Fails,
                _ => Course::Normal,
            };
            let listing = rule.map(|rule| rule.listing.clone()).unwrap_or_default();
            let order = order(&request, course, settings, client.correlation_id.clone(), now);
            if let Some(delivers_at) = order.delivers_at() {
                state.connect.subscriptions.push(subscription(&order, &request, &product, delivers_at, listing));
            }
            let links = json!({"_self": format!("{}/v2/orders/{}", client.base_url, order.id)});
            let body = json!({"id": order.id, "status": "ACCEPTED", "created_date": times::zulu(now), "_metadata": {"_links": links}});
            state.connect.orders.push(order);
            stage::json(StatusCode::from_u16(settings.order_status).unwrap_or(StatusCode::CREATED), &body)
        })
        .await
}

/// The checks that need the provider's data: whose SIM, which kind, which product.
fn resolve<'a>(connect: &'a Connect, request: &OrderRequest) -> Result<&'a Product, Box<Response>> {
    let invalid = |message: &str| Err(Box::new(replies::invalid(&[message.to_owned()])));
    let Some(sim) = connect.sim(&request.iccid) else {
        return invalid("subscriber.sim.iccid: unknown SIM");
    };
    if sim.is_foreign {
        return Err(Box::new(replies::denied()));
    }
    if sim.sim_type != request.sim_type {
        return invalid("sim_type: does not fit the SIM");
    }
    let Some(product) = connect.product(&request.product_id) else {
        let message = "The product does not exist in the catalogue".to_owned();
        return Err(Box::new(replies::error(StatusCode::UNPROCESSABLE_ENTITY, "PRODUCT_NOT_FOUND", &[message])));
    };
    if !product.sim_types.contains(&request.sim_type) {
        return invalid("product.id: does not fit the sim_type");
    }
    Ok(product)
}

/// What is only found out after the order was accepted.
fn cannot_be_fulfilled(connect: &Connect, request: &OrderRequest, now: OffsetDateTime) -> bool {
    connect.sim(&request.iccid).is_some_and(|sim| sim.status == "Unavailable")
        || connect.active_subscriptions(&request.iccid, now) >= MOST_ACTIVE_SUBSCRIPTIONS
}

fn order(request: &OrderRequest, course: Course, settings: &ConnectSettings, correlation_id: Option<String>, now: OffsetDateTime) -> Order {
    Order {
        id: Uuid::new_v4().to_string(),
        created_at: now,
        course,
        pace: (Duration::milliseconds(settings.accepted_ms.into()), Duration::milliseconds(settings.fulfilling_ms.into())),
        readable_from: now + Duration::milliseconds(settings.order_hidden_ms.into()),
        iccid: request.iccid.clone(),
        product_id: request.product_id.clone(),
        subscription_id: format!("{}=", Uuid::new_v4().simple()),
        correlation_id,
        sold_price: request.sold_price,
        sold_currency: request.sold_currency.clone(),
        activation_date: request.activation_date.clone(),
        is_foreign: false,
        reversed_at: None,
    }
}

fn subscription(order: &Order, request: &OrderRequest, product: &Product, delivers_at: OffsetDateTime, listing: Listing) -> Subscription {
    let activates_at = request.activates_at.map_or(delivers_at, |wanted| wanted.max(delivers_at));
    let longest = activates_at + Duration::days(product.days.into());
    let bytes = product.megabytes * 1024 * 1024;
    Subscription {
        id: order.subscription_id.clone(),
        iccid: order.iccid.clone(),
        product_id: product.id.clone(),
        name: product.name.clone(),
        created_at: delivers_at,
        activates_at: (!request.on_first_use).then_some(activates_at),
        expires_at: (!request.on_first_use).then(|| request.expires_at.map_or(longest, |wanted| wanted.min(longest))),
        initial: bytes,
        current: bytes,
        listing,
        cancelled_at: None,
    }
}

pub(super) async fn read(State(world): State<Arc<World>>, client: Client, Path(id): Path<String>) -> Response {
    let iccid = world.state().connect.orders.iter().find(|it| it.id == id).map(|it| it.iccid.clone());
    client
        .play(&world, Operation::Order, iccid.as_deref(), None, |state, now, _| {
            let found = state.connect.orders.iter().find(|it| it.id == id && it.readable_from <= now);
            match found {
                Some(order) => stage::json(StatusCode::OK, &item(order, &state.settings.connect, &client.base_url, now)),
                None => replies::not_found("ORDER_NOT_FOUND"),
            }
        })
        .await
}

fn item(order: &Order, settings: &ConnectSettings, base_url: &str, now: OffsetDateTime) -> Value {
    let progress = order.progress(now);
    let mut links = json!({"_self": format!("{base_url}/v2/orders/{}", order.id)});
    let mut item = json!({"id": order.id, "status": progress.word(), "created_date": times::zulu(order.created_at)});
    if let (Some(fields), Some(links)) = (item.as_object_mut(), links.as_object_mut()) {
        match progress {
            Progress::Completed => {
                let output = json!({"iccid": order.iccid, "subscription_id": order.subscription_id});
                fields.insert("output".to_owned(), output);
                links.insert("_sim".to_owned(), format!("{base_url}/v2/sims/{}", order.iccid).into());
                let subscription = format!("{base_url}/v2/subscriptions/{}", order.subscription_id);
                links.insert("_subscription".to_owned(), subscription.into());
            }
            Progress::Failed if settings.failed_with_reason => {
                fields.insert("type".to_owned(), "FULFILMENT_FAILED".into());
                fields.insert("messages".to_owned(), json!(["The network did not accept the plan"]));
            }
            Progress::Accepted | Progress::Fulfilling if settings.null_output => {
                fields.insert("output".to_owned(), Value::Null);
            }
            _ => {}
        }
    }
    if let Some(fields) = item.as_object_mut() {
        fields.insert("_metadata".to_owned(), json!({"links": links}));
    }
    item
}
