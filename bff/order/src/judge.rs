//! What an answer to a send does to an order: pure.

use crate::change::Change;
use crate::clock::Moment;
use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::reason::{Doubt, ReviewReason};
use crate::record::OrderRecord;
use crate::settings::Settings;
use contract::{Money, Rejection, RejectionCode, Retry, Starts};
use provider::{Evidence, UnknownWhy, Verdict};
use std::time::Duration;

/// How many sends one order may have, all but the last proven without effect.
pub(crate) const ATTEMPTS: u32 = 3;

/// Why nothing was bought, with what sense a new order makes.
pub(crate) fn rejection(code: RejectionCode, retry_after: Option<u32>, new_price: Option<Money>) -> Rejection {
    use RejectionCode as C;
    let retry = match code {
        C::SimRetired | C::SimNotEligible | C::OurFault => Retry::Never,
        C::PurchaseLimit | C::NotOffered | C::Repriced | C::Unavailable | C::PaymentDeclined => Retry::AfterChange,
        C::ShopCannot | C::Busy | C::PaymentUnavailable | C::NotAdded | C::Absent | C::ProviderUnavailable => Retry::Later,
    };
    Rejection { code, retry, retry_after, new_price }
}

/// The changes of "nothing was bought", money included: none when the order has its end already, or while its evidence is at odds
/// with itself, for what may have been bought after all is a person's matter. After a send of which only people have said that it
/// had no effect it is an absence, which is watched.
pub(crate) fn rejected(order: &OrderRecord, rejection: Rejection) -> Vec<Change> {
    if !order.fulfilment.is_open() || is_doubted(order) {
        return Vec::new();
    }
    let end = if order.declared_attempt().is_some() { Change::Absent { rejection } } else { Change::Rejected { rejection } };
    ended(order, end)
}

/// The changes of "nothing was bought, as far as anybody has seen", money and review included; the order is watched on.
pub(crate) fn absent(order: &OrderRecord, rejection: Rejection) -> Vec<Change> {
    ended(order, Change::Absent { rejection })
}

fn ended(order: &OrderRecord, end: Change) -> Vec<Change> {
    [end].into_iter().chain(money_back(order)).chain(settled_review(order)).collect()
}

/// What becomes of the money when nothing was bought.
pub(crate) fn money_back(order: &OrderRecord) -> Option<Change> {
    match order.money {
        MoneyLane::Authorised | MoneyLane::Authorising => Some(Change::Releasing),
        MoneyLane::OnAccount => Some(Change::Released),
        _ => None,
    }
}

/// The changes of "it is on the SIM", money and review included.
pub(crate) fn delivered(order: &OrderRecord, effect: String, starts: Starts) -> Vec<Change> {
    let mut changes = on_the_sim(order, effect, starts);
    let unpaid = changes.iter().any(|change| matches!(change, Change::ReviewOpened { .. }));
    changes.extend(settled_review(order).filter(|_| !unpaid));
    changes
}

/// The changes of "it is on the SIM", money included; a review is opened when the money has been given back.
pub(crate) fn on_the_sim(order: &OrderRecord, effect: String, starts: Starts) -> Vec<Change> {
    let mut changes = vec![Change::Delivered { effect, starts }];
    match order.money {
        MoneyLane::Authorised => changes.push(Change::Capturing),
        MoneyLane::Releasing | MoneyLane::Released => changes.push(Change::ReviewOpened { reason: ReviewReason::DeliveredAfterRelease }),
        _ => {}
    }
    changes
}

/// Whether a review is open because the evidence is at odds with itself: then no list and no claim settles the order.
pub(crate) fn is_doubted(order: &OrderRecord) -> bool {
    order.review == Review::Open && order.review_reason.is_some_and(ReviewReason::is_doubt)
}

/// Whether people have closed such a review, with the order given up as absent.
pub(crate) fn was_doubted(order: &OrderRecord) -> bool {
    let closed = order.fulfilment == Fulfilment::Absent && order.review == Review::Closed;
    closed && order.review_reason.is_some_and(ReviewReason::is_doubt)
}

/// A review that was opened only because it took long ends with the evidence.
pub(crate) fn settled_review(order: &OrderRecord) -> Option<Change> {
    let waits = order.review == Review::Open && order.review_reason.is_some_and(ReviewReason::yields_to_evidence);
    waits.then(|| Change::ReviewClosed { decision: "settled by evidence".to_owned(), who: "engine".to_owned() })
}

/// A review, unless one is open. A doubt is noted over one that is about time or money, for else the next list would settle what this
/// one has left open.
pub(crate) fn review(order: &OrderRecord, reason: ReviewReason) -> Option<Change> {
    let is_news = order.review != Review::Open || (reason.is_doubt() && !is_doubted(order));
    is_news.then_some(Change::ReviewOpened { reason })
}

/// A review of something that goes on by itself, opened once: whoever has closed it knows, and is not asked every quarter of an
/// hour.
pub(crate) fn review_once(order: &OrderRecord, reason: ReviewReason) -> Option<Change> {
    let known = order.review == Review::Closed && order.review_reason == Some(reason);
    review(order, reason).filter(|_| !known)
}

/// The same changes for an order whose delivery another order of ours has claimed a moment before: what was heard is kept, and a
/// person tells whose it is.
pub(crate) fn effect_taken(order: &OrderRecord, changes: Vec<Change>) -> Vec<Change> {
    if !changes.iter().any(|change| matches!(change, Change::Delivered { .. })) {
        return changes;
    }
    let is_open = matches!(order.fulfilment, Fulfilment::Submitting | Fulfilment::Accepted | Fulfilment::Fulfilling);
    let kept = changes.into_iter().filter(|change| matches!(change, Change::Heard { .. } | Change::Checked { .. }));
    let doubt = is_open.then_some(Change::Unknown { why: Doubt::Contradiction });
    kept.chain(doubt).chain(review_once(order, ReviewReason::EffectTaken)).collect()
}

/// What the answer to send `number` does. The order may have moved on meanwhile (a lost lease): evidence counts all the same.
pub(crate) fn after_send(
    order: &OrderRecord,
    number: u32,
    evidence: &Evidence,
    verdict: &Verdict,
    now: Moment,
    settings: &Settings,
) -> Vec<Change> {
    let mut changes = vec![Change::Heard { number, evidence: Box::new(evidence.clone()) }];
    let verdict = &if names_what_was_there(order, number, verdict) { Verdict::Unknown(UnknownWhy::Mismatch) } else { verdict.clone() };
    let is_live = order.live_attempt().is_some_and(|attempt| attempt.submission.attempt == number);
    changes.extend(match order.fulfilment {
        // Two people have declared this send without effect and another may be under way: it says nothing about that one.
        _ if !is_live => contradiction(order, verdict).into_iter().collect(),
        Fulfilment::Submitting => fresh(order, number, verdict, now, settings),
        Fulfilment::Unknown => late(order, verdict),
        Fulfilment::Absent => match verdict {
            Verdict::Delivered(id) => delivered(order, id.0.clone(), Starts::Unknown),
            Verdict::Accepted(_) => review(order, ReviewReason::Contradiction).into_iter().collect(),
            _ => Vec::new(),
        },
        _ => contradiction(order, verdict).into_iter().collect(),
    });
    changes
}

/// The same, for a row on which the lanes would refuse it: the answer itself is kept and a person is told, for evidence is never
/// thrown away.
pub(crate) fn after_send_at_least(
    order: &OrderRecord,
    number: u32,
    evidence: &Evidence,
    verdict: &Verdict,
    now: Moment,
    settings: &Settings,
) -> Vec<Change> {
    let changes = after_send(order, number, evidence, verdict, now, settings);
    let Err(illegal) = order.amended(now, &changes) else { return changes };
    tracing::error!(order = %order.id, %illegal, "an answer does not fit the order: it is kept, and a person must decide");
    let kept = changes.into_iter().filter(|change| matches!(change, Change::Heard { .. }));
    kept.chain(review(order, ReviewReason::Contradiction)).collect()
}

fn fresh(order: &OrderRecord, number: u32, verdict: &Verdict, now: Moment, settings: &Settings) -> Vec<Change> {
    let again = |wait: Duration| vec![Change::Withdrawn { number, not_before: now.plus(wait), declared: false }];
    let may_repeat = number < ATTEMPTS;
    let pause = usize::try_from(number).ok().and_then(|sends| settings.resend.get(sends.saturating_sub(1)));
    let pause = pause.or(settings.resend.last()).copied().unwrap_or_default();
    match verdict {
        Verdict::NotSent if may_repeat => again(pause),
        // A new token is fetched at once, so there is nothing to wait for; a second 401 is about the credentials themselves.
        Verdict::Unauthorised if may_repeat && !refused_before(order, 401) => again(Duration::ZERO),
        Verdict::Limited { wait } if may_repeat && Duration::from_secs(u64::from(*wait)) <= settings.limiter_patience => {
            again(Duration::from_secs(u64::from(*wait)) / settings.hurry.max(1))
        }
        Verdict::Unknown(why) => vec![Change::Unknown { why: Doubt::Answer(*why) }],
        _ => match definite(order, verdict) {
            // A refusal of this send says nothing about the one before, of which evidence has come meanwhile.
            nothing if nothing.is_empty() => vec![Change::Unknown { why: Doubt::Contradiction }],
            settled => settled,
        },
    }
}

/// Whether a success names something that was there before that send: another purchase's, so an answer that was given once
/// already. It proves nothing about this send.
fn names_what_was_there(order: &OrderRecord, number: u32, verdict: &Verdict) -> bool {
    let Verdict::Delivered(id) = verdict else { return false };
    let sent = order.attempts.iter().find(|attempt| attempt.submission.attempt == number);
    sent.is_some_and(|attempt| attempt.baseline.known.contains(&id.0))
}

/// The answer to a send that counts as unknown already: whatever it proves counts, but it never leads to another send.
fn late(order: &OrderRecord, verdict: &Verdict) -> Vec<Change> {
    if matches!(verdict, Verdict::Unknown(_)) { Vec::new() } else { definite(order, verdict) }
}

fn definite(order: &OrderRecord, verdict: &Verdict) -> Vec<Change> {
    let refuse = |code, retry_after| rejected(order, rejection(code, retry_after, None));
    match verdict {
        Verdict::NotSent => refuse(RejectionCode::ProviderUnavailable, None),
        Verdict::Unauthorised => refuse(RejectionCode::ShopCannot, None),
        Verdict::Limited { wait } => refuse(RejectionCode::Busy, Some(*wait)),
        Verdict::Refused { code, retry_after } => refuse(*code, *retry_after),
        Verdict::Accepted(id) => vec![Change::Accepted { order: id.clone() }],
        Verdict::Delivered(id) => delivered(order, id.0.clone(), Starts::Unknown),
        Verdict::Unknown(_) => Vec::new(),
    }
}

fn refused_before(order: &OrderRecord, status: u16) -> bool {
    order.attempts.iter().filter(|attempt| attempt.without_effect).any(|attempt| {
        let heard = attempt.evidence.as_ref();
        heard.is_some_and(|evidence| evidence.status == Some(status))
    })
}

/// A success for something that is settled otherwise needs a person.
fn contradiction(order: &OrderRecord, verdict: &Verdict) -> Option<Change> {
    let same = match verdict {
        Verdict::Delivered(id) => order.effect.as_ref() == Some(&id.0),
        Verdict::Accepted(id) => order.provider_order.as_ref() == Some(id),
        _ => true,
    };
    if same { None } else { review(order, ReviewReason::Contradiction) }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
