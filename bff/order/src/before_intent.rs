//! What is heard before anything is sent, and what it does to an order: pure. Nothing here can have bought anything.

use crate::candidates::{Finding, find};
use crate::change::Change;
use crate::clock::Moment;
use crate::judge::{rejected, rejection, review};
use crate::lanes::{Fulfilment, MoneyLane};
use crate::payment::{Authorisation, PaymentError};
use crate::reason::ReviewReason;
use crate::record::OrderRecord;
use crate::settings::Settings;
use contract::{Offer, Rejection, RejectionCode};
use provider::{Candidate, ReadError};
use std::time::Duration;

/// P0: the live offers against what the customer agreed to. An order that a person has settled meanwhile is left alone.
pub(crate) fn after_offers(order: &OrderRecord, offers: &Result<Vec<Offer>, ReadError>, now: Moment, settings: &Settings) -> Vec<Change> {
    let offers = match offers {
        _ if order.fulfilment != Fulfilment::None => return Vec::new(),
        Ok(offers) => offers,
        Err(error) => return after_unreadable(order, error, now, settings),
    };
    match offers.iter().find(|offer| offer.id == order.quote.id) {
        None => rejected(order, rejection(RejectionCode::NotOffered, None, None)),
        Some(offer) if offer.price != order.quote.price => rejected(order, rejection(RejectionCode::Repriced, None, Some(offer.price))),
        Some(_) => vec![Change::PriceConfirmed],
    }
}

/// A provider that cannot be read is tried again for a short while; what it says about the SIM or about us is final.
pub(crate) fn after_unreadable(order: &OrderRecord, error: &ReadError, now: Moment, settings: &Settings) -> Vec<Change> {
    let refuse = |code, wait| rejected(order, rejection(code, wait, None));
    match error {
        _ if order.fulfilment != Fulfilment::None => Vec::new(),
        ReadError::NotFound => refuse(RejectionCode::SimNotEligible, None),
        ReadError::Retired => refuse(RejectionCode::SimRetired, None),
        ReadError::Refused(_) => refuse(RejectionCode::ShopCannot, None),
        ReadError::Busy { retry_after } => {
            let wait = Duration::from_secs(u64::from(*retry_after));
            if wait > settings.limiter_patience {
                return refuse(RejectionCode::Busy, Some(*retry_after));
            }
            let give_up = rejection(RejectionCode::Busy, Some(*retry_after), None);
            again(order, wait / settings.hurry.max(1), give_up, now, settings)
        }
        ReadError::Unavailable(_) | ReadError::Malformed(_) => {
            again(order, Duration::ZERO, rejection(RejectionCode::ProviderUnavailable, None, None), now, settings)
        }
    }
}

/// Before a send that follows one which people, and no proof, have declared without effect: whatever shows of that one by now
/// stops this one, and a person tells.
pub(crate) fn after_last_look(
    order: &OrderRecord,
    candidates: &Result<Vec<Candidate>, ReadError>,
    rivals: &[OrderRecord],
    now: Moment,
    settings: &Settings,
) -> Vec<Change> {
    let candidates = match candidates {
        Ok(candidates) => candidates,
        Err(error) => return after_unreadable(order, error, now, settings),
    };
    let shows = !matches!(find(order, candidates, rivals, settings), Finding::Nothing);
    review(order, ReviewReason::Contradiction).filter(|_| shows && order.fulfilment == Fulfilment::None).into_iter().collect()
}

/// P1: what the hook says to the request to hold the money.
pub(crate) fn after_hold(
    order: &OrderRecord,
    answer: &Result<Authorisation, PaymentError>,
    now: Moment,
    settings: &Settings,
) -> Vec<Change> {
    let unavailable = rejection(RejectionCode::PaymentUnavailable, None, None);
    match answer {
        _ if order.money != MoneyLane::Authorising => Vec::new(),
        Ok(Authorisation::Held { authorisation, expires_at }) => {
            vec![Change::Authorised { authorisation: authorisation.clone(), expires_at: expires_at.map(Into::into) }]
        }
        Ok(Authorisation::Declined) => {
            vec![Change::Declined, Change::Rejected { rejection: rejection(RejectionCode::PaymentDeclined, None, None) }]
        }
        Err(PaymentError::Silent(_)) => again(order, Duration::ZERO, unavailable, now, settings),
        // What was refused may still be held from an earlier request, so a release follows.
        Err(PaymentError::Refused(_) | PaymentError::Expired) => rejected(order, unavailable),
    }
}

fn again(order: &OrderRecord, at_least: Duration, give_up: Rejection, now: Moment, settings: &Settings) -> Vec<Change> {
    let pause = usize::try_from(order.tries).ok().and_then(|tries| settings.before_intent.get(tries));
    match pause {
        Some(pause) => vec![Change::Waiting { until: now.plus(at_least.max(*pause)) }],
        None => rejected(order, give_up),
    }
}

#[cfg(test)]
#[path = "before_intent_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "last_look_tests.rs"]
mod last_look_tests;
