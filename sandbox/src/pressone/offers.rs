//! `GET /sims/{iccid}/topups`: what may be bought for one eSIM at this moment.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::{Value, json};

use super::{
    Account,
    model::{Activity, Package},
    replies,
};
use crate::{Fault, Operation, world::World};

pub(super) async fn list(State(world): State<Arc<World>>, account: Account, Path(iccid): Path<String>) -> Response {
    account
        .play(&world, Operation::Offers, Some(&iccid), None, |state, now, rule| {
            let Some(esim) = state.pressone.esim(&iccid) else { return replies::unknown_sim() };
            if esim.activity(now) == Activity::Recycled {
                return replies::recycled(&iccid);
            }
            let items: Vec<Value> = state.pressone.offers(esim, now).iter().map(item).collect();
            if let Some(Fault::Reprice { package, price }) = rule.map(|rule| &rule.fault) {
                state.pressone.reprice(&iccid, package, *price, now);
            }
            let body = json!({"pricing": {"model": "net_pricing", "discount_percentage": 0}, "data": items});
            replies::success(&state.settings.pressone, now, "TOPUPS_RETRIEVED", body)
        })
        .await
}

/// A package as lists show it: prices are numbers here.
pub(super) fn item(package: &Package) -> Value {
    let kind = if package.is_topup { "topup" } else { "sim" };
    json!({
        "id": package.id,
        "type": kind,
        "price": number(package.price),
        "amount": package.amount,
        "day": package.days,
        "is_unlimited": package.is_unlimited,
        "title": package.title,
        "data": package.data_label(),
        "short_info": package.fair_use,
        "voice": package.voice,
        "text": package.text,
        "net_price": number(package.net_price),
        "prices": {
            "net_price": {"USD": number(package.net_price)},
            "recommended_retail_price": {"USD": number(package.price)},
        },
    })
}

/// Money as a JSON number: without a fraction when it is whole.
pub(super) fn number(amount: Decimal) -> Value {
    let whole = amount.is_integer().then(|| amount.to_i64()).flatten();
    whole.map_or_else(|| amount.to_f64().map_or(Value::Null, Value::from), Value::from)
}
