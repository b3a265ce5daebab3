//! What is owed to the storefront once a change is durable: the outbox.

use crate::change::Change;
use crate::clock::Moment;
use crate::customer::PaymentTerms;
use crate::lanes::Fulfilment;
use crate::payment::NoticeKind;
use crate::record::OrderRecord;
use contract::OrderId;
use serde::{Deserialize, Serialize};

/// One thing to do at a storefront's hook, written in the same transaction as the change that asks for it and repeated until
/// it is done or given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// The same for every repetition; what the storefront compares.
    pub id: String,
    /// For which order.
    pub order: OrderId,
    /// What to do.
    pub kind: ErrandKind,
    /// When it was written.
    pub since: Moment,
    /// How often it was tried in vain.
    pub failures: u32,
}

/// An errand that is tried no more until a person asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadErrand {
    /// What was to be done.
    pub errand: Errand,
    /// Why it came to nothing the last time; without URL, secret or customer.
    pub last_error: String,
}

/// What to do at a storefront's hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrandKind {
    /// Take the held money.
    Capture,
    /// Give the held money back.
    Release,
    /// Pay taken money back.
    Refund,
    /// Tell what happened.
    Tell(NoticeKind),
}

fn is_billed_by_the_shop(order: &OrderRecord) -> bool {
    order.fulfilment == Fulfilment::Delivered && matches!(order.terms, PaymentTerms::Account { .. })
}

/// The errands that these changes ask for; `order`: as it stands after them.
pub(crate) fn errands_of(order: &OrderRecord, at: Moment, changes: &[Change]) -> Vec<Errand> {
    let errand =
        |word: &str, kind| Errand { id: format!("msg_{}_{word}", order.id), order: order.id.clone(), kind, since: at, failures: 0 };
    // The revision tells two notices of one kind apart; money moves once in an order's life.
    let tell = |word: &str, kind| errand(&format!("{word}_{}", order.revision), ErrandKind::Tell(kind));
    let wanted = changes.iter().filter_map(|change| match change {
        Change::Capturing => Some(errand("capture", ErrandKind::Capture)),
        Change::Releasing => Some(errand("release", ErrandKind::Release)),
        Change::RefundDue => Some(errand("refund", ErrandKind::Refund)),
        Change::Delivered { .. } => Some(tell("delivered", NoticeKind::Delivered)),
        Change::Rejected { rejection } | Change::Absent { rejection } => Some(tell("rejected", NoticeKind::Rejected(rejection.code))),
        Change::Reversed => Some(tell("reversed", NoticeKind::Reversed)),
        // The shop's bill is written from the news alone: it hears once more of the delivery, as one that is not owed.
        Change::Released if is_billed_by_the_shop(order) => Some(tell("delivered", NoticeKind::Delivered)),
        Change::ReviewOpened { .. } => Some(tell("review", NoticeKind::Review)),
        _ => None,
    });
    wanted.collect()
}

#[cfg(test)]
#[path = "errand_tests.rs"]
mod tests;
