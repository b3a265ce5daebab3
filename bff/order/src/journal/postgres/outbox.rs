//! The outbox: claiming errands with a lease, and what becomes of them.

use super::claim::span;
use crate::clock::Moment;
use crate::errand::{DeadErrand, Errand};
use crate::journal::StorageError;
use crate::journal::stored::{ErrandRow, at_most, errand, storage};
use sqlx::postgres::PgPool;

pub(super) async fn claim(pool: &PgPool, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
    let rows: Vec<ErrandRow> = sqlx::query_as(
        "WITH clock AS MATERIALIZED (SELECT topup_now() AS now), \
         ready AS (SELECT id FROM order_errands, clock WHERE due <= $1 AND (leased_until IS NULL OR leased_until <= clock.now) \
           ORDER BY due LIMIT $2 FOR UPDATE OF order_errands SKIP LOCKED) \
         UPDATE order_errands SET leased_until = clock.now + $3 FROM ready, clock WHERE order_errands.id = ready.id \
         RETURNING order_errands.id, order_id, kind, since, failures",
    )
    .bind(now.unix_millis())
    .bind(at_most(limit))
    .bind(span(now, until))
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    Ok(rows.into_iter().filter_map(errand).collect())
}

pub(super) async fn failed(pool: &PgPool, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE order_errands SET failures = failures + 1, leased_until = NULL, due = $1, given_up = $2, last_error = $3 \
         WHERE id = $4 AND done_at IS NULL",
    )
    .bind(again.map(Moment::unix_millis))
    .bind(again.is_none())
    // PostgreSQL's text holds no NUL, and a storefront may say anything.
    .bind(error.replace('\0', "\u{fffd}"))
    .bind(id)
    .execute(pool)
    .await
    .map_err(storage)?;
    Ok(())
}

pub(super) async fn done(pool: &PgPool, id: &str, at: Moment) -> Result<(), StorageError> {
    sqlx::query("UPDATE order_errands SET done_at = $1, due = NULL, leased_until = NULL WHERE id = $2")
        .bind(at.unix_millis())
        .bind(id)
        .execute(pool)
        .await
        .map_err(storage)?;
    Ok(())
}

pub(super) async fn dead(pool: &PgPool, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
    let rows: Vec<(String, String, String, i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT id, order_id, kind, since, failures, last_error FROM order_errands WHERE given_up AND done_at IS NULL \
         ORDER BY since, id LIMIT $1",
    )
    .bind(at_most(limit))
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    let dead = |(id, order, kind, since, failures, last_error): (String, String, String, i64, i64, Option<String>)| {
        let errand = errand((id, order, kind, since, failures))?;
        Some(DeadErrand { errand, last_error: last_error.unwrap_or_default() })
    };
    Ok(rows.into_iter().filter_map(dead).collect())
}

pub(super) async fn revive(pool: &PgPool, id: &str, due: Moment) -> Result<bool, StorageError> {
    let revived = sqlx::query(
        "UPDATE order_errands SET given_up = false, failures = 0, leased_until = NULL, due = $1 \
         WHERE id = $2 AND given_up AND done_at IS NULL",
    )
    .bind(due.unix_millis())
    .bind(id)
    .execute(pool)
    .await
    .map_err(storage)?;
    Ok(revived.rows_affected() > 0)
}
