//! Reading the journal.

use crate::clock::Moment;
use crate::customer::Customer;
use crate::journal::stored::{StoredEvent, all, at_most, event, one, order_id, storage};
use crate::journal::{EventRow, StorageError};
use crate::record::OrderRecord;
use contract::{Iccid, IdempotencyKey, OrderId};
use sqlx::sqlite::SqlitePool;

pub(super) async fn load(pool: &SqlitePool, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
    one(sqlx::query_scalar("SELECT record FROM orders WHERE id = ?").bind(id.as_str()).fetch_optional(pool).await.map_err(storage)?)
}

pub(super) async fn by_key(pool: &SqlitePool, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
    let found = sqlx::query_scalar("SELECT record FROM orders WHERE storefront = ? AND customer = ? AND idempotency_key = ?")
        .bind(&who.storefront)
        .bind(&who.reference)
        .bind(key.as_str())
        .fetch_optional(pool);
    one(found.await.map_err(storage)?)
}

pub(super) async fn open_orders(pool: &SqlitePool, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
    let found = sqlx::query_scalar(
        "SELECT record FROM orders WHERE storefront = ? AND customer = ? AND is_open = 1 ORDER BY placed_at DESC, id DESC",
    )
    .bind(&who.storefront)
    .bind(&who.reference)
    .fetch_all(pool);
    all(found.await.map_err(storage)?)
}

pub(super) async fn on_sim(pool: &SqlitePool, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
    let found = sqlx::query_scalar("SELECT record FROM orders WHERE account = ? AND iccid = ? ORDER BY placed_at DESC, id DESC")
        .bind(account)
        .bind(iccid.as_str())
        .fetch_all(pool);
    all(found.await.map_err(storage)?)
}

pub(super) async fn delivered_since(pool: &SqlitePool, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
    let found = sqlx::query_scalar(
        "SELECT record FROM orders WHERE account = ? AND fulfilment = 'delivered' AND sent_at > ? ORDER BY sent_at DESC LIMIT 1",
    )
    .bind(account)
    .bind(sent_after.unix_millis())
    .fetch_optional(pool);
    one(found.await.map_err(storage)?)
}

pub(super) async fn review_queue(pool: &SqlitePool, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
    let found = sqlx::query_scalar(
        "SELECT id FROM orders WHERE review = 'open' AND (?1 IS NULL OR (placed_at, id) > (SELECT placed_at, id FROM orders WHERE id = ?1)) \
         ORDER BY placed_at, id LIMIT ?2",
    )
    .bind(after.map(OrderId::as_str))
    .bind(at_most(limit))
    .fetch_all(pool);
    let ids: Vec<String> = found.await.map_err(storage)?;
    ids.into_iter().map(order_id).collect()
}

/// Asked before every order. The planner keeps the order of a CROSS JOIN: a few late events first, never all orders of an account.
pub(super) const UNKNOWNS: &str = "SELECT count(DISTINCT order_id) FROM order_events CROSS JOIN orders ON orders.id = order_id \
     WHERE what = 'unknown' AND at >= ? AND account = ?";

pub(super) async fn unknowns_since(pool: &SqlitePool, account: &str, since: Moment) -> Result<u32, StorageError> {
    let asked = sqlx::query_scalar(UNKNOWNS).bind(since.unix_millis()).bind(account).fetch_one(pool);
    let count: i64 = asked.await.map_err(storage)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) async fn events(pool: &SqlitePool, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
    let rows: Vec<StoredEvent> =
        sqlx::query_as("SELECT revision, batch, at, change FROM order_events WHERE order_id = ? ORDER BY revision")
            .bind(id.as_str())
            .fetch_all(pool)
            .await
            .map_err(storage)?;
    rows.into_iter().map(event).collect()
}
