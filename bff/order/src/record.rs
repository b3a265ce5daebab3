//! The row of one order: what the journal keeps, and the only place where a change is applied to it.

use crate::clock::Moment;
use crate::customer::{Customer, OwnedSim, PaymentTerms, Placement};
use crate::lanes::{Fulfilment, Lanes, MoneyLane, Review};
use crate::reason::ReviewReason;
use contract::{IdempotencyKey, Offer, OrderId, PaymentReference, Rejection, Stage, StageName, Starts};
use provider::{Baseline, Evidence, Marker, ProviderOrderId, Submission};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// One order as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRecord {
    /// Names it.
    pub id: OrderId,
    /// What the customer may quote.
    pub reference: String,
    /// Whose.
    pub customer: Customer,
    /// Names the intent.
    pub key: IdempotencyKey,
    /// What the key was first used for: the same key with another fingerprint is refused.
    pub fingerprint: String,
    /// For which SIM.
    pub sim: OwnedSim,
    /// What, as it was shown.
    pub quote: Offer,
    /// How it is paid.
    pub terms: PaymentTerms,
    /// The storefront's own reference of an approved payment.
    pub payment_reference: Option<PaymentReference>,
    /// Our tag at the provider.
    pub marker: Marker,
    /// When it was placed.
    pub placed_at: Moment,
    /// When it last changed in the customer's eyes.
    pub updated_at: Moment,
    /// Grows with every change that the customer can see.
    pub version: u64,
    /// Grows with every change.
    pub revision: u64,
    /// How far the provider has come.
    pub fulfilment: Fulfilment,
    /// Where the money stands.
    pub money: MoneyLane,
    /// Whether a person must decide.
    pub review: Review,
    /// Why.
    pub review_reason: Option<ReviewReason>,
    /// When the live price was last found to be the quoted one.
    pub price_seen_at: Option<Moment>,
    /// The storefront's name for the held money.
    pub authorisation: Option<String>,
    /// When the hold ends by itself.
    #[serde(default)]
    pub hold_expires_at: Option<Moment>,
    /// A person was told that it ends soon.
    #[serde(default)]
    pub hold_warned: bool,
    /// Who has ordered a resend that waits for a second person's word.
    #[serde(default)]
    pub resend_asked_by: Option<String>,
    /// What it bought was attached by people who answer for it, for the provider's list did not show it.
    #[serde(default)]
    pub answered_for: bool,
    /// Every send, oldest first; at most the last one may have had an effect.
    pub attempts: Vec<Attempt>,
    /// The provider's name for the order.
    pub provider_order: Option<ProviderOrderId>,
    /// The provider's name for what was put on the SIM.
    pub effect: Option<String>,
    /// When the package starts.
    pub starts: Option<Starts>,
    /// When the provider confirmed it.
    pub delivered_at: Option<Moment>,
    /// Why nothing was bought.
    pub rejection: Option<Rejection>,
    /// What has happened in the customer's eyes.
    pub stages: Vec<Stage>,
    /// How often the present step was tried in vain.
    pub tries: u32,
    /// Nothing is tried before.
    pub not_before: Option<Moment>,
    /// How the provider is being watched.
    pub watch: Option<Watch>,
}

/// One send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What is sent.
    pub submission: Submission,
    /// What the provider showed before.
    pub baseline: Baseline,
    /// When the intent was made durable.
    pub intended_at: Moment,
    /// When the send has ended, one way or another.
    pub deadline: Moment,
    /// What came back, raw.
    pub evidence: Option<Evidence>,
    /// It counts as one without effect: proven, or declared so.
    pub without_effect: bool,
    /// People, and no proof, have said so: what it bought may still show.
    #[serde(default)]
    pub declared: bool,
}

/// How the provider is being watched for what became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// When it began.
    pub since: Moment,
    /// When the provider was last asked.
    pub last: Option<Moment>,
    /// The first reading that worked and showed nothing.
    pub first_empty: Option<Moment>,
    /// How many such readings there were.
    pub empty: u32,
    /// They are those since the provider has called the order failed.
    #[serde(default)]
    pub called_failed: bool,
}

impl Watch {
    pub(crate) const fn starting(since: Moment) -> Self {
        Self { since, last: None, first_empty: None, empty: 0, called_failed: false }
    }
}

impl OrderRecord {
    /// A new order.
    pub fn place(placement: Placement, now: Moment) -> Self {
        let fingerprint = fingerprint(&placement);
        Self {
            id: crate::name::order_id(),
            reference: crate::name::reference(),
            customer: placement.customer,
            key: placement.key,
            fingerprint,
            sim: placement.sim,
            quote: placement.quote,
            terms: placement.terms,
            payment_reference: placement.payment_reference,
            marker: Marker::random(),
            placed_at: now,
            updated_at: now,
            version: 1,
            revision: 0,
            fulfilment: Lanes::START.fulfilment,
            money: Lanes::START.money,
            review: Lanes::START.review,
            review_reason: None,
            price_seen_at: None,
            authorisation: None,
            hold_expires_at: None,
            hold_warned: false,
            resend_asked_by: None,
            answered_for: false,
            attempts: Vec::new(),
            provider_order: None,
            effect: None,
            starts: None,
            delivered_at: None,
            rejection: None,
            stages: vec![Stage { name: StageName::Received, at: now.timestamp() }],
            tries: 0,
            not_before: None,
            watch: None,
        }
    }

    /// Its three lanes.
    pub const fn lanes(&self) -> Lanes {
        Lanes { fulfilment: self.fulfilment, money: self.money, review: self.review }
    }

    /// The last send, unless it counts as one without effect.
    pub fn live_attempt(&self) -> Option<&Attempt> {
        self.attempts.last().filter(|attempt| !attempt.without_effect)
    }

    /// The first send of which only people have said that it had no effect: what that one was compared with leaves out nothing that
    /// a later one may have brought.
    pub fn declared_attempt(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.declared)
    }

    /// The send from which on effects may still show: a later one was compared with a newer list, and takes what is older than itself
    /// for somebody else's.
    pub fn watched_attempt(&self) -> Option<&Attempt> {
        self.declared_attempt().or_else(|| self.live_attempt())
    }
}

/// What a key stands for: SIM, offer, price and payment reference, as the widget sent them.
pub(crate) fn fingerprint(placement: &Placement) -> String {
    let mut hash = Sha256::new();
    let price = placement.quote.price;
    for part in [
        placement.sim.id.as_str(),
        placement.quote.id.as_str(),
        &price.minor.to_string(),
        price.currency.as_str(),
        placement.payment_reference.as_ref().map(PaymentReference::as_str).unwrap_or_default(),
    ] {
        // The length first, so that no two lists of parts run together to the same bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
