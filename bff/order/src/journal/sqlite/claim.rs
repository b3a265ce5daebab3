//! Claiming orders that are due, with a lease and an epoch.

use super::{decoded, storage};
use crate::clock::Moment;
use crate::journal::{Claimed, StorageError};
use crate::record::OrderRecord;
use contract::OrderId;
use sqlx::sqlite::SqlitePool;

pub(super) async fn orders(pool: &SqlitePool, now: Moment, until: Moment, limit: usize) -> Result<Vec<Claimed>, StorageError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "UPDATE orders SET leased_until = ?, epoch = epoch + 1 WHERE id IN (SELECT id FROM orders WHERE due <= ? AND \
         (leased_until IS NULL OR leased_until <= ?) ORDER BY due LIMIT ?) RETURNING id, record, epoch",
    )
    .bind(until.unix_millis())
    .bind(now.unix_millis())
    .bind(now.unix_millis())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    let claimed = |(id, record, epoch): (String, String, i64)| {
        let epoch = u64::try_from(epoch).map_err(|_| StorageError("an epoch is negative".to_owned()));
        readable(&id, epoch.and_then(|epoch| Ok(Claimed { order: decoded(&record)?, epoch })))
    };
    Ok(rows.into_iter().filter_map(claimed).collect())
}

/// One row that cannot be read must not keep the others waiting: it is alerted, and again whenever its lease has run out.
pub(super) fn readable<T>(id: &str, row: Result<T, StorageError>) -> Option<T> {
    row.inspect_err(|error| tracing::error!(id, %error, "a due row cannot be read")).ok()
}

pub(super) async fn put_down(pool: &SqlitePool, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
    sqlx::query("UPDATE orders SET leased_until = NULL WHERE id = ? AND epoch = ?")
        .bind(id.as_str())
        .bind(i64::try_from(epoch).unwrap_or(i64::MAX))
        .execute(pool)
        .await
        .map_err(storage)?;
    Ok(())
}

pub(super) async fn next_due(pool: &SqlitePool) -> Result<Option<Moment>, StorageError> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT min(at) FROM (SELECT max(due, coalesce(leased_until, due)) AS at FROM orders WHERE due IS NOT NULL \
         UNION ALL SELECT max(due, coalesce(leased_until, due)) FROM order_errands WHERE due IS NOT NULL)",
    )
    .fetch_one(pool)
    .await
    .map_err(storage)?;
    Ok(next.map(Moment::from_unix_millis))
}

pub(super) async fn take_over(pool: &SqlitePool) -> Result<Vec<OrderRecord>, StorageError> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(storage)?;
    for statement in [
        "UPDATE orders SET leased_until = NULL, epoch = epoch + 1 WHERE leased_until IS NOT NULL",
        "UPDATE order_errands SET leased_until = NULL WHERE leased_until IS NOT NULL",
    ] {
        sqlx::query(statement).execute(&mut *transaction).await.map_err(storage)?;
    }
    let submitting: Vec<String> = sqlx::query_scalar("SELECT record FROM orders WHERE fulfilment = 'submitting' ORDER BY placed_at DESC")
        .fetch_all(&mut *transaction)
        .await
        .map_err(storage)?;
    transaction.commit().await.map_err(storage)?;
    submitting.iter().map(|record| decoded(record)).collect()
}
