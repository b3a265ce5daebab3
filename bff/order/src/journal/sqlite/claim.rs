//! Claiming orders that are due, with a lease and an epoch.

use crate::clock::Moment;
use crate::journal::stored::{at_most, decoded, encoded, number, readable, storage, stored};
use crate::journal::{Claimed, StorageError};
use crate::record::OrderRecord;
use contract::OrderId;
use sqlx::sqlite::SqlitePool;

pub(super) async fn orders(
    pool: &SqlitePool,
    now: Moment,
    until: Moment,
    limit: usize,
    except: &[String],
) -> Result<Vec<Claimed>, StorageError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "UPDATE orders SET leased_until = ?, epoch = epoch + 1 WHERE id IN (SELECT id FROM orders WHERE due <= ? AND \
         (leased_until IS NULL OR leased_until <= ?) AND account NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?) \
         RETURNING id, record, epoch",
    )
    .bind(until.unix_millis())
    .bind(now.unix_millis())
    .bind(now.unix_millis())
    .bind(encoded(&except)?)
    .bind(at_most(limit))
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    let claimed = |(id, record, epoch): (String, String, i64)| {
        readable(&id, number(epoch).and_then(|epoch| Ok(Claimed { order: decoded(&record)?, epoch })))
    };
    Ok(rows.into_iter().filter_map(claimed).collect())
}

pub(super) async fn put_down(pool: &SqlitePool, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
    sqlx::query("UPDATE orders SET leased_until = NULL WHERE id = ? AND epoch = ?")
        .bind(id.as_str())
        .bind(stored(epoch))
        .execute(pool)
        .await
        .map_err(storage)?;
    Ok(())
}

/// Asked after every step: each part must be found by an index, however many orders are still watched.
pub(super) const NEXT_DUE: &str = "SELECT min(at) FROM (SELECT min(due) AS at FROM orders WHERE leased_until IS NULL AND due IS NOT NULL \
     UNION ALL SELECT min(max(due, leased_until)) FROM orders WHERE leased_until IS NOT NULL AND due IS NOT NULL \
     UNION ALL SELECT min(due) FROM order_errands WHERE leased_until IS NULL AND due IS NOT NULL \
     UNION ALL SELECT min(max(due, leased_until)) FROM order_errands WHERE leased_until IS NOT NULL AND due IS NOT NULL)";

pub(super) async fn next_due(pool: &SqlitePool) -> Result<Option<Moment>, StorageError> {
    let next: Option<i64> = sqlx::query_scalar(NEXT_DUE).fetch_one(pool).await.map_err(storage)?;
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
    let submitting: Vec<(String, String)> =
        sqlx::query_as("SELECT id, record FROM orders WHERE fulfilment = 'submitting' ORDER BY placed_at DESC")
            .fetch_all(&mut *transaction)
            .await
            .map_err(storage)?;
    transaction.commit().await.map_err(storage)?;
    // One that cannot be read must not keep the shop closed: nothing sends it again, and every lease alerts anew.
    Ok(submitting.into_iter().filter_map(|(id, record)| readable(&id, decoded(&record))).collect())
}
