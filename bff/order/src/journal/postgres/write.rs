//! Writing orders. A commit is one statement, so that it is one round trip and holds its locks no longer than the disk takes.

use crate::cap::AccountCap;
use crate::change::Change;
use crate::clock::Moment;
use crate::journal::stored::{all, decoded, encoded, number, order_id, storage, stored};
use crate::journal::{Commit, CommitError, Inserted, StorageError};
use crate::record::{Attempt, OrderRecord};
use sqlx::postgres::{PgConnection, PgPool};

/// The index that gives what is put on a SIM to one order.
const ONE_ORDER_PER_EFFECT: &str = "one_order_per_effect";

/// How often placing begins again, because the order that stood in the way had gone when it was looked for.
const ROUNDS: usize = 5;

pub(super) async fn insert(pool: &PgPool, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
    for _ in 0..ROUNDS {
        let inserted = match cap {
            None => {
                let mut connection = pool.acquire().await.map_err(storage)?;
                place(&mut connection, order, due).await?
            }
            Some(cap) => {
                let mut transaction = pool.begin().await.map_err(storage)?;
                let inserted = place_below(&mut transaction, order, due, cap).await?;
                transaction.commit().await.map_err(storage)?;
                inserted
            }
        };
        if let Some(inserted) = inserted {
            return Ok(inserted);
        }
    }
    Err(StorageError("the order's place was taken and freed over and over".to_owned()))
}

/// `None`: what stood in the way is gone.
async fn place(connection: &mut PgConnection, order: &OrderRecord, due: Moment) -> Result<Option<Inserted>, StorageError> {
    let placed = Change::Placed { order: Box::new(order.clone()) };
    let stored = sqlx::query(
        "WITH placed AS (INSERT INTO orders (id, storefront, customer, idempotency_key, account, iccid, reference, fulfilment, money, \
         review, is_open, placed_at, revision, due, record) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT DO NOTHING RETURNING id, storefront) INSERT INTO order_events (order_id, storefront, revision, batch, at, what, change) \
         SELECT id, storefront, 0, 0, $12, $16, $17 FROM placed",
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
    .bind(placed.as_str())
    .bind(encoded(&placed)?)
    .execute(&mut *connection)
    .await
    .map_err(storage)?;
    if stored.rows_affected() == 1 { Ok(Some(Inserted::New)) } else { in_the_way(connection, order).await }
}

/// One order of a customer at a time, so that two in two tabs cannot both find the same room.
async fn place_below(
    connection: &mut PgConnection,
    order: &OrderRecord,
    due: Moment,
    cap: &AccountCap,
) -> Result<Option<Inserted>, StorageError> {
    let customer = encoded(&order.customer)?;
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))").bind(customer).execute(&mut *connection).await.map_err(storage)?;
    if let Some(inserted) = in_the_way(connection, order).await? {
        return Ok(Some(inserted));
    }
    let placed: Vec<String> = sqlx::query_scalar(
        "SELECT record FROM orders WHERE storefront = $1 AND customer = $2 AND (is_open OR placed_at >= $3 OR delivered_at >= $3)",
    )
    .bind(&order.customer.storefront)
    .bind(&order.customer.reference)
    .bind(cap.since.unix_millis())
    .fetch_all(&mut *connection)
    .await
    .map_err(storage)?;
    if !cap.allows(order, &all(placed)?) {
        return Ok(Some(Inserted::OverCap));
    }
    place(connection, order, due).await
}

async fn in_the_way(connection: &mut PgConnection, order: &OrderRecord) -> Result<Option<Inserted>, StorageError> {
    let same_key: Option<String> =
        sqlx::query_scalar("SELECT record FROM orders WHERE storefront = $1 AND customer = $2 AND idempotency_key = $3")
            .bind(&order.customer.storefront)
            .bind(&order.customer.reference)
            .bind(order.key.as_str())
            .fetch_optional(&mut *connection)
            .await
            .map_err(storage)?;
    if let Some(record) = same_key {
        return Ok(Some(Inserted::SameKey(Box::new(decoded(&record)?))));
    }
    let busy: Option<String> = sqlx::query_scalar("SELECT id FROM orders WHERE account = $1 AND iccid = $2 AND is_open")
        .bind(&order.sim.account)
        .bind(order.sim.target.iccid.as_str())
        .fetch_optional(connection)
        .await
        .map_err(storage)?;
    busy.map(|id| Ok(Inserted::SimBusy(order_id(id)?))).transpose()
}

pub(super) async fn commit(pool: &PgPool, commit: &Commit<'_>) -> Result<(), CommitError> {
    let (order, attempts, errands) = (commit.order, &commit.order.attempts, commit.errands);
    let changes: Vec<String> = commit.changes.iter().map(encoded).collect::<Result<_, _>>()?;
    let kinds: Vec<String> = errands.iter().map(|errand| encoded(&errand.kind)).collect::<Result<_, _>>()?;
    let evidence: Vec<Option<String>> = attempts.iter().map(evidence).collect::<Result<_, _>>()?;
    // Attempts in their order, proofs first: the index allows a new send only once the one before is without effect.
    let moved: Result<i64, sqlx::Error> = sqlx::query_scalar(
        "WITH moved AS (UPDATE orders SET fulfilment = $4, money = $5, review = $6, is_open = $7, sent_at = $8, delivered_at = $9, \
           revision = $10, due = $11, record = $12, effect = coalesce($26, effect) WHERE id = $1 AND revision = $2 AND ($3::bigint IS NULL OR epoch = $3) \
           RETURNING id, storefront), \
         happened AS (INSERT INTO order_events (order_id, storefront, revision, batch, at, what, change) \
           SELECT id, storefront, $2 + event.number, $2 + 1, $13, event.what, event.change FROM moved, \
           unnest($14::text[], $15::text[]) WITH ORDINALITY AS event (what, change, number)), \
         sent AS (INSERT INTO order_attempts (order_id, storefront, number, marker, intended_at, deadline, without_effect, evidence) \
           SELECT id, storefront, attempt.number, attempt.marker, attempt.intended_at, attempt.deadline, attempt.without_effect, \
           attempt.evidence FROM moved, unnest($16::bigint[], $17::text[], $18::bigint[], $19::bigint[], $20::boolean[], $21::text[]) \
           AS attempt (number, marker, intended_at, deadline, without_effect, evidence) ORDER BY attempt.number \
           ON CONFLICT (order_id, number) DO UPDATE SET without_effect = excluded.without_effect, evidence = excluded.evidence \
           WHERE (order_attempts.without_effect, order_attempts.evidence) IS DISTINCT FROM (excluded.without_effect, excluded.evidence)), \
         owed AS (INSERT INTO order_errands (id, order_id, storefront, kind, since, due) \
           SELECT errand.id, moved.id, storefront, errand.kind, errand.since, errand.since FROM moved, \
           unnest($22::text[], $23::text[], $24::bigint[]) AS errand (id, kind, since) ON CONFLICT (id) DO NOTHING), \
         settled AS (UPDATE order_errands SET done_at = $13, due = NULL, leased_until = NULL FROM moved WHERE order_errands.id = $25) \
         SELECT count(*) FROM moved",
    )
    .bind(order.id.as_str())
    .bind(stored(commit.from))
    .bind(commit.epoch.map(stored))
    .bind(order.fulfilment.as_str())
    .bind(order.money.as_str())
    .bind(order.review.as_str())
    .bind(order.fulfilment.is_open())
    .bind(order.live_attempt().map(|attempt| attempt.intended_at.unix_millis()))
    .bind(order.delivered_at.map(Moment::unix_millis))
    .bind(stored(order.revision))
    .bind(commit.due.map(Moment::unix_millis))
    .bind(encoded(order)?)
    .bind(commit.at.unix_millis())
    .bind(commit.changes.iter().map(|change| change.as_str().to_owned()).collect::<Vec<_>>())
    .bind(changes)
    .bind(attempts.iter().map(|attempt| i64::from(attempt.submission.attempt)).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.submission.marker.as_str().to_owned()).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.intended_at.unix_millis()).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.deadline.unix_millis()).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.without_effect).collect::<Vec<_>>())
    .bind(evidence)
    .bind(errands.iter().map(|errand| errand.id.clone()).collect::<Vec<_>>())
    .bind(kinds)
    .bind(errands.iter().map(|errand| errand.since.unix_millis()).collect::<Vec<_>>())
    .bind(commit.settles)
    // The one character that a column cannot hold, should a provider ever name something with it.
    .bind(commit.claims().map(|effect| effect.replace('\0', "\u{fffd}")))
    .fetch_one(pool)
    .await;
    let moved = moved.map_err(|error| match error.as_database_error().and_then(|refused| refused.constraint()) {
        Some(ONE_ORDER_PER_EFFECT) => CommitError::EffectTaken,
        _ => storage(error).into(),
    })?;
    if moved == 1 { Ok(()) } else { Err(why_not(pool, commit).await?) }
}

fn evidence(attempt: &Attempt) -> Result<Option<String>, StorageError> {
    attempt.evidence.as_ref().map(encoded).transpose()
}

async fn why_not(pool: &PgPool, commit: &Commit<'_>) -> Result<CommitError, StorageError> {
    let epoch: Option<i64> = sqlx::query_scalar("SELECT epoch FROM orders WHERE id = $1")
        .bind(commit.order.id.as_str())
        .fetch_optional(pool)
        .await
        .map_err(storage)?;
    let epoch = number(epoch.ok_or_else(|| StorageError("no such order".to_owned()))?)?;
    Ok(if commit.epoch.is_some_and(|claimed| claimed != epoch) { CommitError::LeaseLost } else { CommitError::Conflict })
}
