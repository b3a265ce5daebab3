//! `POST /storefront/session`: what a real shop's server would do for its logged-in customer.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    response::Response,
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Operation, Player,
    demo::shop::{Paying, Provider, ShopSim},
    fault_book::Occasion,
    stage,
    world::World,
};

/// Seconds a session token lives; the BFF accepts at most five minutes.
const TOKEN_SECONDS: i64 = 240;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionWanted {
    customer: String,
    #[serde(default)]
    scenario: Option<String>,
    #[serde(default)]
    locale: Option<String>,
}

pub(super) async fn issue(State(world): State<Arc<World>>, wanted: Result<Json<SessionWanted>, JsonRejection>) -> Response {
    let Json(wanted) = match wanted {
        Ok(wanted) => wanted,
        Err(refused) => return stage::json(refused.status(), &json!({"error": refused.body_text()})),
    };
    let occasion = Occasion { player: Player::Storefront, operation: Operation::Session, iccid: None, package: None };
    stage::play(&world, occasion, |_, _, _| match token(&world, &wanted.customer, wanted.scenario.as_deref(), wanted.locale.as_deref()) {
        Ok(token) => {
            let mut response = stage::json(StatusCode::OK, &json!({"token": token}));
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => stage::json(StatusCode::NOT_FOUND, &json!({"error": error.to_string()})),
    })
    .await
}

/// Signs a session for a customer. A scenario of a lab customer narrows it to that scenario's SIM.
pub(crate) fn token(world: &World, customer: &str, scenario: Option<&str>, locale: Option<&str>) -> anyhow::Result<String> {
    let found = world.shop.customers.iter().find(|it| it.id == customer);
    let customer = found.ok_or_else(|| anyhow::anyhow!("no customer is called {customer:?}"))?;
    let scenario = match scenario {
        Some(id) => {
            let own = world.shop.scenarios.iter().find(|it| it.id == id && it.customer == customer.id);
            Some(own.ok_or_else(|| anyhow::anyhow!("no scenario of {:?} is called {id:?}", customer.id))?)
        }
        None => None,
    };
    let only = scenario.filter(|_| customer.is_lab).and_then(|it| it.sim.as_deref());
    let sims = customer.sims.iter().filter(|it| only.is_none_or(|iccid| it.iccid == iccid));
    let buyer = Buyer { id: customer.id, paying: customer.paying, payment_label: customer.payment_label };
    world.signer.sign(&claims(&buyer, sims, locale.unwrap_or("en")))
}

/// Who a session is for.
pub(crate) struct Buyer<'a> {
    pub(crate) id: &'a str,
    pub(crate) paying: Paying,
    pub(crate) payment_label: Option<&'a str>,
}

/// What the shop signs for its customer.
pub(crate) fn claims<'a>(buyer: &Buyer<'_>, sims: impl Iterator<Item = &'a ShopSim>, locale: &str) -> Value {
    // Real time, not the sandbox clock: the BFF that checks the token lives in real time.
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let payment = match buyer.paying {
        Paying::ByHook => json!({"mode": "hook"}),
        Paying::OnAccount { cap_cents } => json!({"mode": "account", "cap": {"minor": cap_cents, "currency": "USD"}}),
    };
    let mut claims = json!({
        "iss": "demo",
        "aud": "esim-topup",
        "sub": buyer.id,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": Uuid::new_v4().to_string(),
        "locale": locale,
        "payment": payment,
        "sims": sims.map(sim).collect::<Vec<_>>(),
    });
    if let (Some(label), Some(fields)) = (buyer.payment_label, claims.as_object_mut()) {
        fields.insert("payment_label".to_owned(), label.into());
    }
    claims
}

fn sim(sim: &ShopSim) -> Value {
    let (provider, kind) = match sim.provider {
        Provider::PressOne => ("pressone", "esim"),
        Provider::ConnectEsim => ("connect", "esim"),
        Provider::ConnectPsim => ("connect", "psim"),
    };
    let mut claim = json!({"iccid": sim.iccid, "provider": provider, "kind": kind, "country": sim.country, "label": sim.label});
    if let (Provider::ConnectEsim, Some(fields)) = (sim.provider, claim.as_object_mut()) {
        let tail = sim.iccid.get(sim.iccid.len().saturating_sub(4)..).unwrap_or_default();
        let device = json!({"operating_system": "ios", "model": "iPhone 16", "id": format!("dev-{tail}")});
        fields.insert("device".to_owned(), device);
    }
    claim
}
