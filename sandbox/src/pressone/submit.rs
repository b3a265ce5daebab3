//! `POST /orders/topups`: the purchase. The same request twice buys twice.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    Account,
    body::Fields,
    model::{Activity, Package, PressOne},
    offers, orders,
    purchases::{Bought, Order, default_description},
    replies,
};
use crate::{Dialect, Fault, Operation, times, world::World};

pub(super) async fn topup(State(world): State<Arc<World>>, account: Account, request: Request) -> Response {
    let fields = Fields::read(request).await;
    let (iccid, package) = (fields.get("iccid"), fields.get("package_id"));
    if let (Some(iccid), Some(label)) = (iccid, fields.get("description")) {
        world.state().pressone.labels.insert(label.to_owned(), iccid.to_owned());
    }
    account
        .play(&world, Operation::Submit, iccid, package, |state, now, rule| {
            if let (Some(Fault::Withdraw), Some(iccid), Some(package)) = (rule.map(|rule| &rule.fault), iccid, package) {
                state.pressone.withdraw(iccid, package, now);
            }
            let (iccid, package) = match check(&state.pressone, &fields, now) {
                Ok(checked) => checked,
                Err(refused) => return *refused,
            };
            let description = fields.get("description").map_or_else(|| default_description(&iccid), str::to_owned);
            let mut listing = rule.map(|rule| rule.listing.clone()).unwrap_or_default();
            listing.after_seconds = listing.after_seconds.max(state.settings.pressone.listing_lag_seconds);
            let bought = Bought { iccid, package: package.clone(), description, listing, is_foreign: false };
            let order = state.pressone.commit_topup(bought, now);
            let body = json!({"data": item(state.settings.pressone.dialect, &order, &package), "meta": {"message": "success"}});
            replies::success(&state.settings.pressone, now, "TOPUP_ORDERED", body)
        })
        .await
}

/// The provider's checks in its order: fields, ICCID, recycled, offered, limit, credit.
fn check(pressone: &PressOne, fields: &Fields, now: OffsetDateTime) -> Result<(String, Package), Box<Response>> {
    let refuse = |fields: &[(&str, &str)]| Err(Box::new(replies::invalid(StatusCode::UNPROCESSABLE_ENTITY, fields)));
    let (Some(iccid), Some(package_id)) = (fields.get("iccid"), fields.get("package_id")) else {
        let iccid = fields.get("iccid").is_none().then_some(("iccid", "The iccid field is required."));
        let package = fields.get("package_id").is_none().then_some(("package_id", "The package id field is required."));
        let missing: Vec<_> = iccid.into_iter().chain(package).collect();
        return refuse(&missing);
    };
    let Some(esim) = pressone.esim(iccid) else {
        return refuse(&[("iccid", "The selected iccid is invalid.")]);
    };
    if esim.activity(now) == Activity::Recycled {
        return Err(Box::new(replies::recycled(iccid)));
    }
    let offered = pressone.offers(esim, now).into_iter().find(|it| it.id == package_id);
    let Some(package) = offered else {
        return refuse(&[("package_id", "invalid topup package")]);
    };
    let limit = package.limit_per_sim.and_then(|it| usize::try_from(it).ok());
    if limit.is_some_and(|limit| pressone.bought(iccid, package_id) >= limit) {
        return refuse(&[("package_id", "validation.order_exceed_limit")]);
    }
    if pressone.balance < package.net_price {
        return Err(Box::new(replies::business(11, "Insufficient PressOne credit. Please top up your credit to continue.")));
    }
    Ok((iccid.to_owned(), package))
}

/// The bought order as the submit shows it: its types differ from the order list's.
fn item(dialect: Dialect, order: &Order, package: &Package) -> Value {
    let code = orders::code(dialect, order);
    match dialect {
        Dialect::Pressone => json!({
            "id": order.id,
            "created_at": times::zulu(order.created_at),
            "code": code,
            "package_id": order.package_id,
            "quantity": "1",
            "type": "sim",
            "description": order.description,
            "esim_type": "data",
            "validity": package.days,
            "package": package.title,
            "data": package.data_label(),
            "price": offers::number(order.price),
            "currency": "USD",
        }),
        Dialect::Airalo => json!({
            "id": order.id,
            "code": code,
            "package_id": order.package_id,
            "currency": "USD",
            "quantity": 1,
            "type": "topup",
            "description": order.description,
            "esim_type": "local",
            "validity": package.days,
            "package": package.title,
            "data": package.data_label(),
            "price": offers::number(order.price),
            "pricing_model": "net_pricing",
            "text": package.text,
            "voice": package.voice,
            "net_price": offers::number(package.net_price),
            "created_at": times::naive(order.created_at),
            "manual_installation": "",
            "qrcode_installation": "",
            "installation_guides": {"en": "https://guides.example.test/en"},
        }),
    }
}

/// Two decimals, as sims and orders print money.
pub(super) fn two_decimals(amount: Decimal) -> String {
    format!("{amount:.2}")
}
