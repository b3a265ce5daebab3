//! Reading the journal. What a customer asks for is read through a transaction that sees only that customer's storefront.

use super::Postgres;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::journal::stored::{StoredEvent, all, at_most, event, one, order_id, storage};
use crate::journal::{EventRow, StorageError};
use crate::record::OrderRecord;
use contract::{Iccid, IdempotencyKey, OrderId};
use sqlx::postgres::PgPool;

pub(super) async fn load(pool: &PgPool, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
    one(sqlx::query_scalar("SELECT record FROM orders WHERE id = $1").bind(id.as_str()).fetch_optional(pool).await.map_err(storage)?)
}

pub(super) async fn load_own(ways: &Postgres, who: &Customer, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
    let mut scope = ways.scoped(&who.storefront).await.map_err(storage)?;
    let found = sqlx::query_scalar("SELECT record FROM orders WHERE id = $1 AND storefront = $2 AND customer = $3")
        .bind(id.as_str())
        .bind(&who.storefront)
        .bind(&who.reference)
        .fetch_optional(&mut *scope)
        .await
        .map_err(storage)?;
    scope.commit().await.map_err(storage)?;
    one(found)
}

pub(super) async fn by_key(ways: &Postgres, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
    let mut scope = ways.scoped(&who.storefront).await.map_err(storage)?;
    let found = sqlx::query_scalar("SELECT record FROM orders WHERE storefront = $1 AND customer = $2 AND idempotency_key = $3")
        .bind(&who.storefront)
        .bind(&who.reference)
        .bind(key.as_str())
        .fetch_optional(&mut *scope)
        .await
        .map_err(storage)?;
    scope.commit().await.map_err(storage)?;
    one(found)
}

pub(super) async fn open_orders(ways: &Postgres, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
    let mut scope = ways.scoped(&who.storefront).await.map_err(storage)?;
    let found = sqlx::query_scalar(
        "SELECT record FROM orders WHERE storefront = $1 AND customer = $2 AND is_open ORDER BY placed_at DESC, id DESC",
    )
    .bind(&who.storefront)
    .bind(&who.reference)
    .fetch_all(&mut *scope)
    .await
    .map_err(storage)?;
    scope.commit().await.map_err(storage)?;
    all(found)
}

pub(super) async fn on_sim(pool: &PgPool, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
    let found = sqlx::query_scalar("SELECT record FROM orders WHERE account = $1 AND iccid = $2 ORDER BY placed_at DESC, id DESC")
        .bind(account)
        .bind(iccid.as_str())
        .fetch_all(pool);
    all(found.await.map_err(storage)?)
}

pub(super) async fn delivered_since(pool: &PgPool, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
    let found = sqlx::query_scalar(
        "SELECT record FROM orders WHERE account = $1 AND fulfilment = 'delivered' AND sent_at > $2 ORDER BY sent_at DESC LIMIT 1",
    )
    .bind(account)
    .bind(sent_after.unix_millis())
    .fetch_optional(pool);
    one(found.await.map_err(storage)?)
}

pub(super) async fn review_queue(pool: &PgPool, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
    let found = sqlx::query_scalar(
        "SELECT id FROM orders WHERE review = 'open' \
         AND ($1::text IS NULL OR (placed_at, id) > (SELECT placed_at, id FROM orders WHERE id = $1)) ORDER BY placed_at, id LIMIT $2",
    )
    .bind(after.map(OrderId::as_str))
    .bind(at_most(limit))
    .fetch_all(pool);
    let ids: Vec<String> = found.await.map_err(storage)?;
    ids.into_iter().map(order_id).collect()
}

pub(super) async fn unknowns_since(pool: &PgPool, account: &str, since: Moment) -> Result<u32, StorageError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT order_id) FROM order_events JOIN orders ON orders.id = order_id \
         WHERE what = 'unknown' AND at >= $1 AND account = $2",
    )
    .bind(since.unix_millis())
    .bind(account)
    .fetch_one(pool)
    .await
    .map_err(storage)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) async fn events(pool: &PgPool, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
    let rows: Vec<StoredEvent> =
        sqlx::query_as("SELECT revision, batch, at, change FROM order_events WHERE order_id = $1 ORDER BY revision")
            .bind(id.as_str())
            .fetch_all(pool)
            .await
            .map_err(storage)?;
    rows.into_iter().map(event).collect()
}
