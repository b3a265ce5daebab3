//! `/v1/session`: the storefront's token for a handle, and the end of that handle.

use super::body::Json;
use super::describe::Problems;
use super::signed::Signed;
use super::{Shared, cors};
use crate::failure::Failure;
use crate::session::{Handle, OpenError, Session, TokenFault, verify};
use crate::time::now;
use axum::extract::State;
use contract::{Capabilities, OpenSession, ProblemCode};
use http::header::ORIGIN;
use http::{HeaderMap, StatusCode};
use order::Customer;

/// Swaps a token, once.
#[utoipa::path(
    post, path = "/v1/session", tag = "session", request_body = OpenSession,
    responses((status = 200, description = "The session", body = contract::Session), Problems),
)]
pub(super) async fn open(
    State(app): State<Shared>,
    headers: HeaderMap,
    Json(request): Json<OpenSession>,
) -> Result<axum::Json<contract::Session>, Failure> {
    let now = now();
    let (name, claims) = verify(&request.token, &app.config.storefronts, now).map_err(rejected)?;
    let shop = app.config.storefronts.get(&name).ok_or_else(|| rejected(TokenFault::Signature))?;
    // An origin that is no text can be in nobody's list; the outer layer has refused it already.
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let allowed = match &origin {
        Some(origin) => shop.origins.iter().any(|ours| ours.as_str() == origin),
        None => shop.allow_missing_origin,
    };
    if !allowed {
        return Err(cors::foreign());
    }
    let customer = Customer { storefront: name.clone(), reference: claims.sub.clone() };
    app.limits.session(&customer)?;
    let (jti, token_ends) = (claims.jti.clone(), claims.exp);
    let granted = claims.grant(&name, shop, &app.names, now).map_err(rejected)?;
    let handle = Handle::random().map_err(Failure::internal)?;
    let session = Session { hash: handle.hash(), customer, origin, granted, used_at: now, ends_at: app.sessions.end(now) };
    app.sessions.open(&session, &jti, token_ends, now).await.map_err(|error| match error {
        OpenError::Replayed => rejected(TokenFault::Replayed),
        OpenError::Database(error) => error.into(),
    })?;
    Ok(axum::Json(contract::Session {
        handle: handle.into_text(),
        expires_at: session.ends_at,
        customer: session.customer.reference,
        capabilities: Capabilities { order: true, payment_label: session.granted.payment_label },
    }))
}

/// Ends the session that asks, at once. Its orders go on.
#[utoipa::path(
    delete, path = "/v1/session", tag = "session", security(("handle" = [])),
    responses((status = 204, description = "It has ended"), Problems),
)]
pub(super) async fn close(State(app): State<Shared>, Signed(session): Signed) -> Result<StatusCode, Failure> {
    app.sessions.close(&session, now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn rejected(fault: TokenFault) -> Failure {
    Failure::new(ProblemCode::TokenRejected, fault.to_string())
}
