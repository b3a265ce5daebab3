//! PressOne's orders: found again by marker, or read by id.

use super::complaint::{Complaint, refusal};
use super::refusals::{default_description, names_us};
use crate::exchange::Reply;
use crate::json::{self, Part, Scalar};
use crate::moment;
use crate::reading::{Candidate, ReadError, StatusReading};
use crate::submission::{ProviderOrderId, Submission};
use contract::{RejectionCode, Starts};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    package_id: Scalar,
    #[serde(default)]
    description: Scalar,
    #[serde(default)]
    created_at: Scalar,
    #[serde(default)]
    status: Option<Box<RawValue>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Status {
    #[serde(default)]
    slug: Scalar,
}

#[derive(Clone, Debug, Deserialize)]
struct Paging {
    #[serde(default)]
    meta: Part<Meta>,
}

/// The wrapper has the list and what is said about it inside.
#[derive(Deserialize)]
struct Wrapper {
    #[serde(default)]
    data: Part<Paging>,
}

fn last_page(body: &str) -> Option<u64> {
    let inner = || json::object::<Wrapper>(body).ok()?.data.get().cloned();
    let said = |paging: Paging| paging.meta.get()?.last_page.whole();
    json::object::<Paging>(body).ok().and_then(said).or_else(|| inner().and_then(said))
}

#[derive(Clone, Debug, Deserialize)]
struct Meta {
    #[serde(default)]
    last_page: Scalar,
}

/// What the status of an order says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Carried out. Without a status it is an order all the same, and PressOne's orders are carried out when they are made; a
    /// top-up is one package, so part of a refund leaves it where it is.
    CarriedOut,
    /// Not carried out, or taken back.
    Undone,
    /// A word that no page lists.
    Unlisted,
}

/// The words of the sheet; the last two are no words of it, but can mean nothing else.
const WORDS: &[(&str, Says)] = &[
    ("completed", Says::CarriedOut),
    ("partially_refunded", Says::CarriedOut),
    ("failed", Says::Undone),
    ("refunded", Says::Undone),
    ("cancelled", Says::Undone),
    ("canceled", Says::Undone),
];

impl Row {
    /// A status that is there and cannot be read may say anything.
    fn says(&self) -> Says {
        let Some(status) = &self.status else { return Says::CarriedOut };
        let slug = json::object::<Status>(status.get()).map(|status| status.slug);
        let slug = slug.or_else(|_| serde_json::from_str::<Scalar>(status.get())).unwrap_or_default();
        let slug = slug.word().unwrap_or_default().to_ascii_lowercase();
        WORDS.iter().find(|(word, _)| *word == slug).map_or(Says::Unlisted, |(_, says)| *says)
    }

    /// The stable key.
    fn id(&self) -> Result<u64, ReadError> {
        self.id.key().ok_or_else(|| ReadError::Malformed("an order without a usable id".to_owned()))
    }
}

/// A page of the list: how many rows it held, the candidates among them, and the number of the last page if it says so.
pub(super) type Page = (usize, Vec<Candidate>, Option<u64>);

/// How much older than the send a row may seem, in seconds: no page says in which time zone its times are.
const A_DAY: i64 = 86_400;

/// One page of `GET orders?filter[description]=…` with our marker.
pub(super) fn page(reply: &Reply, submission: &Submission) -> Result<Page, ReadError> {
    // The filter is a LIKE without case, so the rows may carry other markers.
    picked(reply, |row| row.description.text() == Some(submission.marker.as_str()), candidate)
}

/// The same with the provider's own words, which it may have put in place of our marker: what could be this order's effect all
/// the same. Whoever else tops the SIM up without words of their own gets the same ones, so such a row is told as one that names
/// nothing: it is no delivery, and no absence either; so is one that does not say its package.
pub(super) fn described(reply: &Reply, submission: &Submission, known: &[String]) -> Result<Page, ReadError> {
    let words = default_description(submission);
    let not_before = submission.intended_at.unix_seconds().saturating_sub(A_DAY);
    let possible = |row: &Row| {
        let made = row.created_at.word().and_then(moment::parse);
        row.description.text() == Some(words.as_str())
            && row.package_id.text().is_none_or(|package| package == submission.offer.as_str())
            && made.is_none_or(|made| made.unix_seconds() >= not_before)
            && row.id().map_or(true, |id| !known.contains(&id.to_string()))
    };
    picked(reply, possible, |row| Ok(Candidate { by_marker: false, offer: None, ..candidate(row)? }))
}

/// A row that cannot be read makes the whole page unreadable: it might be the one.
fn picked(reply: &Reply, ours: impl Fn(&Row) -> bool, candidate: impl Fn(&Row) -> Result<Candidate, ReadError>) -> Result<Page, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let items = json::items(&reply.body)?;
    let rows = items.iter().map(|item| json::object::<Row>(item)).collect::<Result<Vec<_>, _>>()?;
    if rows.iter().any(|row| row.description.is_odd()) {
        return Err(ReadError::Malformed("an order with a description that cannot be read".to_owned()));
    }
    let candidates = rows.iter().filter(|row| ours(row)).map(candidate).collect::<Result<Vec<_>, _>>()?;
    Ok((rows.len(), candidates, last_page(&reply.body)))
}

/// Nobody else knows the marker, so a row with another package is not dropped.
fn candidate(row: &Row) -> Result<Candidate, ReadError> {
    let undone = match row.says() {
        Says::CarriedOut => false,
        Says::Undone => true,
        // It may be under way, or gone again: whoever reads on may learn which, and a person decides after a day.
        Says::Unlisted => return Err(ReadError::Malformed("an order of ours with a status that is not documented".to_owned())),
    };
    Ok(Candidate {
        id: ProviderOrderId(row.id()?.to_string()),
        by_marker: true,
        offer: row.package_id.text().and_then(|package| package.parse().ok()),
        created_at: row.created_at.word().and_then(moment::parse),
        undone,
        starts: Starts::Unknown,
    })
}

/// A foreign or unknown order answers 401 with these words, also to a good token.
pub(super) fn is_foreign(reply: &Reply) -> bool {
    reply.status == 401 && matches!(Complaint::read(&reply.body), Complaint::Empty(token) if token.contains("action is unauthorized"))
}

/// Reads `GET orders/{id}?include=status`.
pub(super) fn status(reply: &Reply, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
    if is_foreign(reply) {
        return Ok(StatusReading::NotVisible);
    }
    if !reply.is_success() {
        return match refusal(reply) {
            ReadError::NotFound => Ok(StatusReading::NotVisible),
            error => Err(error),
        };
    }
    let row: Row = json::document(&reply.body)?;
    let id = row.id()?.to_string();
    let missing = || ReadError::Malformed("an order that does not say which package it is and whose".to_owned());
    let package = row.package_id.text().ok_or_else(missing)?;
    let description = row.description.text().ok_or_else(missing)?;
    if id != order.0 || package != submission.offer.as_str() || !names_us(description, submission) {
        return Ok(StatusReading::Mismatch);
    }
    Ok(match row.says() {
        Says::CarriedOut => StatusReading::Completed { effect: id, starts: Starts::Unknown },
        Says::Undone => StatusReading::Failed(RejectionCode::NotAdded),
        Says::Unlisted => StatusReading::Fulfilling,
    })
}

#[cfg(test)]
#[path = "orders_tests.rs"]
mod tests;
