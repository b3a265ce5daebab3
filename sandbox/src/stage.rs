//! Where calls meet their faults: every operation of every player is played here, so that no endpoint escapes.

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    Fault, FaultRule, When,
    fault_book::Occasion,
    transport,
    world::{State, World},
};

/// Plays one call: looks up its fault, and does `deed` (under the lock, at one instant) at the right side of it.
///
/// `deed` gets the rule too: some faults change what is done rather than what is answered.
pub(crate) async fn play(
    world: &World,
    occasion: Occasion<'_>,
    deed: impl FnOnce(&mut State, OffsetDateTime, Option<&FaultRule>) -> Response,
) -> Response {
    let rule = world.state().faults.take(occasion);
    let perform = |rule: Option<&FaultRule>| {
        let now = world.clock.now();
        deed(&mut world.state(), now, rule)
    };
    let Some(rule) = rule else { return perform(None) };
    tracing::info!(player = ?occasion.player, operation = ?occasion.operation, fault = ?rule.fault, "a fault strikes");
    if is_before(&rule.fault) {
        return match &rule.fault {
            Fault::Slow { millis, .. } => {
                wait(world, *millis).await;
                perform(Some(&rule))
            }
            other => spoil(world, other, None).await,
        };
    }
    let genuine = perform(Some(&rule));
    if !genuine.status().is_success() {
        // Nothing was done, so there is no deed whose answer could get lost.
        return genuine;
    }
    spoil(world, &rule.fault, Some(genuine)).await
}

fn is_before(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Reply { when: When::Before, .. }
            | Fault::Drop { when: When::Before }
            | Fault::Hang { when: When::Before }
            | Fault::Slow { when: When::Before, .. }
    )
}

async fn spoil(world: &World, fault: &Fault, genuine: Option<Response>) -> Response {
    match fault {
        Fault::Reply { status, body, content_type, headers, .. } => canned(*status, body, content_type, headers.iter()),
        Fault::Drop { .. } => transport::unsent(),
        Fault::Hang { .. } => std::future::pending().await,
        Fault::Cut => match genuine {
            Some(genuine) => transport::cut(genuine).await,
            None => transport::unsent(),
        },
        Fault::Slow { millis, .. } => {
            wait(world, *millis).await;
            genuine.unwrap_or_else(transport::unsent)
        }
        _ => genuine.unwrap_or_else(transport::unsent),
    }
}

async fn wait(world: &World, millis: u64) {
    let until = world.clock.now() + std::time::Duration::from_millis(millis);
    world.clock.wait_until(until).await;
}

fn canned<'a>(status: u16, body: &str, content_type: &str, headers: impl Iterator<Item = (&'a String, &'a String)>) -> Response {
    let mut builder = Response::builder().status(status).header(header::CONTENT_TYPE, content_type);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(body.to_owned())).unwrap_or_else(|error| {
        let message = format!("the armed reply is no HTTP response: {error}");
        (StatusCode::NOT_IMPLEMENTED, message).into_response()
    })
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
