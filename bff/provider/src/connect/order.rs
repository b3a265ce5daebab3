//! Connect's orders: what is sent, and where one stands.

use super::complaint::refusal;
use super::products::sim_type;
use super::subscriptions::{self, Subscription};
use crate::exchange::Reply;
use crate::json::{self, Part, Scalar};
use crate::price::net_major;
use crate::reading::{ReadError, StatusReading};
use crate::submission::{ProviderOrderId, Submission};
use contract::RejectionCode;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Serialize)]
struct TopUp<'order> {
    operation_type: &'static str,
    sim_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'order str>,
    product: Product<'order>,
    subscriber: Subscriber<'order>,
}

/// Without `activation_date`: the subscription starts at once, and a date of "now" may already count as past.
#[derive(Serialize)]
struct Product<'order> {
    id: &'order str,
    sold_price: Box<RawValue>,
    sold_currency: &'order str,
}

#[derive(Serialize)]
struct Subscriber<'order> {
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Device<'order>>,
    sim: Sim<'order>,
}

#[derive(Serialize)]
struct Device<'order> {
    operating_system: &'order str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'order str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'order str>,
}

#[derive(Serialize)]
struct Sim<'order> {
    iccid: &'order str,
}

/// The body of `POST /orders`.
pub(super) fn body(submission: &Submission, sales_tax_percent: Decimal) -> Result<String, serde_json::Error> {
    let sim = &submission.sim;
    // A device belongs to a downloaded profile; a plastic card moves from one to another.
    let device = sim.device.as_ref().filter(|_| sim.kind == contract::SimKind::Esim).map(|device| Device {
        operating_system: &device.operating_system,
        model: device.model.as_deref(),
        id: device.id.as_deref(),
    });
    serde_json::to_string(&TopUp {
        operation_type: "TOPUP",
        sim_type: sim_type(sim.kind),
        country: sim.country.as_deref(),
        product: Product {
            id: submission.offer.as_str(),
            sold_price: RawValue::from_string(net_major(submission.sold, sales_tax_percent).to_string())?,
            sold_currency: submission.sold.currency.as_str(),
        },
        subscriber: Subscriber { device, sim: Sim { iccid: sim.iccid.as_str() } },
    })
}

/// The root of an attempt's correlation ids.
pub(super) fn correlation(submission: &Submission) -> String {
    format!("{}-{}", submission.marker.as_str(), submission.attempt)
}

#[derive(Deserialize)]
struct Order {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    status: Scalar,
    #[serde(default)]
    output: Part<Output>,
}

#[derive(Clone, Debug, Deserialize)]
struct Output {
    #[serde(default)]
    iccid: Scalar,
    #[serde(default)]
    subscription_id: Scalar,
}

/// What the status of an order says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Accepted,
    UnderWay,
    /// Also a first-use order that waits for traffic: a success in waiting.
    Done,
    Failed,
    /// A word that no page lists: not an end, and worth an alert.
    Unlisted,
}

const WORDS: &[(&str, Says)] = &[
    ("ACCEPTED", Says::Accepted),
    ("FULFILLING", Says::UnderWay),
    // The prose of v1 misspells it so once.
    ("FULFILING", Says::UnderWay),
    ("COMPLETED", Says::Done),
    ("PENDING_USAGE", Says::Done),
    ("FAILED", Says::Failed),
];

fn says(status: &str) -> Says {
    let word = status.to_ascii_uppercase();
    WORDS.iter().find(|(listed, _)| *listed == word).map_or(Says::Unlisted, |(_, says)| *says)
}

/// Where an order stands by its own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// As read.
    Known(StatusReading),
    /// Done, if that subscription bears it out; whether the order itself named our SIM.
    Done { subscription: String, sim_confirmed: bool },
}

/// Reads `GET /orders/{id}`.
pub(super) fn standing(reply: &Reply, submission: &Submission, asked: &ProviderOrderId) -> Result<Standing, ReadError> {
    if !reply.is_success() {
        return match refusal(reply) {
            ReadError::NotFound => Ok(Standing::Known(StatusReading::NotVisible)),
            error => Err(error),
        };
    }
    let order: Order = json::document(&reply.body)?;
    match order.id.text().filter(|id| !id.is_empty()) {
        Some(id) if id == asked.0 => {}
        Some(_) => return Ok(Standing::Known(StatusReading::Mismatch)),
        None => return Err(ReadError::Malformed("an order without an id".to_owned())),
    }
    let output = order.output.get();
    let named = output.and_then(|output| output.iccid.word());
    let subscription = output.and_then(|output| output.subscription_id.name());
    Ok(match (says(order.status.word().unwrap_or_default()), subscription) {
        (Says::Accepted, _) => Standing::Known(StatusReading::Accepted),
        (Says::Failed, _) => Standing::Known(StatusReading::Failed(RejectionCode::NotAdded)),
        (Says::Done, _) if named.is_some_and(|iccid| iccid != submission.sim.iccid.as_str()) => Standing::Known(StatusReading::Mismatch),
        (Says::Done, Some(id)) => Standing::Done { subscription: id.to_owned(), sim_confirmed: named.is_some() },
        (Says::Done, None) | (Says::UnderWay, _) => Standing::Known(StatusReading::Fulfilling),
        (Says::Unlisted, _) => {
            tracing::warn!("an order has a status word that is not documented; it counts as under way");
            Standing::Known(StatusReading::Fulfilling)
        }
    })
}

/// Compares the subscription of a done order with what was asked: it is the one that the order names, for the product that was
/// ordered, on a SIM that one of the two names. While something is not said, the order counts as under way.
pub(super) fn borne_out(subscription: &Subscription, done: &str, sim_confirmed: bool, submission: &Submission) -> StatusReading {
    let other_product = subscription.product.named().is_some_and(|product| *product != submission.offer);
    if other_product || subscription.id != done || !subscription.is_on(&submission.sim) {
        return StatusReading::Mismatch;
    }
    let said = subscription.product.named().is_some() && (sim_confirmed || subscription.sim.is_some());
    match subscription.says {
        subscriptions::Says::TakenBack => StatusReading::Failed(RejectionCode::NotAdded),
        subscriptions::Says::OnTheSim if said => {
            StatusReading::Completed { effect: subscription.id.clone(), starts: subscription.starts() }
        }
        subscriptions::Says::OnTheSim | subscriptions::Says::Unlisted => {
            tracing::warn!("a done order has a subscription that says too little; it counts as under way");
            StatusReading::Fulfilling
        }
    }
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
