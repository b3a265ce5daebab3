//! Claiming orders that are due, with a lease and an epoch, past rows that others are just claiming.
//!
//! Leases run by the database's clock: a lease is a promise between machines, and their clocks differ. What is due is told by
//! the callers' clocks, which wrote it. `ahead` is how far the caller's clock is ahead of the database's, in milliseconds.

use super::TOLERANCE;
use crate::clock::Moment;
use crate::journal::stored::{decoded, number, readable, storage, stored};
use crate::journal::{Claimed, StorageError};
use contract::OrderId;
use sqlx::postgres::PgPool;

/// The database's time, then an order, if one was claimed.
type ClaimRow = (i64, Option<String>, Option<String>, Option<i64>);

/// The orders, and the database's time.
pub(super) async fn orders(
    pool: &PgPool,
    now: Moment,
    until: Moment,
    limit: i64,
    except: &[String],
) -> Result<(Vec<Claimed>, i64), StorageError> {
    let rows: Vec<ClaimRow> = sqlx::query_as(
        "WITH clock AS MATERIALIZED (SELECT topup_now() AS now), \
         ready AS (SELECT id FROM orders, clock WHERE abs($1 - clock.now) <= $4 AND due <= $1 AND (leased_until IS NULL OR leased_until <= clock.now) \
           AND account <> ALL ($5) ORDER BY due LIMIT $2 FOR UPDATE OF orders SKIP LOCKED), \
         claimed AS (UPDATE orders SET leased_until = clock.now + $3, epoch = epoch + 1 FROM ready, clock WHERE orders.id = ready.id \
           RETURNING orders.id, record, epoch) \
         SELECT clock.now, claimed.id, claimed.record, claimed.epoch FROM clock LEFT JOIN claimed ON true",
    )
    .bind(now.unix_millis())
    .bind(limit)
    .bind(span(now, until))
    .bind(TOLERANCE)
    .bind(except)
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    let database = rows.first().map_or_else(|| now.unix_millis(), |(clock, ..)| *clock);
    let claimed = |(_, id, record, epoch): ClaimRow| {
        let (id, record, epoch) = (id?, record?, epoch?);
        readable(&id, number(epoch).and_then(|epoch| Ok(Claimed { order: decoded(&record)?, epoch })))
    };
    Ok((rows.into_iter().filter_map(claimed).collect(), database))
}

/// How long a lease lasts, in milliseconds.
pub(super) fn span(now: Moment, until: Moment) -> i64 {
    until.unix_millis().saturating_sub(now.unix_millis())
}

pub(super) async fn put_down(pool: &PgPool, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
    sqlx::query("UPDATE orders SET leased_until = NULL WHERE id = $1 AND epoch = $2")
        .bind(id.as_str())
        .bind(stored(epoch))
        .execute(pool)
        .await
        .map_err(storage)?;
    Ok(())
}

pub(super) async fn next_due(pool: &PgPool, ahead: i64) -> Result<Option<Moment>, StorageError> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT least((SELECT min(due) FROM orders WHERE leased_until IS NULL AND due IS NOT NULL), \
         (SELECT min(greatest(due, leased_until + $1)) FROM orders WHERE leased_until IS NOT NULL AND due IS NOT NULL), \
         (SELECT min(due) FROM order_errands WHERE leased_until IS NULL AND due IS NOT NULL), \
         (SELECT min(greatest(due, leased_until + $1)) FROM order_errands WHERE leased_until IS NOT NULL AND due IS NOT NULL))",
    )
    .bind(ahead)
    .fetch_one(pool)
    .await
    .map_err(storage)?;
    Ok(next.map(Moment::from_unix_millis))
}

/// The database's time, when it takes writes.
pub(super) async fn clock(pool: &PgPool) -> Result<i64, StorageError> {
    let (clock, read_only): (i64, bool) =
        sqlx::query_as("SELECT topup_now(), pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean")
            .fetch_one(pool)
            .await
            .map_err(storage)?;
    if read_only { Err(StorageError("the database takes no writes: it is a standby, or set to read-only".to_owned())) } else { Ok(clock) }
}
