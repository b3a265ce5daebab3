//! What crosses the wire between the operators' API and whoever decides: the `bff review` commands and the operators' own tools.

use contract::{Iccid, Money, Offer, OfferId, OrderId, Rejection, SimKind, Starts, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Orders that wait for a person, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewList {
    /// One page of them.
    pub reviews: Vec<OrderLine>,
    /// Orders between them whose rows cannot be read: the log says why.
    #[serde(default)]
    pub unreadable: Vec<OrderId>,
    /// There are more after this one: ask again with `after`.
    pub next: Option<OrderId>,
}

/// An order in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderLine {
    /// Which order.
    pub order: OrderId,
    /// What the customer may quote.
    pub reference: String,
    /// At which shop.
    pub storefront: String,
    /// At which provider account.
    pub account: String,
    /// The last four digits of the SIM.
    pub sim_tail: String,
    /// What was ordered.
    pub package: OfferId,
    /// What it costs the customer.
    pub price: Money,
    /// How far the provider has come: `unknown`, `delivered`, …
    pub fulfilment: String,
    /// Where the money stands: `authorised`, `released`, …
    pub money: String,
    /// `none`, `open` or `closed`.
    pub review: String,
    /// Why a person must decide: `several_candidates`, …
    pub reason: Option<String>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it last changed in the customer's eyes.
    pub updated_at: Timestamp,
}

/// All that is known about an order, side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewFile {
    /// The order in short.
    pub order: OrderLine,
    /// The customer, in the shop's words.
    pub customer: String,
    /// Which SIM.
    pub sim: SimFile,
    /// What was ordered, as it was shown.
    pub quote: Offer,
    /// How it is paid.
    pub payment: PaymentFile,
    /// Our tag at the provider; what its support can look for.
    pub marker: String,
    /// The provider's name for the order, when it told one.
    pub provider_order: Option<String>,
    /// The provider's name for what is on the SIM, when it is known.
    pub effect: Option<String>,
    /// When the package starts.
    pub starts: Option<Starts>,
    /// When the provider confirmed it.
    pub delivered_at: Option<Timestamp>,
    /// Why nothing was bought.
    pub rejection: Option<Rejection>,
    /// Who has ordered a resend; it is carried out when another person orders it too.
    pub resend_asked_by: Option<String>,
    /// Every send, oldest first, with what came back.
    pub attempts: Vec<AttemptFile>,
    /// What the provider shows now.
    pub candidates: Candidates,
    /// Other orders of ours for this SIM, newest first.
    pub on_sim: Vec<OrderLine>,
    /// What happened, oldest first.
    pub events: Vec<EventLine>,
    /// What could not be brought to the shop.
    pub dead_letters: Vec<DeadLetter>,
}

/// A SIM as the provider's own pages name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimFile {
    /// The whole number.
    pub iccid: Iccid,
    /// eSIM or plastic card.
    pub kind: SimKind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The customer's own name for it.
    pub label: String,
}

/// How an order is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PaymentFile {
    /// The shop bills it elsewhere; otherwise its payment hook holds and takes the money.
    pub on_account: bool,
    /// The shop's own reference of an approved payment.
    pub reference: Option<String>,
    /// The shop's name for the held money.
    pub authorisation: Option<String>,
    /// When the hold ends by itself.
    pub hold_expires_at: Option<Timestamp>,
}

/// One send and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AttemptFile {
    /// 1 for the first.
    pub number: u32,
    /// When the intent was durable.
    pub intended_at: Timestamp,
    /// When the send had ended, one way or another.
    pub deadline: Timestamp,
    /// What was asked for.
    pub package: OfferId,
    /// For which SIM.
    pub iccid: Iccid,
    /// Ids that the provider showed for the SIM before.
    pub baseline: Vec<String>,
    /// It counts as one without effect: proven, or declared so.
    pub without_effect: bool,
    /// People, and no proof, have said so.
    pub declared: bool,
    /// What came back; nothing, when nothing was read.
    pub evidence: Option<EvidenceFile>,
}

/// What came back from a send, as it was stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceFile {
    /// `not_sent`, `broken` or `complete`.
    pub transport: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The body, as far as it was read; bearer tokens blotted out.
    pub body: String,
    /// Seconds to wait, as the provider asked.
    pub retry_after: Option<u32>,
    /// What broke.
    pub error: Option<String>,
    /// When the exchange ended.
    pub at: Timestamp,
}

/// What the provider shows that could be the effect of the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Candidates {
    /// It was asked just now.
    Found(Vec<CandidateFile>),
    /// It could not be asked: why.
    NotRead(String),
}

/// One thing at the provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CandidateFile {
    /// The provider's id for it: what `attach` takes.
    pub id: String,
    /// It carries our marker.
    pub by_marker: bool,
    /// The package, when the provider says it.
    pub package: Option<OfferId>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// The provider itself marks it failed or taken back.
    pub undone: bool,
    /// When it starts.
    pub starts: Starts,
    /// The order of ours that it belongs to already.
    pub taken_by: Option<OrderId>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventLine {
    /// Grows with every change.
    pub revision: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: String,
    /// The particulars, as they are stored.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// What was given up and could not be brought to the shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetter {
    /// Names it.
    pub id: String,
    /// For which order.
    pub order: OrderId,
    /// What was to be done: `capture`, `release`, `tell delivered`, …
    pub what: String,
    /// When it was written.
    pub since: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// What came back the last time.
    pub last_error: String,
}

/// All dead letters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetters {
    /// Oldest first.
    pub dead_letters: Vec<DeadLetter>,
}

/// A person's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulingRequest {
    /// What.
    pub decision: DecisionWord,
    /// Which thing at the provider is the order's effect; with `attach` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// With `attach` only: you answer for it although the provider's list does not show it, or cannot be read.
    #[serde(default)]
    pub unseen: bool,
    /// Why, for those who come after: 1 to 1,000 characters.
    pub note: String,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionWord {
    /// That thing at the provider is the order's effect: delivered, and charged.
    Attach,
    /// Nothing was bought: the money is given back.
    NotDelivered,
    /// The taken money is paid back.
    Refund,
    /// Closed as it stands, at the shop's own cost.
    WriteOff,
    /// The send had no effect and is made again; only when a second person orders it too.
    Resend,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ruled {
    /// The order as it stands now.
    pub order: OrderLine,
    /// It is recorded, and nothing is done before another person orders the same.
    pub second_person_needed: bool,
}
