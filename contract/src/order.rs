//! One intent to put one offer on one SIM.

use crate::{Money, Offer, OfferId, OrderId, PaymentReference, Retry, SimId, Timestamp};
use serde::{Deserialize, Serialize};

/// Body of `POST /v1/orders`; the header `Idempotency-Key` names the intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// The SIM to top up.
    pub sim: SimId,
    /// What to buy, from the SIM's own offers.
    pub offer: OfferId,
    /// The price that the customer saw and agreed to; another one now means that they are asked again.
    pub price: Money,
    /// The storefront's own reference of an approved payment, when it gave one. The same key with another one is another order.
    #[serde(default)]
    pub payment_reference: Option<PaymentReference>,
}

/// Reply of `GET /v1/orders?open=true`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Orders {
    /// Newest first.
    pub orders: Vec<Order>,
}

/// An order as its customer may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Names it in URLs.
    pub id: OrderId,
    /// Short and speakable ("K7QX-2M"), to quote to the shop.
    pub reference: String,
    /// Grows with every change; what a long-poll waits on.
    pub version: u64,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where the money stands.
    pub payment: PaymentStatus,
    /// The SIM that it is for.
    pub sim: SimId,
    /// The last four digits of its ICCID, for the receipt.
    pub sim_tail: String,
    /// What was ordered, as it was offered, price included.
    pub offer: Offer,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What has happened so far, oldest first, each stage once.
    pub stages: Vec<Stage>,
    /// When the package starts, once it is delivered.
    pub starts: Option<Starts>,
    /// Why it was not carried out, when `status` is `rejected`.
    pub rejection: Option<Rejection>,
}

impl Order {
    /// Whether nothing more will happen to it by itself.
    pub fn is_final(&self) -> bool {
        matches!(self.status, OrderStatus::Delivered | OrderStatus::Rejected | OrderStatus::Reversed)
    }
}

/// Where an order stands; computed from its lanes, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Taken; nothing was sent to the provider yet.
    Received,
    /// Sent to the provider, no answer yet.
    Sending,
    /// The provider has accepted it and works on it.
    Adding,
    /// Nobody knows yet whether it was carried out; it is being found out. Never shown as a failure.
    Checking,
    /// A person looks into it.
    Review,
    /// The package is on the SIM.
    Delivered,
    /// Nothing was bought, for certain, and nothing is charged.
    Rejected,
    /// It was on the SIM and the provider took it back.
    Reversed,
}

/// Where the money of an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Not touched yet.
    None,
    /// Held, not taken.
    Reserved,
    /// Taken.
    Charged,
    /// The hold was given back.
    Released,
    /// The payment was refused.
    Declined,
    /// On its way back.
    RefundDue,
    /// Given back.
    Refunded,
    /// Billed by the shop in its own way.
    OnAccount,
}

/// A step that an order has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stage {
    /// Which step.
    pub name: StageName,
    /// When it was reached.
    pub at: Timestamp,
}

/// The steps a customer is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// The order was taken.
    Received,
    /// The money is held.
    Reserved,
    /// It went to the provider.
    Sent,
    /// The provider accepted it.
    Accepted,
    /// The package is on the SIM.
    Added,
}

/// When a delivered package starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Starts {
    /// It runs.
    Now,
    /// It waits: for first use, for the running package to end, or for a date.
    Later,
    /// The provider does not say.
    Unknown,
}

/// Why an order was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rejection {
    /// The cause.
    pub code: RejectionCode,
    /// What sense a new order makes.
    pub retry: Retry,
    /// Seconds to wait before a new order, when the cause says so.
    pub retry_after: Option<u32>,
    /// The price now, when the cause is `repriced`.
    pub new_price: Option<Money>,
}

/// Why nothing was bought. Every cause means that nothing is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectionCode {
    /// The provider's purchase limit (PressOne 422 `order_exceed_limit`).
    PurchaseLimit,
    /// Our request was wrong (PressOne fields missing, code 14, 43; Connect 400).
    OurFault,
    /// The package is not offered for this SIM (PressOne `invalid topup package`; Connect `PRODUCT_NOT_FOUND`).
    NotOffered,
    /// The price has changed since the customer saw it.
    Repriced,
    /// The SIM was retired (PressOne code 73).
    SimRetired,
    /// The SIM cannot be topped up in its present state.
    SimNotEligible,
    /// The reseller's matter: credit, allow list, credentials, quota (PressOne 11, 89; Connect 401, 403, 406).
    ShopCannot,
    /// The network asks for patience (PressOne 13, 429; Connect 429).
    Busy,
    /// The package is switched off or sold out (PressOne 23, 34).
    Unavailable,
    /// The customer's payment was refused.
    PaymentDeclined,
    /// The shop's payment system gave no answer; nothing was held or bought.
    PaymentUnavailable,
    /// The provider tried and could not (Connect `FAILED` with no new subscription).
    NotAdded,
    /// The provider shows, for long enough, that nothing arrived.
    Absent,
    /// The provider could not be asked before the order was sent.
    ProviderUnavailable,
}
