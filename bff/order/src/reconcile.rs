//! What the provider's own lists say about an order: pure.

use crate::candidates::{Finding, find};
use crate::change::Change;
use crate::clock::Moment;
use crate::hold;
use crate::judge::{absent, delivered, is_doubted, rejection, review, review_once, was_doubted};
use crate::lanes::{Fulfilment, Review};
use crate::reason::{Doubt, ReviewReason};
use crate::record::{OrderRecord, Watch};
use crate::schedule::a_day;
use crate::settings::Settings;
use contract::RejectionCode;
use provider::{Candidate, ReadError, StatusReading};
use std::time::Duration;

/// How long after the send's deadline absence may count at all, in seconds; what the provider leaves unnamed for as long is a
/// person's matter.
const ABSENT_AFTER: u64 = 15 * 60;

/// How many healthy, empty readings absence takes.
const ABSENT_READS: u32 = 3;

/// Over how long they must spread, in seconds.
const ABSENT_SPREAD: u64 = 10 * 60;

/// What a look at the provider's list showed.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// What could be the effect of the order, or why the list could not be read.
    pub candidates: Result<Vec<Candidate>, ReadError>,
    /// Our other orders for this SIM.
    pub rivals: Vec<OrderRecord>,
    /// The list was seen to show something that came later than this order's send.
    pub list_is_live: bool,
}

/// What the look does to an order whose outcome is unknown, or was taken for absent. One that has moved on meanwhile is left
/// alone: the look was about another question.
pub(crate) fn after_look(order: &OrderRecord, look: &Look, now: Moment, settings: &Settings) -> Vec<Change> {
    if !matches!(order.fulfilment, Fulfilment::Unknown | Fulfilment::Absent) {
        return Vec::new();
    }
    let candidates = match &look.candidates {
        Ok(candidates) => candidates,
        Err(error) => return reminded(order, vec![unread(error, now)], now, settings),
    };
    // What turns up late while a newer order for the SIM is under way may be that one's: wait until it is settled. A person who is
    // asked about that one may take longer than the watch lasts, and must know of both.
    let newer = |rival: &&OrderRecord| order.fulfilment == Fulfilment::Absent && rival.fulfilment.is_open();
    let newer: Vec<_> = look.rivals.iter().filter(newer).collect();
    if newer.iter().any(|rival| rival.review != Review::Open) {
        return vec![seen(false)];
    }
    let mut changes = vec![seen(false)];
    match find(order, candidates, &look.rivals, settings) {
        // What was in doubt once does not settle itself by what a list leaves out later.
        Finding::One(_) if is_doubted(order) => {}
        // People have looked at what was there and said that it is not the order's: showing once more makes it no delivery.
        Finding::One(found) if !found.by_marker && was_doubted(order) => changes.extend(review_once(order, ReviewReason::FailedButPresent)),
        Finding::One(found) if !found.by_marker && !newer.is_empty() => changes.extend(review_once(order, ReviewReason::SharedCandidate)),
        Finding::One(found) => changes.extend(delivered(order, found.id.0, found.starts)),
        // Whoever has closed the review of an absence knows of what stays on the SIM.
        Finding::Doubtful(reason) if order.fulfilment == Fulfilment::Absent => changes.extend(review_once(order, reason)),
        Finding::Doubtful(reason) => changes.extend(review(order, reason)),
        Finding::Unnamed => {
            // Should it go again, nobody knows why: absence takes all its readings from then on.
            changes.extend(order.watch.filter(|watch| watch.empty > 0).map(|_| Change::Glimpsed));
            let sent = order.live_attempt().or_else(|| order.watched_attempt());
            let long = sent.is_some_and(|attempt| now.since(attempt.deadline) >= absent_after(settings));
            let ask = if order.fulfilment == Fulfilment::Absent { review_once } else { review };
            changes.extend(ask(order, ReviewReason::UnnamedCandidate).filter(|_| long));
        }
        Finding::Nothing => {
            changes = vec![seen(true)];
            let undisputed = order.review != Review::Open || order.review_reason == Some(ReviewReason::HoldExpiring);
            if order.fulfilment == Fulfilment::Unknown && undisputed && look.list_is_live && absence_is_due(order, now, settings) {
                changes.extend(absent(order, rejection(RejectionCode::Absent, None, None)));
            }
        }
    }
    reminded(order, changes, now, settings)
}

/// Whether an empty reading now would complete the absence rule, the proof that the list is live aside: only then is that
/// proof worth a call.
pub(crate) fn absence_is_due(order: &OrderRecord, now: Moment, settings: &Settings) -> bool {
    let (Some(attempt), Some(Watch { first_empty: Some(first), empty, .. })) = (order.live_attempt(), order.watch) else {
        return false;
    };
    empty + 1 >= ABSENT_READS
        && now.since(first) >= Duration::from_secs(ABSENT_SPREAD) / settings.hurry.max(1)
        && now.since(attempt.deadline) >= absent_after(settings)
}

fn absent_after(settings: &Settings) -> Duration {
    Duration::from_secs(ABSENT_AFTER) / settings.hurry.max(1)
}

/// What the status of an accepted order does to it. `look`: what the list shows, asked for only when the status says failed.
pub(crate) fn after_status(
    order: &OrderRecord,
    status: &Result<StatusReading, ReadError>,
    look: Option<&Look>,
    now: Moment,
    settings: &Settings,
) -> Vec<Change> {
    if !matches!(order.fulfilment, Fulfilment::Accepted | Fulfilment::Fulfilling | Fulfilment::Unknown) {
        return Vec::new();
    }
    let is_unknown = order.fulfilment == Fulfilment::Unknown;
    let mut changes = vec![seen(false)];
    let doubt = |why| (!is_unknown).then_some(Change::Unknown { why });
    match status {
        Err(error) => changes = vec![unread(error, now)],
        // The provider works on what counted as unknown: it is known again.
        Ok(StatusReading::Accepted | StatusReading::Fulfilling) if is_unknown => {
            changes.extend(order.provider_order.clone().map(|order| Change::Accepted { order }));
        }
        Ok(StatusReading::Accepted) => {}
        Ok(StatusReading::Fulfilling) => changes.extend((order.fulfilment == Fulfilment::Accepted).then_some(Change::Fulfilling)),
        // A top-up adds something of its own, so what was there before the send is another purchase's.
        Ok(StatusReading::Completed { effect, .. }) if was_there_before(order, effect) => {
            changes.extend(doubt(Doubt::Contradiction));
            changes.extend(review(order, ReviewReason::Mismatch));
        }
        Ok(StatusReading::Completed { effect, starts }) => changes.extend(delivered(order, effect.clone(), *starts)),
        Ok(StatusReading::Mismatch) => {
            changes.extend(doubt(Doubt::Contradiction));
            changes.extend(review(order, ReviewReason::Mismatch));
        }
        Ok(StatusReading::NotVisible) => {
            let long = order.watch.is_some_and(|watch| now.since(watch.since) >= settings.invisible);
            changes.extend(doubt(Doubt::Invisible).filter(|_| long));
        }
        Ok(StatusReading::Failed(code)) => {
            if let Some(look) = look {
                changes = after_failed(order, *code, look, now, settings);
            }
        }
    }
    reminded(order, changes, now, settings)
}

/// "Failed" is a claim, and no proof: it counts as an absence once the SIM has shown nothing new for a while, and what shows later
/// still counts. A reading that fails is asked for again.
fn after_failed(order: &OrderRecord, code: RejectionCode, look: &Look, now: Moment, settings: &Settings) -> Vec<Change> {
    let candidates = match &look.candidates {
        Ok(candidates) => candidates,
        Err(error) => return vec![unread(error, now)],
    };
    let reason = match find(order, candidates, &look.rivals, settings) {
        // What the SIM did not show before the claim tells nothing about it.
        Finding::Nothing if order.watch.is_some_and(|watch| !watch.called_failed) => return vec![Change::CalledFailed, seen(true)],
        Finding::Nothing => {
            let first = order.watch.and_then(|watch| watch.first_empty);
            let settled = first.is_some_and(|first| now.since(first) >= settings.failed_settles);
            let mut changes = vec![seen(true)];
            // Once contradicted, "failed" may no longer move money by itself.
            if settled && !is_doubted(order) {
                changes.extend(absent(order, rejection(code, None, None)));
            }
            return changes;
        }
        Finding::One(_) | Finding::Unnamed => ReviewReason::FailedButPresent,
        Finding::Doubtful(reason) => reason,
    };
    let doubt = (order.fulfilment != Fulfilment::Unknown).then_some(Change::Unknown { why: Doubt::Contradiction });
    [seen(false)].into_iter().chain(doubt).chain(review(order, reason)).collect()
}

/// What a look at the list, and at the order where the provider has named one, does to a delivered order. Only the provider's own
/// word reverses it: our effect is shown as undone, or the order is called failed and its effect is not on the SIM any more. Silence,
/// or a list without it, proves nothing; nor does "failed" where people have attached what the list never showed.
pub(crate) fn after_recheck(
    order: &OrderRecord,
    candidates: &Result<Vec<Candidate>, ReadError>,
    status: Option<&Result<StatusReading, ReadError>>,
    now: Moment,
) -> Vec<Change> {
    if order.fulfilment != Fulfilment::Delivered {
        return Vec::new();
    }
    let candidates = match candidates {
        Ok(candidates) => candidates,
        Err(error) => return vec![unread(error, now)],
    };
    let mut changes = vec![seen(false)];
    let shown = candidates.iter().find(|candidate| order.effect.as_ref() == Some(&candidate.id.0));
    let is_called_failed = matches!(status, Some(Ok(StatusReading::Failed(_))));
    if shown.map_or(is_called_failed && !order.answered_for, |shown| shown.undone) {
        changes.push(Change::Reversed);
        changes.extend(review(order, ReviewReason::Reversed));
    }
    changes
}

/// Nobody can be asked about the order: that tells nothing, but time passes.
pub(crate) fn after_silence(order: &OrderRecord, now: Moment, settings: &Settings) -> Vec<Change> {
    reminded(order, vec![seen(false)], now, settings)
}

fn was_there_before(order: &OrderRecord, effect: &str) -> bool {
    order.live_attempt().is_some_and(|attempt| attempt.baseline.known.iter().any(|known| known == effect))
}

const fn seen(empty: bool) -> Change {
    Change::Checked { empty, not_before: None }
}

fn unread(error: &ReadError, now: Moment) -> Change {
    let not_before = match error {
        ReadError::Busy { retry_after } => Some(now.plus(Duration::from_secs(u64::from(*retry_after)))),
        _ => None,
    };
    Change::Checked { empty: false, not_before }
}

/// When the outcome stays open, a person is asked after a day, and told once before the hold on the money ends.
fn reminded(order: &OrderRecord, mut changes: Vec<Change>, now: Moment, settings: &Settings) -> Vec<Change> {
    let settles = |change: &Change| {
        matches!(
            change,
            Change::Delivered { .. }
                | Change::Rejected { .. }
                | Change::Absent { .. }
                | Change::ReviewOpened { .. }
                | Change::ReviewClosed { .. }
        )
    };
    if !order.fulfilment.is_open() || changes.iter().any(settles) {
        return changes;
    }
    let sent_at = order.live_attempt().map_or(order.placed_at, |attempt| attempt.intended_at);
    if hold::alarm(order, settings).is_some_and(|alarm| alarm <= now) {
        changes.extend(review(order, ReviewReason::HoldExpiring));
    } else if now.since(sent_at) >= a_day(settings) {
        changes.extend(review(order, ReviewReason::Overdue));
    }
    changes
}

#[cfg(test)]
#[path = "doubt_tests.rs"]
mod doubt_tests;
#[cfg(test)]
#[path = "reconcile_status_tests.rs"]
mod status_tests;
#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
