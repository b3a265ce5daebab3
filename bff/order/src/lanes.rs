//! The lanes of an order: which states exist, which go together, and which may follow which. Everything else in this crate asks
//! here.
//!
//! ```text
//! fulfilment  none -> submitting -> accepted -> fulfilling -> delivered -(late)-> reversed
//!               \        |  \            \------------\----> absent          "failed", and nothing on the SIM: no proof
//!                \       |   \-> unknown -> delivered | accepted | rejected | absent
//!                 \      |\-> none                                           only with proof that nothing had an effect
//!                  \     \--> rejected               absent -(late)-> delivered
//!                   \-> rejected                     none, submitting -> absent: after a send declared without effect
//! payment     none -> authorising -> authorised -> capturing -> captured -> refund_due -> refunded
//!               |         \-> declined     \-> releasing -> released
//!               \-> on_account -> released
//! review      none | open | closed
//! ```
//! `rejected` is definite: nothing was bought. While a review is open, people may also move unknown to none (send again: it takes two
//! of them), and none to delivered (what was withdrawn had bought after all).

use Fulfilment as F;
use MoneyLane as M;
use serde::{Deserialize, Serialize};

/// How far the provider has come with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// Nothing was sent that could have had an effect.
    None,
    /// The intent is on disk; the send may be under way.
    Submitting,
    /// The provider has taken it.
    Accepted,
    /// The provider works on it.
    Fulfilling,
    /// Nobody knows; it is being found out.
    Unknown,
    /// The package is on the SIM.
    Delivered,
    /// Nothing was bought: the provider said so, or nothing was sent.
    Rejected,
    /// Nothing was bought, as far as anybody has seen: the provider's list for long enough, its word "failed", or a person.
    Absent,
    /// It was on the SIM and the provider took it back.
    Reversed,
}

/// Where the money of an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyLane {
    /// Not touched.
    None,
    /// The reseller bills its customer elsewhere.
    OnAccount,
    /// The hook is being asked to hold it; it may hold it already.
    Authorising,
    /// Held.
    Authorised,
    /// To be taken.
    Capturing,
    /// Taken.
    Captured,
    /// The customer's payment was refused.
    Declined,
    /// To be given back, if it is held.
    Releasing,
    /// Not held any more.
    Released,
    /// Taken, to be paid back.
    RefundDue,
    /// Paid back.
    Refunded,
}

/// Whether a person must decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// No.
    None,
    /// Yes.
    Open,
    /// Somebody has.
    Closed,
}

/// The three lanes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lanes {
    /// How far the provider has come.
    pub fulfilment: Fulfilment,
    /// Where the money stands.
    pub money: MoneyLane,
    /// Whether a person must decide.
    pub review: Review,
}

/// A move that the lanes do not have: a fault of ours, never of a provider or a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("illegal move from {from:?} to {to:?}")]
pub struct Illegal {
    /// Where the order stands.
    pub from: Lanes,
    /// Where it was to go.
    pub to: Lanes,
}

/// What may follow what in the fulfilment lane.
const FULFILMENT: &[(F, &[F])] = &[
    (F::None, &[F::Submitting, F::Rejected, F::Absent]),
    (F::Submitting, &[F::None, F::Accepted, F::Fulfilling, F::Delivered, F::Rejected, F::Absent, F::Unknown]),
    (F::Accepted, &[F::Fulfilling, F::Delivered, F::Absent, F::Unknown]),
    (F::Fulfilling, &[F::Delivered, F::Absent, F::Unknown]),
    (F::Unknown, &[F::Accepted, F::Delivered, F::Rejected, F::Absent]),
    (F::Delivered, &[F::Reversed]),
    (F::Rejected, &[]),
    (F::Absent, &[F::Delivered]),
    (F::Reversed, &[]),
];

/// What else may follow while a review is open: only a person's word, never an answer or a list, declares an open outcome done.
const FULFILMENT_IN_REVIEW: &[(F, &[F])] = &[(F::None, &[F::Delivered]), (F::Unknown, &[F::None])];

/// What may follow what in the money lane.
const MONEY: &[(M, &[M])] = &[
    (M::None, &[M::Authorising, M::OnAccount]),
    (M::OnAccount, &[M::Released]),
    (M::Authorising, &[M::Authorised, M::Declined, M::Releasing]),
    (M::Authorised, &[M::Capturing, M::Releasing]),
    (M::Capturing, &[M::Captured]),
    (M::Captured, &[M::RefundDue]),
    (M::Declined, &[]),
    (M::Releasing, &[M::Released]),
    (M::Released, &[]),
    (M::RefundDue, &[M::Refunded]),
    (M::Refunded, &[]),
];

/// What may follow what in the review lane.
const REVIEW: &[(Review, &[Review])] =
    &[(Review::None, &[Review::Open]), (Review::Open, &[Review::Closed]), (Review::Closed, &[Review::Open])];

/// Which money goes with which fulfilment.
const LEGAL: &[(F, &[M])] = &[
    (F::None, &[M::None, M::Authorising, M::Authorised, M::OnAccount]),
    (F::Submitting, &[M::Authorised, M::OnAccount]),
    (F::Accepted, &[M::Authorised, M::OnAccount]),
    (F::Fulfilling, &[M::Authorised, M::OnAccount]),
    (F::Unknown, &[M::Authorised, M::OnAccount]),
    (F::Delivered, &[M::Capturing, M::Captured, M::OnAccount]),
    (F::Rejected, &[M::None, M::Declined, M::Releasing, M::Released]),
    (F::Absent, &[M::Releasing, M::Released]),
    (F::Reversed, &[M::Captured, M::RefundDue, M::Refunded]),
];

/// Which money goes with which fulfilment only when a person looks or has looked: the two contradict each other.
const LEGAL_IN_REVIEW: &[(F, &[M])] = &[
    (F::Delivered, &[M::Releasing, M::Released, M::RefundDue, M::Refunded]),
    (F::Reversed, &[M::Capturing, M::OnAccount, M::Releasing, M::Released]),
];

fn lists<K: PartialEq, V: PartialEq>(table: &[(K, &[V])], key: &K, value: &V) -> bool {
    table.iter().any(|(from, to)| from == key && to.contains(value))
}

impl Lanes {
    /// A new order.
    pub const START: Self = Self { fulfilment: F::None, money: M::None, review: Review::None };

    /// Whether these states go together.
    pub fn are_legal(self) -> bool {
        let plain = lists(LEGAL, &self.fulfilment, &self.money);
        plain || (self.review != Review::None && lists(LEGAL_IN_REVIEW, &self.fulfilment, &self.money))
    }

    /// Whether each lane has an edge to its new state (or stays).
    pub fn may_become(self, to: Self) -> Result<(), Illegal> {
        let fulfilment = self.fulfilment == to.fulfilment
            || lists(FULFILMENT, &self.fulfilment, &to.fulfilment)
            || (self.review == Review::Open && lists(FULFILMENT_IN_REVIEW, &self.fulfilment, &to.fulfilment));
        let money = self.money == to.money || lists(MONEY, &self.money, &to.money);
        let review = self.review == to.review || lists(REVIEW, &self.review, &to.review);
        if fulfilment && money && review { Ok(()) } else { Err(Illegal { from: self, to }) }
    }
}

impl Fulfilment {
    /// Whether a second order for the same SIM must wait: something may still happen to this one.
    pub const fn is_open(self) -> bool {
        matches!(self, F::None | F::Submitting | F::Accepted | F::Fulfilling | F::Unknown)
    }

    /// The word in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            F::None => "none",
            F::Submitting => "submitting",
            F::Accepted => "accepted",
            F::Fulfilling => "fulfilling",
            F::Unknown => "unknown",
            F::Delivered => "delivered",
            F::Rejected => "rejected",
            F::Absent => "absent",
            F::Reversed => "reversed",
        }
    }
}

impl MoneyLane {
    /// The word in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            M::None => "none",
            M::OnAccount => "on_account",
            M::Authorising => "authorising",
            M::Authorised => "authorised",
            M::Capturing => "capturing",
            M::Captured => "captured",
            M::Declined => "declined",
            M::Releasing => "releasing",
            M::Released => "released",
            M::RefundDue => "refund_due",
            M::Refunded => "refunded",
        }
    }
}

impl Review {
    /// The word in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Review::None => "none",
            Review::Open => "open",
            Review::Closed => "closed",
        }
    }
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
