//! Sessions and used tokens on disk, so that a restart neither ends a session nor lets a token in twice.

use super::{Granted, HandleHash, Session};
use crate::config::SessionConfig;
use crate::database::{Database, DatabaseError, scoped, whole};
use crate::time::whole_seconds;
use contract::Timestamp;
use order::Customer;

/// How long the end of a session is remembered, so that the widget hears "ended" and not "unknown", in seconds.
const REMEMBERED: i64 = 24 * 3600;

/// How old the last use may become before it is written again, in seconds: one write per request would be a waste.
const USE_STEP: i64 = 30;

/// Storefront, customer, origin, what was granted, last use, end.
type Row = (String, String, Option<String>, String, i64, i64);

/// Sessions and used tokens.
pub(crate) struct SessionStore {
    database: Database,
    lives: SessionConfig,
}

/// What is known about a handle.
pub(crate) enum Found {
    /// It may be used.
    Open(Box<Session>),
    /// It was a session once.
    Ended,
    /// It never was.
    Never,
}

/// Why a session was not opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The token was used before.
    #[error("the token was used before")]
    Replayed,
    /// The text is for the log.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl SessionStore {
    /// Over the BFF's tables.
    pub(crate) fn new(database: Database, lives: SessionConfig) -> Self {
        Self { database, lives }
    }

    /// When a session opened now ends.
    pub(crate) fn end(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_unix_seconds(now.unix_seconds().saturating_add(whole_seconds(self.lives.total)))
    }

    /// Uses the token up and stores the session, in one transaction.
    pub(crate) async fn open(&self, session: &Session, jti: &str, token_ends: i64, now: Timestamp) -> Result<(), OpenError> {
        let granted = serde_json::to_string(&session.granted).map_err(DatabaseError::from)?;
        let now = now.unix_seconds();
        scoped!(&self.database, &session.customer.storefront, transaction => {
            sqlx::query("DELETE FROM used_token WHERE expires_at < $1").bind(now - REMEMBERED).execute(&mut *transaction).await?;
            sqlx::query("DELETE FROM session WHERE ends_at < $1").bind(now - REMEMBERED).execute(&mut *transaction).await?;
            let fresh = sqlx::query("INSERT INTO used_token (storefront, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(&session.customer.storefront)
                .bind(jti)
                .bind(token_ends)
                .execute(&mut *transaction)
                .await?;
            if fresh.rows_affected() == 0 {
                return Err(OpenError::Replayed);
            }
            sqlx::query(
                "INSERT INTO session (handle_hash, storefront, customer, origin, granted, opened_at, used_at, ends_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(session.hash.as_bytes())
            .bind(&session.customer.storefront)
            .bind(&session.customer.reference)
            .bind(&session.origin)
            .bind(granted)
            .bind(now)
            .bind(now)
            .bind(session.ends_at.unix_seconds())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
        });
        Ok(())
    }

    /// Looks a handle up.
    pub(crate) async fn find(&self, hash: HandleHash, now: Timestamp) -> Result<Found, DatabaseError> {
        // By the hash alone: whoever has the handle says with it which shop's it is.
        let row: Option<Row> = whole!(&self.database, pool => {
            sqlx::query_as("SELECT storefront, customer, origin, granted, used_at, ends_at FROM session WHERE handle_hash = $1")
                .bind(hash.as_bytes())
                .fetch_optional(pool)
                .await?
        });
        let Some((storefront, reference, origin, granted, used_at, ends_at)) = row else { return Ok(Found::Never) };
        let now = now.unix_seconds();
        if now >= ends_at || now.saturating_sub(used_at) >= whole_seconds(self.lives.idle) {
            return Ok(Found::Ended);
        }
        let granted: Granted = serde_json::from_str(&granted)?;
        Ok(Found::Open(Box::new(Session {
            hash,
            customer: Customer { storefront, reference },
            origin,
            granted,
            used_at: Timestamp::from_unix_seconds(used_at),
            ends_at: Timestamp::from_unix_seconds(ends_at),
        })))
    }

    /// Ends a session now, whatever was left of it.
    pub(crate) async fn close(&self, session: &Session, now: Timestamp) -> Result<(), DatabaseError> {
        scoped!(&self.database, &session.customer.storefront, transaction => {
            sqlx::query("UPDATE session SET ends_at = $1 WHERE handle_hash = $2 AND ends_at > $1")
                .bind(now.unix_seconds())
                .bind(session.hash.as_bytes())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
        });
        Ok(())
    }

    /// Notes that its own page has used a session: only that keeps it open.
    pub(crate) async fn note_use(&self, session: &Session, now: Timestamp) -> Result<(), DatabaseError> {
        let now = now.unix_seconds();
        if now.saturating_sub(session.used_at.unix_seconds()) < USE_STEP {
            return Ok(());
        }
        scoped!(&self.database, &session.customer.storefront, transaction => {
            sqlx::query("UPDATE session SET used_at = $1 WHERE handle_hash = $2 AND used_at < $1")
                .bind(now)
                .bind(session.hash.as_bytes())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
        });
        Ok(())
    }

    /// Whether the tables can be read.
    pub(crate) async fn ready(&self) -> Result<(), DatabaseError> {
        whole!(&self.database, pool => sqlx::query("SELECT 1 FROM session LIMIT 1").execute(pool).await.map(|_| ())?);
        Ok(())
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
