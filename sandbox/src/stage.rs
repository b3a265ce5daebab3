//! Where calls meet their faults: every operation of every player is played here, so that no endpoint escapes.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    FaultRule, Operation, When, elsewhere,
    fault_book::Occasion,
    spoil,
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
    foreign_purchase(world, occasion, &rule, When::Before);
    if rule.fault.is_before() {
        foreign_purchase(world, occasion, &rule, When::After);
        return match spoil::delay_before(world, &rule.fault).await {
            true => perform(Some(&rule)),
            false => spoil::spoiled(world, occasion.player, &rule.fault, spoil::nothing_done()).await,
        };
    }
    let genuine = perform(Some(&rule));
    foreign_purchase(world, occasion, &rule, When::After);
    if !genuine.status().is_success() {
        // Nothing was done, so there is no deed whose answer could get lost.
        return genuine;
    }
    spoil::spoiled(world, occasion.player, &rule.fault, genuine).await
}

/// Somebody else's purchase at this side of the call, if the rule brings one.
fn foreign_purchase(world: &World, occasion: Occasion<'_>, rule: &FaultRule, when: When) {
    if let (true, Operation::Submit, Some(iccid), Some(package)) =
        (rule.foreign == Some(when), occasion.operation, occasion.iccid, occasion.package)
        && let Err(error) = elsewhere::buy(&mut world.state(), iccid, package, world.clock.now())
    {
        tracing::error!(%error, "nobody else could buy");
    }
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
