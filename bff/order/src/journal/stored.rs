//! How values stand in a database's columns, the same in each.

use crate::clock::Moment;
use crate::errand::Errand;
use crate::journal::{EventRow, StorageError};
use crate::record::OrderRecord;
use contract::OrderId;

/// Id, order, kind, since, failures.
pub(super) type ErrandRow = (String, String, String, i64, i64);

/// Revision, first revision of its transaction, time, change.
pub(super) type StoredEvent = (i64, i64, i64, String);

pub(super) fn storage(error: sqlx::Error) -> StorageError {
    StorageError(error.to_string())
}

pub(super) fn encoded<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|error| StorageError(format!("a value cannot be written: {error}")))
}

pub(super) fn decoded<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StorageError> {
    // The position is enough to find it; the text may hold what a log must not.
    serde_json::from_str(text).map_err(|error| {
        StorageError(format!("a stored value cannot be read, line {} column {}: {:?}", error.line(), error.column(), error.classify()))
    })
}

/// A revision or epoch, as a column holds it.
pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A limit, as SQL takes it.
pub(super) fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A revision or epoch, as it was stored.
pub(super) fn number(stored: i64) -> Result<u64, StorageError> {
    u64::try_from(stored).map_err(|_| StorageError("a stored revision or epoch is negative".to_owned()))
}

pub(super) fn order_id(text: String) -> Result<OrderId, StorageError> {
    OrderId::try_from(text).map_err(|error| StorageError(format!("a stored order id: {error}")))
}

pub(super) fn one(text: Option<String>) -> Result<Option<OrderRecord>, StorageError> {
    text.map(|text| decoded(&text)).transpose()
}

pub(super) fn all(texts: Vec<String>) -> Result<Vec<OrderRecord>, StorageError> {
    texts.iter().map(|text| decoded(text)).collect()
}

pub(super) fn event((revision, batch, at, change): StoredEvent) -> Result<EventRow, StorageError> {
    let at = Moment::from_unix_millis(at);
    Ok(EventRow { revision: number(revision)?, commit: number(batch)?, at, change: decoded(&change)? })
}

/// One row that cannot be read must not keep the others waiting: it is alerted, and again whenever its lease has run out.
pub(super) fn readable<T>(id: &str, row: Result<T, StorageError>) -> Option<T> {
    row.inspect_err(|error| tracing::error!(id, %error, "a due row cannot be read")).ok()
}

pub(super) fn errand((id, order, kind, since, failures): ErrandRow) -> Option<Errand> {
    let parts = order_id(order).and_then(|order| Ok((order, decoded(&kind)?)));
    let (order, kind) = readable(&id, parts)?;
    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
    Some(Errand { id, order, kind, since: Moment::from_unix_millis(since), failures })
}
