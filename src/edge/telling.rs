//! What the host is told, as `topup-…` events with plain details. No whole ICCID in any.

use super::bridge::Bridge;
use super::json::{ToJson, object};
use super::wire::Named;
use contract::OrderId;
use journey::Told;
use wasm_bindgen::JsValue;

pub(super) fn tell(bridge: &Bridge, told: &Told) {
    let (name, detail) = written(told);
    bridge.tell(name, &detail);
}

fn written(told: &Told) -> (&'static str, JsValue) {
    match told {
        Told::Ready => ("topup-ready", object(&[])),
        Told::Step(step) => ("topup-step", object(&[("step", step.as_str().to_json())])),
        Told::Submitted { order, reference, sim_tail } => ("topup-submitted", about(order, reference, "simTail", Some(sim_tail))),
        Told::Status { order, reference, status } => ("topup-status", about(order, reference, "status", Some(status.name()))),
        Told::Completed { order, reference, sim_tail } => ("topup-completed", about(order, reference, "simTail", Some(sim_tail))),
        Told::Failed { order, reference, rejection } => ("topup-failed", about(order, reference, "rejection", rejection.map(Named::name))),
        Told::Error(fault) => (
            "topup-error",
            object(&[
                ("code", fault.code.to_json()),
                ("stage", fault.stage.as_str().to_json()),
                ("recoverable", fault.recoverable.into()),
                ("retryAfter", fault.retry_after.to_json()),
                ("action", fault.action.to_json()),
                ("diagnosticsId", fault.diagnostics_id.to_json()),
            ]),
        ),
    }
}

/// About an order; the last of its details is `null` where there is nothing to say.
fn about(order: &OrderId, reference: &str, last: &str, value: Option<&str>) -> JsValue {
    object(&[("order", order.to_json()), ("reference", reference.to_json()), (last, value.map_or(JsValue::NULL, ToJson::to_json))])
}
