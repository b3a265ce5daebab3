//! `GET /sims/{iccid}/usage`: totals of one eSIM, frozen for twenty minutes, so no proof of a fresh top-up.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    Account,
    model::{Activity, Assignment, Esim, PressOne},
    replies,
};
use crate::{Operation, times, world::World};

pub(super) async fn read(State(world): State<Arc<World>>, account: Account, Path(iccid): Path<String>) -> Response {
    account
        .play(&world, Operation::Usage, Some(&iccid), None, |state, now, _| {
            let Some(esim) = state.pressone.esim(&iccid) else { return replies::unknown_sim() };
            let fresh = data(&state.pressone, esim, now);
            let settings = state.settings.pressone.clone();
            let verdict = state.pressone.limiter.count(&format!("usage {iccid}"), settings.usage_per_minute, Duration::minutes(1), now);
            if !verdict.allowed {
                return replies::throttled(verdict);
            }
            let keep = Duration::seconds(settings.usage_cache_seconds.into());
            let frozen = state.pressone.usage.entry(iccid.clone()).or_insert_with(|| (now, fresh.clone()));
            if frozen.0 + keep <= now {
                *frozen = (now, fresh);
            }
            let body = json!({"data": frozen.1.clone(), "meta": {"message": "api.succes"}});
            replies::with_limit(replies::success(&settings, now, "USAGE_RETRIEVED", body), verdict)
        })
        .await
}

fn data(pressone: &PressOne, esim: &Esim, now: OffsetDateTime) -> Value {
    let activity = esim.activity(now);
    if activity == Activity::Recycled {
        return json!({
            "remaining": 0, "total": 0, "expired_at": null, "is_unlimited": null, "status": "RECYCLED",
            "remaining_voice": 0, "remaining_text": 0, "total_voice": 0, "total_text": 0,
        });
    }
    let all = &esim.assignments;
    let active: Vec<&Assignment> = all.iter().filter(|it| it.activity(now) == Activity::Active).collect();
    // Without a running package the totals are those of the latest one.
    let counted = if active.is_empty() { all.last().into_iter().collect() } else { active };
    let packages = || counted.iter().filter_map(|it| pressone.catalogue.get(&it.package_id));
    json!({
        "remaining": counted.iter().map(|it| it.remaining).sum::<u64>(),
        "total": packages().map(|it| it.amount).sum::<u64>(),
        "expired_at": counted.iter().filter_map(|it| it.expires_at).max().map(times::naive),
        "is_unlimited": packages().any(|it| it.is_unlimited),
        "status": activity.word(),
        "remaining_voice": counted.iter().map(|it| it.remaining_voice).sum::<u32>(),
        "remaining_text": counted.iter().map(|it| it.remaining_text).sum::<u32>(),
        "total_voice": packages().filter_map(|it| it.voice).sum::<u32>(),
        "total_text": packages().filter_map(|it| it.text).sum::<u32>(),
    })
}
