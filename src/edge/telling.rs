//! What the host is told, as `topup-…` events with plain details. No whole ICCID in any.

use super::bridge::Bridge;
use super::wire::Named;
use contract::{OrderId, PaymentReference};
use journey::{Approval, Told};
use serde::{Serialize, Serializer};
use wasm_bindgen::JsValue;

/// The details of an event, by name.
struct Detail<'t>(Vec<(&'static str, Said<'t>)>);

/// What one of them says. JavaScript has one kind of number; whole ones would bring the ways to `BigInt` along, a kilobyte.
enum Said<'t> {
    Text(Option<&'t str>),
    Seconds(Option<f64>),
    Flag(bool),
}

impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, said)| (name, said)))
    }
}

/// `null` where there is nothing to say.
impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Text(Some(text)) => serializer.serialize_str(text),
            Self::Seconds(Some(seconds)) => serializer.serialize_f64(seconds),
            Self::Flag(flag) => serializer.serialize_bool(flag),
            Self::Text(None) | Self::Seconds(None) => serializer.serialize_unit(),
        }
    }
}

pub(super) fn tell(bridge: &Bridge, told: &Told) {
    let (name, detail) = written(told);
    // Names, numbers and flags can always be written; a browser that refuses gets the event without them.
    let detail = Detail(detail).serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    bridge.tell(name, &detail.unwrap_or(JsValue::NULL));
}

fn written(told: &Told) -> (&'static str, Vec<(&'static str, Said<'_>)>) {
    match told {
        Told::Ready => ("topup-ready", Vec::new()),
        Told::Step(step) => ("topup-step", vec![("step", Said::Text(Some(step.as_str())))]),
        Told::Submitted { order, reference, sim_tail } => ("topup-submitted", about(order, reference, "simTail", Some(sim_tail))),
        Told::Status { order, reference, status } => ("topup-status", about(order, reference, "status", Some(status.name()))),
        Told::Completed { order, reference, sim_tail } => ("topup-completed", about(order, reference, "simTail", Some(sim_tail))),
        Told::Failed { order, reference, rejection, approval } => {
            let mut detail = about(order, reference, "rejection", rejection.map(Named::name));
            detail.extend(approved(approval.as_ref()));
            ("topup-failed", detail)
        }
        Told::Error(fault) => {
            let mut detail = vec![
                ("code", Said::Text(Some(fault.code))),
                ("stage", Said::Text(Some(fault.stage.as_str()))),
                ("recoverable", Said::Flag(fault.recoverable)),
                ("retryAfter", Said::Seconds(fault.retry_after.map(|seconds| seconds as f64))),
                ("action", Said::Text(Some(fault.action))),
                ("diagnosticsId", Said::Text(fault.diagnostics_id.as_deref())),
            ];
            detail.extend(approved(fault.approval.as_ref()));
            ("topup-error", detail)
        }
    }
}

/// What the host has approved.
fn approved(approval: Option<&Approval>) -> [(&'static str, Said<'_>); 2] {
    let reference = approval.and_then(|approval| approval.payment_reference.as_ref());
    [
        ("key", Said::Text(approval.map(|approval| approval.key.as_str()))),
        ("paymentReference", Said::Text(reference.map(PaymentReference::as_str))),
    ]
}

/// About an order.
fn about<'t>(order: &'t OrderId, reference: &'t str, last: &'static str, value: Option<&'t str>) -> Vec<(&'static str, Said<'t>)> {
    vec![("order", Said::Text(Some(order.as_str()))), ("reference", Said::Text(Some(reference))), (last, Said::Text(value))]
}
