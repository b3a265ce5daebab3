//! What each provider last said about a SIM's packages, kept so that a restart does not forget when it may be asked again.

use crate::database::{Database, DatabaseError, whole};
use contract::{Iccid, Timestamp};
use provider::HistoryEntry;

/// The cached histories.
pub(super) struct HistoryStore {
    database: Database,
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
    pub(super) fn new(database: Database) -> Self {
        Self { database }
    }

    /// What is kept; nothing, when the provider was never asked.
    pub(super) async fn read(&self, account: &str, iccid: &Iccid) -> Result<Kept, DatabaseError> {
        let row: Option<(Option<String>, Option<i64>, i64)> = whole!(&self.database, pool => {
            sqlx::query_as("SELECT entries, as_of, next_call_at FROM package_history WHERE account = $1 AND iccid = $2")
                .bind(account)
                .bind(iccid.as_str())
                .fetch_optional(pool)
                .await?
        });
        let Some((entries, as_of, next_call_at)) = row else { return Ok(Kept::default()) };
        Ok(Kept {
            entries: entries.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default(),
            as_of: as_of.map(Timestamp::from_unix_seconds),
            next_call_at: Some(Timestamp::from_unix_seconds(next_call_at)),
        })
    }

    /// Takes the right to ask now; `false`: somebody else has it, or it is too early. Durable before the call, so that a
    /// crash in the call costs a wait and never a second call.
    pub(super) async fn claim(&self, account: &str, iccid: &Iccid, now: Timestamp, next: Timestamp) -> Result<bool, DatabaseError> {
        let claimed = whole!(&self.database, pool => {
            let claim = sqlx::query(
                "INSERT INTO package_history (account, iccid, next_call_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (account, iccid) DO UPDATE SET next_call_at = excluded.next_call_at WHERE package_history.next_call_at <= $4",
            );
            let claim = claim.bind(account).bind(iccid.as_str()).bind(next.unix_seconds()).bind(now.unix_seconds());
            claim.execute(pool).await?.rows_affected()
        });
        Ok(claimed == 1)
    }

    /// Keeps a fresh list.
    pub(super) async fn keep(&self, account: &str, iccid: &Iccid, entries: &[HistoryEntry], as_of: Timestamp) -> Result<(), DatabaseError> {
        let entries = serde_json::to_string(entries)?;
        whole!(&self.database, pool => {
            let kept = sqlx::query("UPDATE package_history SET entries = $1, as_of = $2 WHERE account = $3 AND iccid = $4");
            let kept = kept.bind(entries).bind(as_of.unix_seconds()).bind(account).bind(iccid.as_str());
            kept.execute(pool).await.map(|_| ())?;
        });
        Ok(())
    }

    /// Moves the time of the next call, when the last one failed.
    pub(super) async fn ask_again_at(&self, account: &str, iccid: &Iccid, next: Timestamp) -> Result<(), DatabaseError> {
        whole!(&self.database, pool => {
            let moved = sqlx::query("UPDATE package_history SET next_call_at = $1 WHERE account = $2 AND iccid = $3");
            moved.bind(next.unix_seconds()).bind(account).bind(iccid.as_str()).execute(pool).await.map(|_| ())?;
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::both::places;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    #[tokio::test]
    async fn the_right_to_ask_is_given_once_per_interval_even_across_a_restart_and_to_one_process() {
        for place in places() {
            let iccid: Iccid = "89340000000000872".parse().unwrap();
            let store = HistoryStore::new(place.open().await);
            assert_eq!(store.read("a", &iccid).await.unwrap(), Kept::default());
            assert!(store.claim("a", &iccid, at(1000), at(1900)).await.unwrap());
            assert!(!store.claim("a", &iccid, at(1000), at(1900)).await.unwrap());
            let another = HistoryStore::new(place.open().await);
            assert!(!another.claim("a", &iccid, at(1899), at(2800)).await.unwrap());
            let (one, two) = tokio::join!(store.claim("a", &iccid, at(1900), at(2800)), another.claim("a", &iccid, at(1900), at(2800)));
            assert_eq!(usize::from(one.unwrap()) + usize::from(two.unwrap()), 1);
            assert!(another.claim("b", &iccid, at(1900), at(2800)).await.unwrap(), "another account is another limit");
        }
    }

    #[tokio::test]
    async fn what_was_heard_is_kept_when_the_next_call_fails() {
        for place in places() {
            let iccid: Iccid = "89340000000000872".parse().unwrap();
            let store = HistoryStore::new(place.open().await);
            assert!(store.claim("a", &iccid, at(1000), at(1900)).await.unwrap());
            store.keep("a", &iccid, &[], at(1001)).await.unwrap();
            assert!(store.claim("a", &iccid, at(1900), at(2800)).await.unwrap());
            store.ask_again_at("a", &iccid, at(1960)).await.unwrap();
            let kept = store.read("a", &iccid).await.unwrap();
            assert_eq!((kept.as_of, kept.next_call_at), (Some(at(1001)), Some(at(1960))));
        }
    }
}
