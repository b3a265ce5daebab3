//! What the host is told, as `topup-…` events with plain details. No whole ICCID in any.

use super::bridge::Bridge;
use journey::Told;
use wasm_bindgen::JsValue;

pub(super) fn tell(bridge: &Bridge, told: &Told) {
    let (name, detail) = written(told);
    let object = js_sys::Object::new();
    for (key, value) in detail {
        // A fresh plain object takes any property.
        let _set = js_sys::Reflect::set(&object, &JsValue::from_str(key), &value).is_ok();
    }
    bridge.tell(name, &object);
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
            ("topup-status", vec![("order", text(order.as_str())), ("reference", text(reference)), ("status", name_of(status))])
        }
        Told::Completed { order, reference, sim_tail } => {
            ("topup-completed", vec![("order", text(order.as_str())), ("reference", text(reference)), ("simTail", text(sim_tail))])
        }
        Told::Failed { order, reference, rejection } => (
            "topup-failed",
            vec![
                ("order", text(order.as_str())),
                ("reference", text(reference)),
                ("rejection", rejection.map_or(JsValue::NULL, |code| name_of(&code))),
            ],
        ),
        Told::Error { kind, diagnostics_id } => {
            ("topup-error", vec![("kind", text(kind.name())), ("diagnosticsId", diagnostics_id.as_deref().map_or(JsValue::NULL, text))])
        }
    }
}

/// An enum's name as it crosses the wire.
fn name_of(value: &impl serde::Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL)
}
