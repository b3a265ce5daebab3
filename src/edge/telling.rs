//! What the host is told, as `topup-…` events with plain details. No whole ICCID in any.

use super::bridge::Bridge;
use super::json;
use super::wire::Named;
use journey::Told;
use wasm_bindgen::JsValue;

pub(super) fn tell(bridge: &Bridge, told: &Told) {
    let (name, detail) = written(told);
    bridge.tell(name, &json::object(&detail));
}

fn written(told: &Told) -> (&'static str, Vec<(&'static str, JsValue)>) {
    let text = |value: &str| JsValue::from_str(value);
    match told {
        Told::Ready => ("topup-ready", Vec::new()),
        Told::Step(step) => ("topup-step", vec![("step", text(step.as_str()))]),
        Told::Submitted { order, reference, sim_tail } => {
            ("topup-submitted", vec![("order", text(order.as_str())), ("reference", text(reference)), ("simTail", text(sim_tail))])
        }
        Told::Status { order, reference, status } => {
            ("topup-status", vec![("order", text(order.as_str())), ("reference", text(reference)), ("status", text(status.name()))])
        }
        Told::Completed { order, reference, sim_tail } => {
            ("topup-completed", vec![("order", text(order.as_str())), ("reference", text(reference)), ("simTail", text(sim_tail))])
        }
        Told::Failed { order, reference, rejection } => (
            "topup-failed",
            vec![
                ("order", text(order.as_str())),
                ("reference", text(reference)),
                ("rejection", rejection.map_or(JsValue::NULL, |code| text(code.name()))),
            ],
        ),
        Told::Error { kind, diagnostics_id } => {
            ("topup-error", vec![("kind", text(kind.name())), ("diagnosticsId", diagnostics_id.as_deref().map_or(JsValue::NULL, text))])
        }
    }
}
