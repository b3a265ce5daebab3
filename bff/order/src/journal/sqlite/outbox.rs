//! The outbox: claiming errands with a lease, and what becomes of them.

use crate::clock::Moment;
use crate::errand::{DeadErrand, Errand};
use crate::journal::StorageError;
use crate::journal::stored::{ErrandRow, at_most, errand, storage};
use sqlx::sqlite::{SqliteConnection, SqlitePool};

pub(super) async fn claim(pool: &SqlitePool, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
    let rows: Vec<ErrandRow> = sqlx::query_as(
        "UPDATE order_errands SET leased_until = ? WHERE id IN (SELECT id FROM order_errands WHERE due <= ? AND \
         (leased_until IS NULL OR leased_until <= ?) ORDER BY due LIMIT ?) RETURNING id, order_id, kind, since, failures",
    )
    .bind(until.unix_millis())
    .bind(now.unix_millis())
    .bind(now.unix_millis())
    .bind(at_most(limit))
    .fetch_all(pool)
    .await
    .map_err(storage)?;
    Ok(rows.into_iter().filter_map(errand).collect())
}

pub(super) async fn failed(pool: &SqlitePool, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
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

pub(super) async fn done(pool: &SqlitePool, id: &str, at: Moment) -> Result<(), StorageError> {
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

pub(super) async fn dead(pool: &SqlitePool, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
    let rows: Vec<(String, String, String, i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT id, order_id, kind, since, failures, last_error FROM order_errands WHERE given_up = 1 AND done_at IS NULL \
         ORDER BY since, id LIMIT ?",
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

pub(super) async fn revive(pool: &SqlitePool, id: &str, due: Moment) -> Result<bool, StorageError> {
    let revived = sqlx::query(
        "UPDATE order_errands SET given_up = 0, failures = 0, leased_until = NULL, due = ? WHERE id = ? AND given_up = 1 AND done_at IS NULL",
    )
    .bind(due.unix_millis())
    .bind(id)
    .execute(pool)
    .await
    .map_err(storage)?;
    Ok(revived.rows_affected() > 0)
}
