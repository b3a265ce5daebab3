//! `GET /balance`: the account's credit, JSON served as plain text.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use serde_json::json;

use super::{Account, offers};
use crate::{Operation, world::World};

pub(super) async fn read(State(world): State<Arc<World>>, account: Account) -> Response {
    account
        .play(&world, Operation::Balance, None, None, |state, _, _| {
            let amount = offers::number(state.pressone.balance);
            let balances = json!({"name": "balance", "availableBalance": {"amount": amount, "currency": "USD"}});
            let body = json!({"data": {"balances": balances}, "meta": {"message": "success"}});
            (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body.to_string()).into_response()
        })
        .await
}
