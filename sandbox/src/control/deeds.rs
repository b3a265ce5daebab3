//! Control calls that do something to an order's way: cells armed and lifted, ports shut, purchases of others, deliveries taken back.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::{Body, refuse, shown};
use crate::{Player, catalogue, elsewhere, stage, world::World};

pub(super) async fn cells() -> Response {
    shown(&catalogue())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CellTurn {
    cell: String,
    iccid: String,
    package: String,
    /// Lifts it when false.
    #[serde(default = "yes")]
    armed: bool,
}

fn yes() -> bool {
    true
}

pub(super) async fn turn_cell(State(world): State<Arc<World>>, body: Body<CellTurn>) -> Response {
    let Json(turn) = match body {
        Ok(turn) => turn,
        Err(refused) => return refuse(refused.status(), &refused.body_text()),
    };
    let Some(cell) = catalogue().iter().find(|it| it.name == turn.cell) else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "no such cell");
    };
    let turned = match turn.armed {
        true => cell.begin(&world, &turn.iccid, &turn.package).await,
        false => cell.end(&world, &turn.iccid, &turn.package).await,
    };
    match turned {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Port {
    player: Player,
    open: bool,
}

pub(super) async fn turn_port(State(world): State<Arc<World>>, body: Body<Port>) -> Response {
    let Json(port) = match body {
        Ok(port) => port,
        Err(refused) => return refuse(refused.status(), &refused.body_text()),
    };
    let door = world.doors.of(port.player);
    let turned = if port.open { door.open().await } else { door.shut().await };
    match turned {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForeignPurchase {
    iccid: String,
    package: String,
}

pub(super) async fn buy_elsewhere(State(world): State<Arc<World>>, body: Body<ForeignPurchase>) -> Response {
    match body {
        Ok(Json(it)) => match elsewhere::buy(&mut world.state(), &it.iccid, &it.package, world.clock.now()) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(error) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
        },
        Err(refused) => refuse(refused.status(), &refused.body_text()),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reversal {
    iccid: String,
}

pub(super) async fn take_back(State(world): State<Arc<World>>, body: Body<Reversal>) -> Response {
    match body {
        Ok(Json(it)) => {
            let taken = elsewhere::take_back(&mut world.state(), &it.iccid, world.clock.now());
            stage::json(StatusCode::OK, &json!({"taken_back": taken}))
        }
        Err(refused) => refuse(refused.status(), &refused.body_text()),
    }
}
