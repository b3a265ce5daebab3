//! What a person may decide about an order in review, and what it does to the order: pure.

use crate::change::Change;
use crate::clock::Moment;
use crate::hold;
use crate::journal::StorageError;
use crate::judge::{ATTEMPTS, money_back, on_the_sim, rejection};
use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::record::OrderRecord;
use crate::settings::Settings;
use contract::{RejectionCode, Starts};
use provider::{Candidate, ReadError};
use serde::{Deserialize, Serialize};

/// A person's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// This is what the order bought: it is delivered, and its money is taken.
    Attach {
        /// The provider's name for it: PressOne order id, Connect subscription id.
        effect: String,
        /// Whoever decides answers for it although the provider's list does not show it, or cannot be read: its desk has said so.
        #[serde(default)]
        unseen: bool,
    },
    /// Nothing was bought: the money is given back and the SIM is free. Evidence to the contrary still counts when it comes.
    NotDelivered,
    /// The money that was taken is paid back.
    Refund,
    /// The matter is closed with the money as it stands; an order whose outcome is open costs the customer nothing.
    WriteOff,
    /// The send had no effect and is made once more. Carried out when a second, different person says so too.
    Resend,
}

impl Decision {
    /// The word for the log and the event row.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Attach { .. } => "attach",
            Self::NotDelivered => "not_delivered",
            Self::Refund => "refund",
            Self::WriteOff => "write_off",
            Self::Resend => "resend",
        }
    }
}

/// A decision with who made it and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What.
    #[serde(flatten)]
    pub decision: Decision,
    /// Who; two names that differ only in case or in the space around them are one person.
    pub who: String,
    /// Why; kept with the order, never in a log.
    pub note: String,
}

/// What is put on a SIM is one order's.
pub(crate) const TAKEN: &str = "that was bought by another order of ours";

/// Why a ruling is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulingError {
    /// There is no such order.
    #[error("there is no such order")]
    NotFound,
    /// Nobody has to decide about it.
    #[error("the order is not in review")]
    NotInReview,
    /// The order does not stand where this can be decided.
    #[error("not possible: {0}")]
    NotPossible(&'static str),
    /// This person has ordered the resend already.
    #[error("a second person must order the resend too")]
    SecondPersonNeeded,
    /// The journal failed; nothing was decided.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What the ruling does to the order. `rivals`: our other orders for its SIM.
pub(crate) fn rule(
    order: &OrderRecord,
    ruling: &Ruling,
    rivals: &[OrderRecord],
    now: Moment,
    settings: &Settings,
) -> Result<Vec<Change>, RulingError> {
    use RulingError::NotPossible;
    // What was given up may be found later on by the provider's desk, whether anybody was asked about it or not.
    let turns_up = order.fulfilment == Fulfilment::Absent && matches!(ruling.decision, Decision::Attach { .. });
    if order.review != Review::Open && !turns_up {
        return Err(RulingError::NotInReview);
    }
    if ruling.who.trim().is_empty() {
        return Err(NotPossible("say who decides"));
    }
    let close = Change::ReviewClosed { decision: ruling.decision.as_str().to_owned(), who: ruling.who.clone() };
    let mut changes = vec![Change::Ruled { ruling: Box::new(ruling.clone()) }];
    match &ruling.decision {
        Decision::Attach { effect, .. } => {
            let delivered = attach(order, effect, rivals)?;
            // What was given back cannot be taken any more: how the shop gets its money is the next thing to decide.
            let unpaid = delivered.iter().any(|change| matches!(change, Change::ReviewOpened { .. }));
            changes.extend(delivered);
            changes.extend((!unpaid).then_some(close));
        }
        Decision::NotDelivered => {
            changes.extend(not_delivered(order)?);
            changes.push(close);
        }
        Decision::Refund => changes.extend([refund(order)?, close]),
        Decision::WriteOff => {
            if is_undecided(order) || order.fulfilment == Fulfilment::Submitting {
                changes.extend(not_delivered(order)?);
            }
            changes.push(close);
        }
        Decision::Resend => {
            let withdrawn = resend(order, now, settings)?;
            match &order.resend_asked_by {
                None => {}
                Some(first) if same_person(first, &ruling.who) => return Err(RulingError::SecondPersonNeeded),
                Some(_) => changes.extend([withdrawn, close]),
            }
        }
    }
    Ok(changes)
}

/// Whether it is open what a send did. `None` comes after a resend: evidence of the withdrawn send has stopped the next one.
fn is_undecided(order: &OrderRecord) -> bool {
    let is_stopped = order.fulfilment == Fulfilment::None && !order.attempts.is_empty();
    is_stopped || matches!(order.fulfilment, Fulfilment::Accepted | Fulfilment::Fulfilling | Fulfilment::Unknown)
}

fn attach(order: &OrderRecord, effect: &str, rivals: &[OrderRecord]) -> Result<Vec<Change>, RulingError> {
    let refuse = |why| Err(RulingError::NotPossible(why));
    let effect = effect.trim();
    if effect.is_empty() {
        return refuse("name what it bought, as the provider names it");
    }
    if !is_undecided(order) && order.fulfilment != Fulfilment::Absent {
        return refuse("the outcome of this order is not open");
    }
    if rivals.iter().any(|rival| rival.effect.as_deref() == Some(effect)) {
        return refuse(TAKEN);
    }
    if order.attempts.iter().any(|attempt| attempt.baseline.known.iter().any(|known| known == effect)) {
        return refuse("that was on the SIM before this order was sent");
    }
    Ok(on_the_sim(order, effect.to_owned(), Starts::Unknown))
}

/// Whether what is to be attached is among what the provider shows now: a slip of the pen must not charge anybody.
pub(crate) fn is_shown(effect: &str, candidates: &Result<Vec<Candidate>, ReadError>) -> Result<(), RulingError> {
    let refuse = |why| Err(RulingError::NotPossible(why));
    let found = candidates.as_ref().map(|candidates| candidates.iter().find(|candidate| candidate.id.0 == effect.trim()));
    match found {
        Ok(Some(found)) if found.undone => {
            refuse("the provider shows that as failed or taken back: ask its desk, and say that it is unseen if that says otherwise")
        }
        Ok(Some(_)) => Ok(()),
        Ok(None) => refuse("the provider does not show that as new on this SIM: look at the order again, or say that it is unseen"),
        Err(_) => refuse("the provider's list cannot be read now: try again, or say that it is unseen"),
    }
}

fn not_delivered(order: &OrderRecord) -> Result<Vec<Change>, RulingError> {
    let rejection = rejection(RejectionCode::NotAdded, None, None);
    let end = match order.fulfilment {
        Fulfilment::Absent => return Ok(Vec::new()),
        Fulfilment::Submitting => return Err(RulingError::NotPossible("a send is under way: wait for its answer")),
        _ if !is_undecided(order) => return Err(RulingError::NotPossible("the outcome of this order is not open")),
        // A person may be wrong where a list was late, so it is watched on like any other absence.
        _ => Change::Absent { rejection },
    };
    Ok([end].into_iter().chain(money_back(order)).collect())
}

fn refund(order: &OrderRecord) -> Result<Change, RulingError> {
    match order.money {
        MoneyLane::Captured => Ok(Change::RefundDue),
        MoneyLane::OnAccount if matches!(order.fulfilment, Fulfilment::Delivered | Fulfilment::Reversed) => Ok(Change::Released),
        MoneyLane::RefundDue | MoneyLane::Refunded => Err(RulingError::NotPossible("it is paid back already, or about to be")),
        _ => Err(RulingError::NotPossible("no money was taken")),
    }
}

fn resend(order: &OrderRecord, now: Moment, settings: &Settings) -> Result<Change, RulingError> {
    let refuse = |why| Err(RulingError::NotPossible(why));
    let Some(attempt) = order.live_attempt().filter(|_| order.fulfilment == Fulfilment::Unknown) else {
        return refuse("only an order of unknown outcome can be sent again");
    };
    if now < attempt.deadline.plus(settings.submit_grace) {
        return refuse("the send may still be under way");
    }
    if attempt.submission.attempt >= ATTEMPTS {
        return refuse("it has been sent three times");
    }
    if !hold::lasts(order, now, settings) {
        return refuse("the hold on the money ends too soon");
    }
    Ok(Change::Withdrawn { number: attempt.submission.attempt, not_before: now, declared: true })
}

fn same_person(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
#[path = "ruling_tests.rs"]
mod tests;
