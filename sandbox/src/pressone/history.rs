//! `GET /sims/{iccid}/packages`: original package and top-ups, one call per ICCID and quarter of an hour.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    Account,
    model::{Assignment, PressOne},
    offers, replies,
};
use crate::{Dialect, Operation, times, world::World};

pub(super) async fn read(State(world): State<Arc<World>>, account: Account, Path(iccid): Path<String>) -> Response {
    account
        .play(&world, Operation::History, Some(&iccid), None, |state, now, _| {
            let Some(esim) = state.pressone.esim(&iccid).cloned() else { return replies::unknown_sim() };
            let settings = &state.settings.pressone;
            let window = Duration::seconds(settings.history_window_seconds.into());
            let verdict = state.pressone.limiter.count(&format!("history {iccid}"), 1, window, now);
            if !verdict.allowed {
                return replies::throttled(verdict);
            }
            let newest_first = esim.assignments.iter().rev();
            let items: Vec<Value> = newest_first.map(|it| item(&state.pressone, it, settings.dialect, now)).collect();
            let response = match settings.dialect {
                Dialect::Pressone => replies::wrapped_success(settings, now, "PACKAGE_HISTORY_RETRIEVED", json!({"data": items})),
                Dialect::Airalo => {
                    let body = json!({"pricing": {"model": "net_pricing", "discount_percentage": 0}, "data": items});
                    replies::success(settings, now, "PACKAGE_HISTORY_RETRIEVED", body)
                }
            };
            replies::with_limit(response, verdict)
        })
        .await
}

fn item(pressone: &PressOne, assignment: &Assignment, dialect: Dialect, now: OffsetDateTime) -> Value {
    let word = assignment.activity(now).word();
    let spell = |at: Option<OffsetDateTime>| match dialect {
        Dialect::Pressone => at.map(times::zulu),
        Dialect::Airalo => at.map(times::offset),
    };
    let original = match dialect {
        Dialect::Pressone => "initial",
        Dialect::Airalo => "sim",
    };
    let expired_at = assignment.expires_at.filter(|at| *at <= now);
    let package = pressone.catalogue.get(&assignment.package_id).map(|package| {
        json!({
            "id": package.id,
            "type": if assignment.is_initial { original } else { "topup" },
            "price": offers::number(package.price),
            "net_price": offers::number(package.net_price),
            "amount": package.amount,
            "day": package.days,
            "is_unlimited": package.is_unlimited,
            "title": package.title,
            "data": package.data_label(),
            "short_info": package.fair_use,
        })
    });
    json!({
        "id": assignment.id,
        "status": if dialect == Dialect::Pressone { word.to_lowercase() } else { word.to_owned() },
        "remaining": assignment.remaining,
        "activated_at": spell(assignment.activated_at),
        "expired_at": spell(assignment.expires_at),
        "finished_at": spell(assignment.used_up_at.or(expired_at)),
        "package": package,
    })
}
