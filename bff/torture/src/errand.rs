//! What a process under torture is told to do.

use crate::crossing::Stop;
use crate::peers::Peers;
use crate::place::JournalAt;
use contract::{IdempotencyKey, Offer};
use order::{Customer, Fulfilment, MoneyLane, OrderRecord, OwnedSim, PaymentTerms, Placement, Review, Settings};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::time::Duration;

/// How fast an engine lives. Only waiting is hurried; calls take as long as they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Schedules, pauses and the day until review are that many times shorter.
    pub hurry: u32,
    /// The longest call, in milliseconds.
    pub patience_ms: NonZeroU32,
    /// How long a worker owns what it has claimed, in milliseconds.
    pub lease_ms: u64,
}

impl Pace {
    /// A day takes some four seconds, a call at most one and a half.
    pub const USUAL: Self = Self { hurry: 20_000, patience_ms: milliseconds(1_500), lease_ms: 4_000 };

    /// As the engine wants it.
    pub fn settings(self) -> Settings {
        let patience = Duration::from_millis(self.patience_ms.get().into());
        let settings = Settings {
            // A token and the send itself, each with the whole patience.
            submit_deadline: patience * 2,
            submit_grace: patience / 2,
            lease: Duration::from_millis(self.lease_ms),
            read_timeout: patience * 2,
            ..Settings::default()
        };
        settings.hurried(self.hurry)
    }
}

/// The patience of whoever is not under torture.
pub const UNHURRIED: NonZeroU32 = milliseconds(60_000);

const fn milliseconds(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// One order that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Who.
    pub customer: Customer,
    /// For which SIM.
    pub sim: OwnedSim,
    /// Names the wish.
    pub key: IdempotencyKey,
    /// What, as it was shown.
    pub quote: Offer,
    /// How it is brought forward.
    pub manner: Manner,
}

/// How a customer brings a wish forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Asks, and waits for the answer.
    Waits,
    /// Asks, hangs up at once, and asks again.
    HangsUp,
    /// Comes that much later than the others.
    ComesAfter(Duration),
}

impl Wish {
    /// As the engine takes it.
    pub fn placement(&self) -> Placement {
        Placement {
            customer: self.customer.clone(),
            sim: self.sim.clone(),
            key: self.key.clone(),
            quote: self.quote.clone(),
            terms: PaymentTerms::Hook,
            payment_reference: None,
        }
    }
}

/// What a process does: start an engine on this journal, place these orders, carry them on until it stops or all are at rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Errand {
    /// Whom it talks to.
    pub peers: Peers,
    /// What it writes to.
    pub journal: JournalAt,
    /// How fast.
    pub pace: Pace,
    /// Where it stops.
    pub stop: Option<Stop>,
    /// What it places.
    pub wishes: Vec<Wish>,
    /// How many at a time.
    pub at_once: usize,
}

/// Whether nothing more is to come of an order by itself: it has ended and its money with it, or a person must decide.
pub fn is_at_rest(order: &OrderRecord) -> bool {
    use Fulfilment as F;
    use MoneyLane as M;
    let ended = matches!(order.fulfilment, F::Delivered | F::Rejected | F::Absent | F::Reversed);
    let settled = !matches!(order.money, M::Authorising | M::Authorised | M::Capturing | M::Releasing | M::RefundDue);
    order.review == Review::Open || (ended && settled)
}
