//! `GET /packages`: the catalogue as a tree of countries, operators and packages. Never a substitute for the live list of one eSIM.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Query, State},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{
    Account, LINKS,
    model::Package,
    offers,
    paging::{self, Page},
    replies,
};
use crate::{
    Operation,
    demo::operators::{OPERATORS, Operator},
    world::World,
};

pub(super) async fn list(State(world): State<Arc<World>>, account: Account, Query(query): paging::Query) -> Response {
    account
        .play(&world, Operation::Packages, None, None, |state, now, _| {
            let settings = &state.settings.pressone;
            let page = match Page::read(&query, settings) {
                Ok(page) => page,
                Err(refused) => return *refused,
            };
            let with_topups = paging::includes(&query, "topup");
            let items: Vec<Value> = OPERATORS
                .iter()
                .filter(|it| paging::filter(&query, "country").is_none_or(|wanted| it.country.eq_ignore_ascii_case(wanted)))
                .filter(|it| paging::filter(&query, "type").is_none_or(|wanted| (wanted == "global") == it.country.is_empty()))
                .map(|operator| country(operator, &state.pressone.catalogue, with_topups))
                .collect();
            let mut body = page.envelope(&items, &format!("{LINKS}/packages"));
            if let Some(fields) = body.as_object_mut() {
                fields.insert("pricing".to_owned(), json!({"model": "net_pricing", "discount_percentage": 0}));
                if page.number > 1 {
                    index_data(fields, page);
                }
            }
            replies::success(settings, now, "PACKAGES_RETRIEVED", body)
        })
        .await
}

/// From the second page on the provider's list turns into an object keyed by list index.
fn index_data(fields: &mut Map<String, Value>, page: Page) {
    if let Some(Value::Array(items)) = fields.remove("data") {
        let start = page.limit.saturating_mul(page.number - 1);
        let indexed: Map<String, Value> = items.into_iter().enumerate().map(|(at, item)| ((start + at).to_string(), item)).collect();
        fields.insert("data".to_owned(), Value::Object(indexed));
    }
}

fn country(operator: &Operator, catalogue: &BTreeMap<String, Package>, with_topups: bool) -> Value {
    let own = catalogue.values().filter(|it| it.id.starts_with(operator.slug));
    let packages: Vec<&Package> = own.filter(|it| with_topups || !it.is_topup).collect();
    let image = json!({"width": 132, "height": 99, "url": format!("https://images.example.test/{}.png", operator.slug)});
    let least = packages.iter().map(|it| (it.price, it.net_price)).min();
    let shown: Vec<Value> = packages.iter().map(|it| in_tree(it)).collect();
    json!({
        "slug": operator.country_title.to_lowercase().replace(' ', "-"),
        "country_code": operator.country,
        "title": operator.country_title,
        "image": image,
        "min_price": least.map(|(price, net)| json!({
            "net_price": {"USD": offers::number(net)},
            "recommended_retail_price": {"USD": offers::number(price)},
        })),
        "operators": [{
            "id": operator.id,
            "title": operator.title,
            "type": if operator.country.is_empty() { "global" } else { "local" },
            "plan_type": "data",
            "is_roaming": true,
            "rechargeability": true,
            "esim_type": "Prepaid",
            "apn_type": "automatic",
            "apn_value": null,
            "activation_policy": "first-usage",
            "is_kyc_verify": false,
            "is_prepaid": false,
            "info": ["Data works at once in the covered countries."],
            "other_info": null,
            "coverages": [],
            "countries": [{"country_code": operator.country, "title": operator.country_title, "image": image}],
            "install_window_days": null,
            "topup_grace_window_days": 30,
            "packages": shown,
        }],
    })
}

fn in_tree(package: &Package) -> Value {
    let mut item = offers::item(package);
    if let Some(fields) = item.as_object_mut() {
        fields.insert("qr_installation".to_owned(), Value::Null);
        fields.insert("manual_installation".to_owned(), Value::Null);
        fields.insert("is_fair_usage_policy".to_owned(), package.fair_use.is_some().into());
        fields.insert("fair_usage_policy".to_owned(), package.fair_use.clone().into());
    }
    item
}
