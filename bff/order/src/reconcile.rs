//! What the provider's own lists say about an order: pure.

use crate::change::{Change, Doubt, ReviewReason};
use crate::clock::Moment;
use crate::judge::{delivered, money_back, rejected, rejection, review};
use crate::lanes::{Fulfilment, Review};
use crate::record::{OrderRecord, Watch};
use crate::schedule::{a_day, ten_days};
use crate::settings::Settings;
use contract::{RejectionCode, Timestamp};
use provider::{Candidate, ReadError, StatusReading};
use std::time::Duration;

/// How far a provider's clock may be from ours, in seconds.
const SKEW: i64 = 300;

/// How long after the send's deadline absence may count at all, in seconds.
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

/// What is left of the candidates.
enum Finding {
    Nothing,
    One(Candidate),
    Doubtful(ReviewReason),
}

/// What the look does to an order whose outcome is unknown, or was taken for absent.
pub(crate) fn after_look(order: &OrderRecord, look: &Look, now: Moment, settings: &Settings) -> Vec<Change> {
    let candidates = match &look.candidates {
        Ok(candidates) => candidates,
        Err(error) => return checked(order, false, busy(error, now), now, settings),
    };
    // What turns up late while a newer order for the SIM is under way may be that one's: wait until it is settled.
    if order.fulfilment == Fulfilment::Absent && look.rivals.iter().any(|rival| rival.fulfilment.is_open()) {
        return checked(order, false, None, now, settings);
    }
    match find(order, candidates, &look.rivals, settings) {
        Finding::One(found) => {
            let mut changes = vec![Change::Checked { empty: false, not_before: None }];
            changes.extend(delivered(order, found.id.0, found.starts));
            changes
        }
        Finding::Doubtful(reason) => {
            let mut changes = vec![Change::Checked { empty: false, not_before: None }];
            changes.extend(review(order, reason));
            changes
        }
        Finding::Nothing => {
            let mut changes = checked(order, true, None, now, settings);
            if order.fulfilment == Fulfilment::Unknown
                && order.review == Review::None
                && look.list_is_live
                && absence_is_due(order, now, settings)
            {
                changes.retain(|change| matches!(change, Change::Checked { .. }));
                changes.push(Change::Absent { rejection: rejection(RejectionCode::Absent, None, None) });
                changes.extend(money_back(order));
            }
            changes
        }
    }
}

/// Whether an empty reading now would complete the absence rule, the proof that the list is live aside: only then is that
/// proof worth a call.
pub(crate) fn absence_is_due(order: &OrderRecord, now: Moment, settings: &Settings) -> bool {
    let hurry = settings.hurry.max(1);
    let (Some(attempt), Some(Watch { first_empty: Some(first), empty, .. })) = (order.live_attempt(), order.watch) else {
        return false;
    };
    empty + 1 >= ABSENT_READS
        && now.since(first) >= Duration::from_secs(ABSENT_SPREAD) / hurry
        && now.since(attempt.deadline) >= Duration::from_secs(ABSENT_AFTER) / hurry
}

/// What the status of an accepted order does to it. `look`: what the list shows, asked for only when the status says failed.
pub(crate) fn after_status(
    order: &OrderRecord,
    status: &Result<StatusReading, ReadError>,
    look: Option<&Look>,
    now: Moment,
    settings: &Settings,
) -> Vec<Change> {
    let still = |not_before| checked(order, false, not_before, now, settings);
    let doubt = |why, reason: Option<ReviewReason>| {
        let mut changes = still(None);
        changes.retain(|change| matches!(change, Change::Checked { .. }));
        changes.extend((order.fulfilment != Fulfilment::Unknown).then_some(Change::Unknown { why }));
        changes.extend(reason.and_then(|reason| review(order, reason)));
        changes
    };
    match status {
        Err(error) => still(busy(error, now)),
        // The provider works on what counted as unknown: it is known again.
        Ok(StatusReading::Accepted | StatusReading::Fulfilling) if order.fulfilment == Fulfilment::Unknown => {
            let mut changes = still(None);
            changes.extend(order.provider_order.clone().map(|order| Change::Accepted { order }));
            changes
        }
        Ok(StatusReading::Accepted) => still(None),
        Ok(StatusReading::Fulfilling) => {
            let mut changes = still(None);
            changes.extend((order.fulfilment == Fulfilment::Accepted).then_some(Change::Fulfilling));
            changes
        }
        // A top-up adds something of its own, so what was there before the send is another purchase's.
        Ok(StatusReading::Completed { effect, .. }) if was_there_before(order, effect) => {
            doubt(Doubt::Contradiction, Some(ReviewReason::Mismatch))
        }
        Ok(StatusReading::Completed { effect, starts }) => {
            let mut changes = vec![Change::Checked { empty: false, not_before: None }];
            changes.extend(delivered(order, effect.clone(), *starts));
            changes
        }
        Ok(StatusReading::Mismatch) => doubt(Doubt::Contradiction, Some(ReviewReason::Mismatch)),
        Ok(StatusReading::NotVisible) => {
            let watched = order.watch.map(|watch| now.since(watch.since));
            if watched.is_some_and(|watched| watched >= settings.invisible) { doubt(Doubt::Invisible, None) } else { still(None) }
        }
        // "Failed" is a claim: it counts once the SIM shows nothing new, and a reading that fails is asked for again.
        Ok(StatusReading::Failed(code)) => match look.map(|look| (&look.candidates, &look.rivals)) {
            Some((Ok(candidates), rivals)) => match find(order, candidates, rivals, settings) {
                Finding::Nothing => {
                    let first = order.watch.and_then(|watch| watch.first_empty);
                    let settled = first.is_some_and(|first| now.since(first) >= settings.failed_settles);
                    // Once contradicted, "failed" may no longer move money by itself.
                    let believed = settled && (order.review != Review::Open || order.review_reason == Some(ReviewReason::Overdue));
                    let mut changes = vec![Change::Checked { empty: true, not_before: None }];
                    changes.extend(believed.then(|| rejected(order, rejection(*code, None, None))).into_iter().flatten());
                    changes
                }
                Finding::One(_) => doubt(Doubt::Contradiction, Some(ReviewReason::FailedButPresent)),
                Finding::Doubtful(reason) => doubt(Doubt::Contradiction, Some(reason)),
            },
            Some((Err(error), _)) => still(busy(error, now)),
            None => still(None),
        },
    }
}

fn was_there_before(order: &OrderRecord, effect: &str) -> bool {
    order.live_attempt().is_some_and(|attempt| attempt.baseline.known.iter().any(|known| known == effect))
}

/// Nothing new: the check is noted, and after a day a person is asked.
fn checked(order: &OrderRecord, empty: bool, not_before: Option<Moment>, now: Moment, settings: &Settings) -> Vec<Change> {
    let mut changes = vec![Change::Checked { empty, not_before }];
    let sent_at = order.live_attempt().map_or(order.placed_at, |attempt| attempt.intended_at);
    if order.fulfilment.is_open() && order.review == Review::None && now.since(sent_at) >= a_day(settings) {
        changes.push(Change::ReviewOpened { reason: ReviewReason::Overdue });
    }
    changes
}

fn busy(error: &ReadError, now: Moment) -> Option<Moment> {
    match error {
        ReadError::Busy { retry_after } => Some(now.plus(Duration::from_secs(u64::from(*retry_after)))),
        _ => None,
    }
}

/// Which candidate, if any, is the effect of this order.
fn find(order: &OrderRecord, candidates: &[Candidate], rivals: &[OrderRecord], settings: &Settings) -> Finding {
    let Some(attempt) = order.live_attempt() else { return Finding::Nothing };
    let earliest = attempt.intended_at.timestamp().unix_seconds() - SKEW;
    let is_ours = |candidate: &&Candidate| {
        candidate.by_marker
            || (candidate.offer.as_ref().is_none_or(|offer| *offer == order.quote.id)
                && candidate.created_at.map(Timestamp::unix_seconds).is_none_or(|created| created >= earliest)
                && !rivals.iter().any(|rival| rival.effect.as_ref() == Some(&candidate.id.0)))
    };
    let mut ours = candidates.iter().filter(is_ours);
    match (ours.next(), ours.next()) {
        (None, _) => Finding::Nothing,
        (Some(_), Some(_)) => Finding::Doubtful(ReviewReason::SeveralCandidates),
        (Some(one), None) if one.undone => Finding::Doubtful(ReviewReason::Undone),
        (Some(one), None) if one.by_marker || !rivals.iter().any(|rival| could_own(rival, order, settings)) => Finding::One(one.clone()),
        (Some(_), None) => Finding::Doubtful(ReviewReason::SharedCandidate),
    }
}

/// Whether something unmarked on the SIM could just as well be the effect of that other order of ours.
fn could_own(rival: &OrderRecord, order: &OrderRecord, settings: &Settings) -> bool {
    let (Some(theirs), Some(ours)) = (rival.live_attempt(), order.live_attempt()) else { return false };
    let same = rival.id != order.id && rival.quote.id == order.quote.id;
    let watched = ours.intended_at.since(theirs.intended_at) < ten_days(settings);
    same && (rival.fulfilment.is_open() || (rival.fulfilment == Fulfilment::Absent && watched))
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
