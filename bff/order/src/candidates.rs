//! Which of the things at the provider is the effect of an order: pure.

use crate::lanes::Fulfilment;
use crate::reason::ReviewReason;
use crate::record::OrderRecord;
use crate::schedule::ten_days;
use crate::settings::Settings;
use provider::Candidate;

/// What is left of the candidates.
pub(crate) enum Finding {
    /// None of them is ours.
    Nothing,
    /// This one is.
    One(Candidate),
    /// One is new, but the provider does not say what it is, or calls it another package: no delivery, and no absence either.
    Unnamed,
    /// A person must tell.
    Doubtful(ReviewReason),
}

/// Which candidate, if any, is the effect of this order. The package must be named. Only our marker proves the rest by itself; without it
/// nothing else of ours may have a claim to it. How old a candidate may be is judged where its clock is known, at the
/// provider's client.
pub(crate) fn find(order: &OrderRecord, candidates: &[Candidate], rivals: &[OrderRecord], settings: &Settings) -> Finding {
    let is_free = |candidate: &Candidate| !rivals.iter().any(|rival| rival.effect.as_ref() == Some(&candidate.id.0));
    let is_named_so = |candidate: &Candidate| candidate.offer.as_ref().is_none_or(|offer| *offer == order.quote.id);
    let is_ours = |candidate: &&Candidate| candidate.by_marker || (is_named_so(candidate) && is_free(candidate));
    let under_another_name = |candidate: &Candidate| !candidate.undone && !is_named_so(candidate) && is_free(candidate);
    let mut ours: Vec<&Candidate> = candidates.iter().filter(is_ours).collect();
    // A list that shows one thing twice still shows one thing; undone counts, whichever of the two says so.
    ours.sort_by(|one, other| (&one.id.0, !one.undone).cmp(&(&other.id.0, !other.undone)));
    ours.dedup_by(|later, first| later.id == first.id);
    match ours.as_slice() {
        // As long as the order is open, it may be what was bought, listed wrongly; later on it is most likely another purchase.
        [] if order.fulfilment.is_open() && candidates.iter().any(under_another_name) => Finding::Unnamed,
        [] => Finding::Nothing,
        [one] if one.undone => Finding::Doubtful(ReviewReason::Undone),
        [one] if one.by_marker && one.offer.as_ref() != Some(&order.quote.id) => Finding::Doubtful(ReviewReason::Mismatch),
        [one] if one.by_marker => Finding::One((*one).clone()),
        [one] if one.offer.is_none() => Finding::Unnamed,
        [_] if rivals.iter().any(|rival| could_own(rival, order, settings)) => Finding::Doubtful(ReviewReason::SharedCandidate),
        [one] => Finding::One((*one).clone()),
        _ => Finding::Doubtful(ReviewReason::SeveralCandidates),
    }
}

/// Whether something unmarked on the SIM could just as well be the effect of that other order of ours: one that is under way, one
/// that was given up as absent and is still watched, or, where this one is the absent one, what was not bought before it. So whoever buys
/// again after an absence never gets the first order's late package taken for the second one's, nor the second one's, shown once
/// more under another name, for the first one's: a person tells.
fn could_own(rival: &OrderRecord, order: &OrderRecord, settings: &Settings) -> bool {
    let (Some(theirs), Some(ours)) = (rival.watched_attempt(), order.watched_attempt()) else { return false };
    let same = rival.id != order.id && rival.quote.id == order.quote.id;
    let watched = ours.intended_at.since(theirs.intended_at) < ten_days(settings);
    let bought_again = order.fulfilment == Fulfilment::Absent && theirs.intended_at >= ours.intended_at;
    same && match rival.fulfilment {
        Fulfilment::Absent => watched,
        Fulfilment::Delivered => bought_again,
        other => other.is_open(),
    }
}

#[cfg(test)]
#[path = "candidates_tests.rs"]
mod tests;
