//! Claiming what is due: orders with a lease and an epoch, errands with a lease.

use super::{decoded, storage};
use crate::clock::Moment;
use crate::errand::{Errand, ErrandKind};
use crate::journal::{Claimed, StorageError};
use crate::record::OrderRecord;
use contract::OrderId;
use sqlx::sqlite::{SqliteConnection, SqlitePool};

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
fn readable<T>(id: &str, row: Result<T, StorageError>) -> Option<T> {
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

pub(super) async fn errands(pool: &SqlitePool, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
    let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
        "UPDATE order_errands SET leased_until = ? WHERE id IN (SELECT id FROM order_errands WHERE due <= ? AND \
         (leased_until IS NULL OR leased_until <= ?) ORDER BY due LIMIT ?) RETURNING id, order_id, kind, since, failures",
    )
    .bind(until.unix_millis())
    .bind(now.unix_millis())
    .bind(now.unix_millis())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    let errand = |(id, order, kind, since, failures): (String, String, String, i64, i64)| {
        let order = OrderId::try_from(order).map_err(|error| StorageError(format!("a stored order id: {error}")));
        let kind: Result<ErrandKind, _> = decoded(&kind);
        let (order, kind) = readable(&id, order.and_then(|order| Ok((order, kind?))))?;
        let failures = u32::try_from(failures).unwrap_or(u32::MAX);
        Some(Errand { id, order, kind, since: Moment::from_unix_millis(since), failures })
    };
    Ok(rows.into_iter().filter_map(errand).collect())
}

pub(super) async fn errand_failed(pool: &SqlitePool, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE order_errands SET failures = failures + 1, leased_until = NULL, due = ?, given_up = ?, last_error = ? \
         WHERE id = ? AND done_at IS NULL",
    )
    .bind(again.map(Moment::unix_millis))
    .bind(again.is_none())
    .bind(error)
    .bind(id)
    .execute(pool)
    .await
    .map_err(storage)?;
    Ok(())
}

pub(super) async fn errand_done(pool: &SqlitePool, id: &str, at: Moment) -> Result<(), StorageError> {
    let mut connection = pool.acquire().await.map_err(storage)?;
    mark_done(&mut connection, id, at).await
}

pub(super) async fn mark_done(connection: &mut SqliteConnection, id: &str, at: Moment) -> Result<(), StorageError> {
    sqlx::query("UPDATE order_errands SET done_at = ?, due = NULL, leased_until = NULL WHERE id = ?")
        .bind(at.unix_millis())
        .bind(id)
        .execute(connection)
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
