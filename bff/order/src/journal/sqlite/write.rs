//! Writing orders: each function is one transaction.

use crate::cap::AccountCap;
use crate::change::Change;
use crate::clock::Moment;
use crate::journal::stored::{all, decoded, encoded, order_id, storage, stored};
use crate::journal::{Commit, CommitError, Inserted, StorageError};
use crate::record::{Attempt, OrderRecord};
use contract::OrderId;
use sqlx::sqlite::{SqliteConnection, SqlitePool};

/// A write that begins by taking the write lock never has to give up half-way because another one came first.
const BEGIN: &str = "BEGIN IMMEDIATE";

pub(super) async fn insert(
    pool: &SqlitePool,
    order: &OrderRecord,
    due: Moment,
    cap: Option<&AccountCap>,
) -> Result<Inserted, StorageError> {
    let mut transaction = pool.begin_with(BEGIN).await.map_err(storage)?;
    let same_key: Option<String> =
        sqlx::query_scalar("SELECT record FROM orders WHERE storefront = ? AND customer = ? AND idempotency_key = ?")
            .bind(&order.customer.storefront)
            .bind(&order.customer.reference)
            .bind(order.key.as_str())
            .fetch_optional(&mut *transaction)
            .await
            .map_err(storage)?;
    if let Some(record) = same_key {
        return Ok(Inserted::SameKey(Box::new(decoded(&record)?)));
    }
    let busy: Option<String> = sqlx::query_scalar("SELECT id FROM orders WHERE account = ? AND iccid = ? AND is_open = 1")
        .bind(&order.sim.account)
        .bind(order.sim.target.iccid.as_str())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(storage)?;
    if let Some(id) = busy {
        return Ok(Inserted::SimBusy(order_id(id)?));
    }
    if let Some(cap) = cap
        && !cap.allows(order, &placed_since(&mut transaction, order, cap.since).await?)
    {
        return Ok(Inserted::OverCap);
    }
    sqlx::query(
        "INSERT INTO orders (id, storefront, customer, idempotency_key, account, iccid, reference, fulfilment, money, review, is_open, \
         placed_at, revision, due, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(order.id.as_str())
    .bind(&order.customer.storefront)
    .bind(&order.customer.reference)
    .bind(order.key.as_str())
    .bind(&order.sim.account)
    .bind(order.sim.target.iccid.as_str())
    .bind(&order.reference)
    .bind(order.fulfilment.as_str())
    .bind(order.money.as_str())
    .bind(order.review.as_str())
    .bind(order.fulfilment.is_open())
    .bind(order.placed_at.unix_millis())
    .bind(stored(order.revision))
    .bind(due.unix_millis())
    .bind(encoded(order)?)
    .execute(&mut *transaction)
    .await
    .map_err(storage)?;
    let placed = Change::Placed { order: Box::new(order.clone()) };
    event(&mut transaction, &order.id, (0, 0), order.placed_at, &placed).await?;
    transaction.commit().await.map_err(storage)?;
    Ok(Inserted::New)
}

async fn placed_since(connection: &mut SqliteConnection, order: &OrderRecord, since: Moment) -> Result<Vec<OrderRecord>, StorageError> {
    let placed: Vec<String> = sqlx::query_scalar(
        "SELECT record FROM orders WHERE storefront = ? AND customer = ? AND (is_open = 1 OR placed_at >= ? OR delivered_at >= ?)",
    )
    .bind(&order.customer.storefront)
    .bind(&order.customer.reference)
    .bind(since.unix_millis())
    .bind(since.unix_millis())
    .fetch_all(connection)
    .await
    .map_err(storage)?;
    all(placed)
}

pub(super) async fn commit(pool: &SqlitePool, commit: &Commit<'_>) -> Result<(), CommitError> {
    let mut transaction = pool.begin_with(BEGIN).await.map_err(storage)?;
    let order = commit.order;
    let standing: Option<(i64, i64)> = sqlx::query_as("SELECT revision, epoch FROM orders WHERE id = ?")
        .bind(order.id.as_str())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(storage)?;
    let (revision, epoch) = standing.ok_or_else(|| StorageError("no such order".to_owned()))?;
    if commit.epoch.is_some_and(|claimed| stored(claimed) != epoch) {
        return Err(CommitError::LeaseLost);
    }
    if stored(commit.from) != revision {
        return Err(CommitError::Conflict);
    }
    if is_taken(&mut transaction, commit).await? {
        return Err(CommitError::EffectTaken);
    }
    sqlx::query(
        "UPDATE orders SET fulfilment = ?, money = ?, review = ?, is_open = ?, sent_at = ?, delivered_at = ?, effect = coalesce(?, effect), \
         revision = ?, due = ?, record = ? WHERE id = ?",
    )
    .bind(order.fulfilment.as_str())
    .bind(order.money.as_str())
    .bind(order.review.as_str())
    .bind(order.fulfilment.is_open())
    .bind(order.live_attempt().map(|attempt| attempt.intended_at.unix_millis()))
    .bind(order.delivered_at.map(Moment::unix_millis))
    .bind(commit.claims())
    .bind(stored(order.revision))
    .bind(commit.due.map(Moment::unix_millis))
    .bind(encoded(order)?)
    .bind(order.id.as_str())
    .execute(&mut *transaction)
    .await
    .map_err(storage)?;
    for (change, revision) in commit.changes.iter().zip(commit.from + 1..) {
        event(&mut transaction, &order.id, (revision, commit.from + 1), commit.at, change).await?;
    }
    // Proofs first: the index allows a new send only once the one before is marked as without effect.
    for sent in &order.attempts {
        attempt(&mut transaction, &order.id, sent).await?;
    }
    for errand in commit.errands {
        sqlx::query("INSERT INTO order_errands (id, order_id, kind, since, due) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")
            .bind(&errand.id)
            .bind(errand.order.as_str())
            .bind(encoded(&errand.kind)?)
            .bind(errand.since.unix_millis())
            .bind(errand.since.unix_millis())
            .execute(&mut *transaction)
            .await
            .map_err(storage)?;
    }
    if let Some(id) = commit.settles {
        super::outbox::mark_done(&mut transaction, id, commit.at).await?;
    }
    transaction.commit().await.map_err(storage)?;
    Ok(())
}

/// Whether another order has claimed what this one claims. The index would refuse it too, without a word of which one it was.
async fn is_taken(connection: &mut SqliteConnection, commit: &Commit<'_>) -> Result<bool, StorageError> {
    let Some(effect) = commit.claims() else { return Ok(false) };
    let theirs: Option<i64> = sqlx::query_scalar("SELECT 1 FROM orders WHERE account = ? AND effect = ? AND id <> ?")
        .bind(&commit.order.sim.account)
        .bind(effect)
        .bind(commit.order.id.as_str())
        .fetch_optional(connection)
        .await
        .map_err(storage)?;
    Ok(theirs.is_some())
}

/// `(revision, batch)`: the event's own revision and the first one of its transaction.
async fn event(
    connection: &mut SqliteConnection,
    id: &OrderId,
    (revision, batch): (u64, u64),
    at: Moment,
    change: &Change,
) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO order_events (order_id, revision, batch, at, what, change) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(id.as_str())
        .bind(stored(revision))
        .bind(stored(batch))
        .bind(at.unix_millis())
        .bind(change.as_str())
        .bind(encoded(change)?)
        .execute(connection)
        .await
        .map_err(storage)?;
    Ok(())
}

async fn attempt(connection: &mut SqliteConnection, id: &OrderId, attempt: &Attempt) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO order_attempts (order_id, number, marker, intended_at, deadline, without_effect, evidence) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (order_id, number) DO UPDATE SET without_effect = excluded.without_effect, evidence = excluded.evidence",
    )
    .bind(id.as_str())
    .bind(i64::from(attempt.submission.attempt))
    .bind(attempt.submission.marker.as_str())
    .bind(attempt.intended_at.unix_millis())
    .bind(attempt.deadline.unix_millis())
    .bind(attempt.without_effect)
    .bind(attempt.evidence.as_ref().map(encoded).transpose()?)
    .execute(connection)
    .await
    .map_err(storage)?;
    Ok(())
}

/// Whether something can be stored now: stores it. Taking the write lock alone would find a full disk in order.
pub(super) async fn probe(pool: &SqlitePool) -> Result<(), StorageError> {
    let mut transaction = pool.begin_with(BEGIN).await.map_err(storage)?;
    // A number in the file's first page that nobody reads.
    sqlx::query("PRAGMA user_version = 1").execute(&mut *transaction).await.map_err(storage)?;
    transaction.commit().await.map_err(storage)
}
