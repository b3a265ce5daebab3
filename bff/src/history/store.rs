//! What each provider last said about a SIM's packages, kept so that a restart does not forget when it may be asked again.

use crate::database::DatabaseError;
use contract::{Iccid, Timestamp};
use provider::HistoryEntry;
use sqlx::{Row as _, SqlitePool};

/// The cached histories.
pub(super) struct HistoryStore {
    pool: SqlitePool,
}

/// What is kept of one SIM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The provider's entries, newest first.
    pub(super) entries: Vec<HistoryEntry>,
    /// When they were read; `None`: never.
    pub(super) as_of: Option<Timestamp>,
    /// From when on the provider may be asked again.
    pub(super) next_call_at: Option<Timestamp>,
}

impl HistoryStore {
    pub(super) fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }

    /// What is kept; nothing, when the provider was never asked.
    pub(super) async fn read(&self, account: &str, iccid: &Iccid) -> Result<Kept, DatabaseError> {
        let row = sqlx::query("SELECT entries, as_of, next_call_at FROM package_history WHERE account = ? AND iccid = ?")
            .bind(account)
            .bind(iccid.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(Kept::default()) };
        let entries: Option<&str> = row.try_get("entries")?;
        let as_of: Option<i64> = row.try_get("as_of")?;
        Ok(Kept {
            entries: entries.map(serde_json::from_str).transpose()?.unwrap_or_default(),
            as_of: as_of.map(Timestamp::from_unix_seconds),
            next_call_at: Some(Timestamp::from_unix_seconds(row.try_get("next_call_at")?)),
        })
    }

    /// Takes the right to ask now; `false`: somebody else has it, or it is too early. Durable before the call, so that a
    /// crash in the call costs a wait and never a second call.
    pub(super) async fn claim(&self, account: &str, iccid: &Iccid, now: Timestamp, next: Timestamp) -> Result<bool, DatabaseError> {
        let claimed = sqlx::query(
            "INSERT INTO package_history (account, iccid, next_call_at) VALUES (?, ?, ?) \
             ON CONFLICT (account, iccid) DO UPDATE SET next_call_at = excluded.next_call_at WHERE next_call_at <= ?",
        )
        .bind(account)
        .bind(iccid.as_str())
        .bind(next.unix_seconds())
        .bind(now.unix_seconds())
        .execute(&self.pool)
        .await?;
        Ok(claimed.rows_affected() == 1)
    }

    /// Keeps a fresh list.
    pub(super) async fn keep(&self, account: &str, iccid: &Iccid, entries: &[HistoryEntry], as_of: Timestamp) -> Result<(), DatabaseError> {
        sqlx::query("UPDATE package_history SET entries = ?, as_of = ? WHERE account = ? AND iccid = ?")
            .bind(serde_json::to_string(entries)?)
            .bind(as_of.unix_seconds())
            .bind(account)
            .bind(iccid.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Moves the time of the next call, when the last one failed.
    pub(super) async fn ask_again_at(&self, account: &str, iccid: &Iccid, next: Timestamp) -> Result<(), DatabaseError> {
        sqlx::query("UPDATE package_history SET next_call_at = ? WHERE account = ? AND iccid = ?")
            .bind(next.unix_seconds())
            .bind(account)
            .bind(iccid.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    #[tokio::test]
    async fn the_right_to_ask_is_given_once_per_interval_even_across_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.sqlite");
        let iccid: Iccid = "89340000000000872".parse().unwrap();
        let store = HistoryStore::new(crate::database::open(&file).await.unwrap());
        assert_eq!(store.read("a", &iccid).await.unwrap(), Kept::default());
        assert!(store.claim("a", &iccid, at(1000), at(1900)).await.unwrap());
        assert!(!store.claim("a", &iccid, at(1000), at(1900)).await.unwrap());
        store.pool.close().await;
        let store = HistoryStore::new(crate::database::open(&file).await.unwrap());
        assert!(!store.claim("a", &iccid, at(1899), at(2800)).await.unwrap());
        assert!(store.claim("a", &iccid, at(1900), at(2800)).await.unwrap());
        assert!(store.claim("b", &iccid, at(1900), at(2800)).await.unwrap(), "another account is another limit");
    }

    #[tokio::test]
    async fn what_was_heard_is_kept_when_the_next_call_fails() {
        let folder = tempfile::tempdir().unwrap();
        let iccid: Iccid = "89340000000000872".parse().unwrap();
        let store = HistoryStore::new(crate::database::open(&folder.path().join("j.sqlite")).await.unwrap());
        assert!(store.claim("a", &iccid, at(1000), at(1900)).await.unwrap());
        store.keep("a", &iccid, &[], at(1001)).await.unwrap();
        assert!(store.claim("a", &iccid, at(1900), at(2800)).await.unwrap());
        store.ask_again_at("a", &iccid, at(1960)).await.unwrap();
        let kept = store.read("a", &iccid).await.unwrap();
        assert_eq!((kept.as_of, kept.next_call_at), (Some(at(1001)), Some(at(1960))));
    }
}
