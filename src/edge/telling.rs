//! What the host is told, as `topup-…` events with plain details. No whole ICCID in any.

use super::bridge::Bridge;
use super::wire::Named;
use journey::Told;
use serde::{Serialize, Serializer};
use wasm_bindgen::JsValue;

/// The details of an event: names and texts, `null` where there is nothing to say.
struct Detail<'t>(Vec<(&'static str, Option<&'t str>)>);

impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

pub(super) fn tell(bridge: &Bridge, told: &Told) {
    let (name, detail) = written(told);
    // Texts can always be written; a browser that refuses gets the event without them.
    let detail = Detail(detail).serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    bridge.tell(name, &detail.unwrap_or(JsValue::NULL));
}

fn written(told: &Told) -> (&'static str, Vec<(&'static str, Option<&str>)>) {
    let about = |order, reference, last| vec![("order", Some(order)), ("reference", Some(reference)), last];
    match told {
        Told::Ready => ("topup-ready", Vec::new()),
        Told::Step(step) => ("topup-step", vec![("step", Some(step.as_str()))]),
        Told::Submitted { order, reference, sim_tail } => {
            ("topup-submitted", about(order.as_str(), reference.as_str(), ("simTail", Some(sim_tail.as_str()))))
        }
        Told::Status { order, reference, status } => {
            ("topup-status", about(order.as_str(), reference.as_str(), ("status", Some(status.name()))))
        }
        Told::Completed { order, reference, sim_tail } => {
            ("topup-completed", about(order.as_str(), reference.as_str(), ("simTail", Some(sim_tail.as_str()))))
        }
        Told::Failed { order, reference, rejection } => {
            ("topup-failed", about(order.as_str(), reference.as_str(), ("rejection", rejection.map(Named::name))))
        }
        Told::Error { kind, diagnostics_id } => {
            ("topup-error", vec![("kind", Some(kind.name())), ("diagnosticsId", diagnostics_id.as_deref())])
        }
    }
}
