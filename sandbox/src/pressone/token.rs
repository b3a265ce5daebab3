//! `POST /token`: client credentials for a bearer.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use serde_json::json;
use time::Duration;

use super::{body::Fields, replies};
use crate::{Credentials, Operation, Player, fault_book::Occasion, stage, tokens::TokenKind, world::World};

/// What the provider claims in `expires_in`: 366 days, although it also says 24 hours.
const CLAIMED_SECONDS: u32 = 31_622_400;
/// What it really grants.
const REAL_SECONDS: u32 = 24 * 60 * 60;

pub(super) async fn issue(State(world): State<Arc<World>>, request: Request) -> Response {
    let fields = Fields::read(request).await;
    let occasion = Occasion { player: Player::Pressone, operation: Operation::Token, iccid: None, package: None };
    stage::play(&world, occasion, |state, now, _| {
        let settings = state.settings.pressone.clone();
        let verdict = state.pressone.limiter.count("token", settings.tokens_per_minute, Duration::minutes(1), now);
        if !verdict.allowed {
            return replies::throttled(verdict);
        }
        if let Err(refused) = check(&fields) {
            return *refused;
        }
        let token = state.tokens.issue(Player::Pressone, TokenKind::Access, now, REAL_SECONDS);
        let body = json!({
            "data": {"token_type": "Bearer", "expires_in": CLAIMED_SECONDS, "access_token": token},
            "meta": {"message": "success"},
        });
        replies::success(&settings, now, "TOKEN_ISSUED", body)
    })
    .await
}

fn check(fields: &Fields) -> Result<(), Box<Response>> {
    let missing: Vec<(&str, &str)> = [
        ("client_id", "The client id field is required."),
        ("client_secret", "The client secret field is required."),
        ("grant_type", "The grant type field is required."),
    ]
    .into_iter()
    .filter(|(name, _)| fields.get(name).is_none())
    .collect();
    let refuse = |fields: &[(&str, &str)]| Err(Box::new(replies::invalid(StatusCode::UNPROCESSABLE_ENTITY, fields)));
    let account = Credentials::pressone_demo();
    if !missing.is_empty() {
        refuse(&missing)
    } else if fields.get("grant_type") != Some("client_credentials") {
        refuse(&[("grant_type", "The selected grant type is invalid.")])
    } else if fields.get("client_id") != Some(&account.client_id) {
        refuse(&[("client_id", "The selected client id is invalid.")])
    } else if fields.get("client_secret") != Some(&account.client_secret) {
        Err(Box::new(replies::empty(StatusCode::UNAUTHORIZED, "Client authentication failed")))
    } else {
        Ok(())
    }
}
