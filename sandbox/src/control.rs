//! The control API: for tests and the demo only. It shows the ledger, arms faults, turns knobs and moves the clock.

mod deeds;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{FaultRule, Settings, stage, times, world::World};

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/control/ledger", get(ledger))
        .route("/control/faults", get(armed).post(arm).delete(disarm))
        .route("/control/settings", get(settings).patch(change_settings))
        .route("/control/clock", get(clock).post(advance))
        .route("/control/reset", post(reset))
        .route("/control/revoke-tokens", post(revoke_tokens))
        .route("/control/cells", get(deeds::cells).post(deeds::turn_cell))
        .route("/control/ports", post(deeds::turn_port))
        .route("/control/buy-elsewhere", post(deeds::buy_elsewhere))
        .route("/control/take-back", post(deeds::take_back))
        .fallback(async || refuse(StatusCode::NOT_FOUND, "no such control; the README lists them all"))
        .with_state(world)
}

type Body<T> = Result<Json<T>, JsonRejection>;

async fn ledger(State(world): State<Arc<World>>) -> Response {
    shown(&world.ledger())
}

async fn armed(State(world): State<Arc<World>>) -> Response {
    shown(&world.state().faults.armed())
}

async fn arm(State(world): State<Arc<World>>, rule: Body<FaultRule>) -> Response {
    match rule {
        Ok(Json(rule)) => {
            world.state().faults.arm(rule);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refused) => refuse(refused.status(), &refused.body_text()),
    }
}

async fn disarm(State(world): State<Arc<World>>) -> Response {
    world.state().faults.disarm();
    StatusCode::NO_CONTENT.into_response()
}

async fn settings(State(world): State<Arc<World>>) -> Response {
    shown(&world.state().settings)
}

/// Merges what is sent into the settings: `{"connect": {"accepted_ms": 0}}` changes that knob alone.
async fn change_settings(State(world): State<Arc<World>>, patch: Body<Value>) -> Response {
    let Json(patch) = match patch {
        Ok(patch) => patch,
        Err(refused) => return refuse(refused.status(), &refused.body_text()),
    };
    let mut state = world.state();
    let merged = serde_json::to_value(&state.settings).map(|mut whole| {
        merge(&mut whole, patch);
        whole
    });
    match merged.and_then(serde_json::from_value::<Settings>) {
        Ok(settings) => {
            state.settings = settings;
            shown(&state.settings)
        }
        Err(error) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    }
}

fn merge(into: &mut Value, patch: Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}

async fn clock(State(world): State<Arc<World>>) -> Response {
    stage::json(StatusCode::OK, &json!({"now": times::zulu_millis(world.clock.now())}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u32,
}

async fn advance(State(world): State<Arc<World>>, body: Body<Advance>) -> Response {
    match body {
        Ok(Json(body)) => {
            world.clock.advance(Duration::from_secs(body.advance_seconds.into()));
            clock(State(world)).await
        }
        Err(refused) => refuse(refused.status(), &refused.body_text()),
    }
}

async fn reset(State(world): State<Arc<World>>) -> Response {
    world.reset();
    StatusCode::NO_CONTENT.into_response()
}

async fn revoke_tokens(State(world): State<Arc<World>>) -> Response {
    world.state().tokens.revoke_all();
    StatusCode::NO_CONTENT.into_response()
}

fn shown(what: &impl Serialize) -> Response {
    match serde_json::to_value(what) {
        Ok(value) => stage::json(StatusCode::OK, &value),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn refuse(status: StatusCode, error: &str) -> Response {
    stage::json(status, &json!({"error": error}))
}
