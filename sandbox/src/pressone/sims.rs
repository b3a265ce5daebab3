//! `GET /sims` and `GET /sims/{iccid}`: the account's eSIMs, each with the order that first bought it.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde_json::{Value, json};

use super::{
    Account, LINKS,
    model::{Esim, PressOne},
    orders,
    paging::{self, Page},
    replies,
};
use crate::{Operation, times, world::World};

pub(super) async fn list(State(world): State<Arc<World>>, account: Account, Query(query): paging::Query) -> Response {
    account
        .play(&world, Operation::Sims, None, None, |state, now, _| {
            let page = match Page::read(&query, &state.settings.pressone) {
                Ok(page) => page,
                Err(refused) => return *refused,
            };
            let mut esims: Vec<&Esim> = state
                .pressone
                .esims
                .iter()
                .filter(|it| paging::filter(&query, "iccid").is_none_or(|wanted| paging::like(&it.iccid, wanted)))
                .filter(|it| paging::filter(&query, "created_at").is_none_or(|range| paging::in_days(it.created_at, range)))
                .collect();
            esims.sort_by_key(|it| std::cmp::Reverse(it.id));
            let items: Vec<Value> = esims.iter().map(|it| item(&state.pressone, it, &query)).collect();
            let body = page.envelope(&items, &format!("{LINKS}/sims"));
            replies::success(&state.settings.pressone, now, "SIMS_RETRIEVED", body)
        })
        .await
}

pub(super) async fn one(
    State(world): State<Arc<World>>,
    account: Account,
    Path(iccid): Path<String>,
    Query(query): paging::Query,
) -> Response {
    account
        .play(&world, Operation::Sim, Some(&iccid), None, |state, now, _| {
            let Some(esim) = state.pressone.esim(&iccid) else { return replies::unknown_sim() };
            let body = json!({"data": item(&state.pressone, esim, &query), "meta": {"message": "success"}});
            replies::success(&state.settings.pressone, now, "SIM_RETRIEVED", body)
        })
        .await
}

fn item(pressone: &PressOne, esim: &Esim, query: &HashMap<String, String>) -> Value {
    let mut item = bare(esim);
    if let Some(fields) = item.as_object_mut() {
        let original = pressone.orders.iter().find(|it| it.id == esim.original_order);
        let mut simable = original.map_or(Value::Null, |it| orders::item(pressone, it));
        if let Some(simable) = simable.as_object_mut() {
            if paging::includes(query, "order.status") {
                let status = original.map(orders::status_of).map(|(name, slug)| json!({"name": name, "slug": slug}));
                simable.insert("status".to_owned(), status.into());
            }
            if paging::includes(query, "order.user") {
                simable.insert("user".to_owned(), orders::user());
            }
            if paging::includes(query, "share") {
                let link = format!("https://esims.example.test/{}", esim.id);
                simable.insert("sharing".to_owned(), json!({"link": link, "access_code": "4471"}));
            }
        }
        fields.insert("order".to_owned(), Value::Null);
        fields.insert("brand_settings_name".to_owned(), Value::Null);
        fields.insert("recycled".to_owned(), esim.recycled_at.is_some().into());
        fields.insert("recycled_at".to_owned(), esim.recycled_at.map(times::naive).into());
        fields.insert("simable".to_owned(), simable);
    }
    item
}

/// An eSIM as it stands inside an order: without order, brand and recycling.
pub(super) fn bare(esim: &Esim) -> Value {
    let code = format!("LPA:1$smdp.example.test$K2-{}", esim.id);
    json!({
        "id": esim.id,
        "created_at": times::naive(esim.created_at),
        "iccid": esim.iccid,
        "lpa": "smdp.example.test",
        "imsis": null,
        "matching_id": format!("K2-{}", esim.id),
        "qrcode": code,
        "qrcode_url": format!("https://qr.example.test/{}", esim.id),
        "direct_apple_installation_url": format!("https://esimsetup.example.test/?carddata={}", esim.id),
        "voucher_code": null,
        "airalo_code": null,
        "apn_type": "automatic",
        "apn_value": null,
        "is_roaming": true,
        "confirmation_code": null,
    })
}
