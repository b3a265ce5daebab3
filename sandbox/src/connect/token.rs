//! The OAuth token endpoint: client credentials in the form or as Basic, and refresh tokens.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Form,
    extract::State,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use crate::{Credentials, Operation, Player, fault_book::Occasion, stage, tokens::TokenKind, world::World};

const REFRESH_SECONDS: u32 = 30 * 60;

pub(super) async fn issue(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    form: Result<Form<HashMap<String, String>>, axum::extract::rejection::FormRejection>,
) -> Response {
    let form = match form {
        Ok(Form(form)) => form,
        Err(refused) => return oauth_error(StatusCode::BAD_REQUEST, "invalid_request", &refused.body_text()),
    };
    let occasion = Occasion { player: Player::Connect, operation: Operation::Token, iccid: None, package: None };
    stage::play(&world, occasion, |state, now, _| {
        if presented(&headers, &form) != Some(Credentials::connect_demo()) {
            return oauth_error(StatusCode::UNAUTHORIZED, "unauthorized_client", "Invalid client or Invalid client credentials");
        }
        match form.get("grant_type").map(String::as_str) {
            Some("client_credentials") => {}
            Some("refresh_token") => {
                let given = form.get("refresh_token").map(String::as_str).unwrap_or_default();
                if !state.tokens.is_valid(given, Player::Connect, TokenKind::Refresh, now) {
                    return oauth_error(StatusCode::BAD_REQUEST, "invalid_grant", "Invalid refresh token");
                }
            }
            _ => return oauth_error(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unsupported grant_type"),
        }
        let seconds = state.settings.connect.token_seconds;
        let access = state.tokens.issue(Player::Connect, TokenKind::Access, now, seconds);
        let mut body = json!({"access_token": access, "expires_in": seconds, "token_type": "Bearer", "scope": "profile"});
        if let (true, Some(fields)) = (state.settings.connect.refresh_tokens, body.as_object_mut()) {
            let refresh = state.tokens.issue(Player::Connect, TokenKind::Refresh, now, REFRESH_SECONDS);
            fields.insert("refresh_token".to_owned(), refresh.into());
            fields.insert("refresh_expires_in".to_owned(), REFRESH_SECONDS.into());
        }
        (StatusCode::OK, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body.to_string())
            .into_response()
    })
    .await
}

/// Credentials from HTTP Basic, else from the form.
fn presented(headers: &HeaderMap, form: &HashMap<String, String>) -> Option<Credentials> {
    let basic = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok()).and_then(|it| it.strip_prefix("Basic "));
    if let Some(basic) = basic {
        let decoded = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
        let (id, secret) = decoded.split_once(':')?;
        return Some(Credentials { client_id: id.to_owned(), client_secret: secret.to_owned() });
    }
    Some(Credentials { client_id: form.get("client_id")?.clone(), client_secret: form.get("client_secret")?.clone() })
}

fn oauth_error(status: StatusCode, error: &str, description: &str) -> Response {
    stage::json(status, &json!({"error": error, "error_description": description}))
}
