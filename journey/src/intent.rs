//! One intent to buy, under one idempotency key.

use contract::{IdempotencyKey, Offer, OrderId, PaymentReference, PlaceOrder, SimId, Timestamp};
use serde::{Deserialize, Serialize};

/// What the customer agreed to, stored before it is sent, so that every retry, reload and second tab sends the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The same with every send until the order is final.
    pub key: IdempotencyKey,
    /// The SIM to top up.
    pub sim: SimId,
    /// The package as it was agreed to, price included.
    pub offer: Offer,
    /// When the customer agreed.
    pub made_at: Timestamp,
    /// The order that it became, once the BFF has said so.
    pub order: Option<OrderId>,
    /// What the host names its payment: a part of the body, so the same with every send.
    #[serde(default)]
    pub payment_reference: Option<PaymentReference>,
}

/// What the host has approved, by the key that it was asked under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The key.
    pub key: IdempotencyKey,
    /// What the host names its payment, where it has named one.
    pub payment_reference: Option<PaymentReference>,
}

/// What the customer has agreed to, for the host to approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The key that it will be ordered under.
    pub key: IdempotencyKey,
    /// The package, price included.
    pub offer: Offer,
    /// The last digits of the SIM's number.
    pub sim_tail: String,
    /// What the host has approved before, and no order is known to have come of: it may stand for this one, or is to be given back.
    pub previous: Option<Approval>,
}

impl Intent {
    /// What the host has approved, where it was asked.
    pub fn approval(&self) -> Approval {
        Approval { key: self.key.clone(), payment_reference: self.payment_reference.clone() }
    }

    /// The body of its `POST /v1/orders`: the same at every send.
    pub fn body(&self) -> PlaceOrder {
        PlaceOrder {
            sim: self.sim.clone(),
            offer: self.offer.id.clone(),
            price: self.offer.price,
            payment_reference: self.payment_reference.clone(),
        }
    }
}
