//! `GET /v2/sims/{iccid}`.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Client,
    model::{Sim, SimType},
    replies,
};
use crate::{Operation, stage, times, world::World};

pub(super) async fn read(State(world): State<Arc<World>>, client: Client, Path(iccid): Path<String>) -> Response {
    client
        .play(&world, Operation::Sim, Some(&iccid), None, |state, _, _| match state.connect.sim(&iccid) {
            None => replies::not_found("SIM_NOT_FOUND"),
            Some(sim) if sim.is_foreign => replies::denied(),
            Some(sim) => stage::json(StatusCode::OK, &item(sim, &client.base_url)),
        })
        .await
}

fn item(sim: &Sim, base_url: &str) -> Value {
    let mut item = json!({
        "iccid": sim.iccid,
        "status": sim.status,
        "last_modified": times::zulu(sim.last_modified),
        "sim_type": sim.sim_type.word(),
    });
    let mut links = json!({
        "_subscriptions": format!("{base_url}/v2/subscriptions?iccid={}", sim.iccid),
        "_self": format!("{base_url}/v2/sims/{}", sim.iccid),
    });
    if let (SimType::Esim, Some(fields), Some(links)) = (sim.sim_type, item.as_object_mut(), links.as_object_mut()) {
        let tail = sim.iccid.get(sim.iccid.len().saturating_sub(5)..).unwrap_or_default();
        let matching_id = format!("7K-{tail}-2M9PLT");
        links.insert("_lpa".to_owned(), format!("LPA:1$rsp.example.test${matching_id}").into());
        links.insert("_qrcode".to_owned(), format!("http://qr.example.test/LPA:1$rsp.example.test${matching_id}").into());
        fields.insert("matching_id".to_owned(), Value::from(matching_id));
    }
    if let Some(fields) = item.as_object_mut() {
        fields.insert("_metadata".to_owned(), json!({"links": links}));
    }
    item
}
