//! `GET /orders` and `GET /orders/{id}`: the only place where a purchase can be found again by its description.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use http::StatusCode;
use serde_json::{Value, json};
use time::macros::format_description;

use super::{
    Account, LINKS,
    model::PressOne,
    paging::{self, Page},
    purchases::Order,
    replies, sims, submit,
};
use crate::{Dialect, Operation, PressOneSettings, times, world::World};

pub(super) async fn list(State(world): State<Arc<World>>, account: Account, Query(query): paging::Query) -> Response {
    let iccid = paging::filter(&query, "description").and_then(|label| world.state().pressone.labels.get(label).cloned());
    account
        .play(&world, Operation::Orders, iccid.as_deref(), None, |state, now, _| {
            let settings = &state.settings.pressone;
            let page = match Page::read(&query, settings) {
                Ok(page) => page,
                Err(refused) => return *refused,
            };
            let listed = state.pressone.orders.iter().flat_map(|it| it.rows(now));
            let mut orders: Vec<Order> = listed.filter(|it| matches(it, &query, settings)).collect();
            orders.sort_by_key(|it| Reverse(it.id));
            let items: Vec<Value> = orders.iter().map(|it| detailed(&state.pressone, it, &query, settings.dialect)).collect();
            replies::success(settings, now, "ORDERS_RETRIEVED", page.envelope(&items, &format!("{LINKS}/orders")))
        })
        .await
}

pub(super) async fn one(
    State(world): State<Arc<World>>,
    account: Account,
    Path(id): Path<String>,
    Query(query): paging::Query,
) -> Response {
    let iccid = world.state().pressone.orders.iter().find(|it| it.id.to_string() == id).map(|it| it.iccid.clone());
    account
        .play(&world, Operation::Order, iccid.as_deref(), None, |state, now, _| {
            let found = state.pressone.orders.iter().find(|it| it.id.to_string() == id);
            let Some(order) = found.map(Order::as_shown) else {
                // The provider's own oddity: a foreign or unknown order is a 401.
                return replies::empty(StatusCode::UNAUTHORIZED, "This action is unauthorized.");
            };
            let settings = &state.settings.pressone;
            let item = detailed(&state.pressone, &order, &query, settings.dialect);
            replies::success(settings, now, "ORDER_RETRIEVED", json!({"data": item, "meta": {"message": "success"}}))
        })
        .await
}

fn matches(order: &Order, query: &HashMap<String, String>, settings: &PressOneSettings) -> bool {
    let passes = |name: &str, test: &dyn Fn(&str) -> bool| paging::filter(query, name).is_none_or(test);
    passes("description", &|wanted| order.description.as_deref().is_some_and(|it| paging::like(it, wanted)))
        && passes("code", &|wanted| paging::like(&code(settings.dialect, order), wanted))
        && passes("iccid", &|wanted| (!order.is_topup || settings.iccid_filter_finds_topups) && paging::like(&order.iccid, wanted))
        && passes("order_status", &|wanted| status_of(order).1 == wanted)
        && passes("created_at", &|range| paging::in_days(order.created_at, range))
}

fn detailed(pressone: &PressOne, order: &Order, query: &HashMap<String, String>, dialect: Dialect) -> Value {
    let mut item = item(pressone, order);
    if let Some(fields) = item.as_object_mut() {
        fields.insert("code".to_owned(), code(dialect, order).into());
        if paging::includes(query, "status") {
            let (name, slug) = status_of(order);
            fields.insert("status".to_owned(), json!({"name": name, "slug": slug}));
        }
        if paging::includes(query, "user") {
            fields.insert("user".to_owned(), user());
        }
        if paging::includes(query, "sims") {
            // A top-up row never shows its eSIM.
            let esim = pressone.esim(&order.iccid).filter(|_| !order.is_topup);
            fields.insert("sims".to_owned(), esim.map(sims::bare).into_iter().collect());
        }
    }
    item
}

/// An order as lists and eSIMs show it: prices and days are strings here.
pub(super) fn item(pressone: &PressOne, order: &Order) -> Value {
    let package = pressone.catalogue.get(&order.package_id);
    let kind = if order.is_topup { "topup" } else { "sim" };
    let guides = if order.is_topup { json!({}) } else { json!({"en": "https://guides.example.test/en"}) };
    let installation = if order.is_topup { "" } else { "<p>Scan the code with your phone.</p>" };
    json!({
        "id": order.id,
        "created_at": times::naive(order.created_at),
        "code": code(Dialect::Pressone, order),
        "description": order.description,
        "type": kind,
        "package_id": order.package_id,
        "quantity": 1,
        "package": package.map(|it| it.title.clone()),
        "esim_type": "Prepaid",
        "validity": package.map(|it| it.days.to_string()),
        "price": submit::two_decimals(order.price),
        "data": package.map(super::model::Package::data_label),
        "currency": "USD",
        "manual_installation": installation,
        "qrcode_installation": installation,
        "installation_guides": guides,
    })
}

/// The display number: `ORD-51207`, or `20260211-051207` in the Airalo dialect.
pub(super) fn code(dialect: Dialect, order: &Order) -> String {
    match dialect {
        Dialect::Pressone => format!("ORD-{}", order.id),
        Dialect::Airalo => {
            let day = order.created_at.format(format_description!("[year][month][day]")).unwrap_or_default();
            format!("{day}-{:06}", order.id)
        }
    }
}

/// Name and slug of an order's status: complete once it is committed, until the provider takes it back.
pub(super) fn status_of(order: &Order) -> (&'static str, &'static str) {
    if order.refunded_at.is_some() { ("Refunded", "refunded") } else { ("Completed", "completed") }
}

/// What `include=user` adds: the reseller's own account.
pub(super) fn user() -> Value {
    json!({
        "id": 88, "created_at": "2025-11-02 10:00:00", "name": "Demo Reseller", "email": "ops@reseller.example.test", "mobile": null,
        "address": null, "state": null, "city": null, "postal_code": null, "country_id": null, "company": "Demo Reseller",
    })
}
