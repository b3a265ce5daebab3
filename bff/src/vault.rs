//! The providers' access tokens, shared by all instances through the journal's database, sealed before they come here.

use async_trait::async_trait;
use order::Postgres;
use provider::{SealedToken, TokenVault, Turn, VaultError};

/// Tokens in a table, turns by locks that the database frees when their holder's connection ends.
pub(crate) struct PostgresVault {
    ways: Postgres,
}

impl PostgresVault {
    /// In that database, whose tables are up to date.
    pub(crate) fn new(ways: Postgres) -> Self {
        Self { ways }
    }
}

fn failed(error: sqlx::Error) -> VaultError {
    VaultError(error.to_string())
}

#[async_trait]
impl TokenVault for PostgresVault {
    async fn load(&self, account: &str) -> Result<Option<SealedToken>, VaultError> {
        let found = sqlx::query_scalar("SELECT sealed FROM provider_token WHERE account = $1").bind(account);
        let sealed: Option<Vec<u8>> = found.fetch_optional(self.ways.whole()).await.map_err(failed)?;
        Ok(sealed.map(SealedToken::from_bytes))
    }

    async fn store(&self, account: &str, token: &SealedToken) -> Result<(), VaultError> {
        let stored = sqlx::query(
            "INSERT INTO provider_token (account, sealed) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed",
        );
        stored.bind(account).bind(token.as_bytes()).execute(self.ways.whole()).await.map_err(failed)?;
        Ok(())
    }

    async fn turn(&self, account: &str) -> Result<Turn, VaultError> {
        let mut holding = self.ways.turns().begin().await.map_err(failed)?;
        let lock = sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('token of ' || $1, 0))").bind(account);
        lock.execute(&mut *holding).await.map_err(failed)?;
        // The lock ends with its transaction, and that with this value or with its connection.
        Ok(Box::new(holding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Database;
    use crate::database::both::{Place, places};
    use std::time::Duration;

    async fn vaults() -> (PostgresVault, PostgresVault, Place) {
        let [_, place] = places();
        let vault = |database| match database {
            Database::Postgres(ways) => PostgresVault::new(ways),
            Database::Sqlite(_) => panic!("the second place is PostgreSQL"),
        };
        (vault(place.open().await), vault(place.open().await), place)
    }

    #[tokio::test]
    async fn a_token_stored_by_one_instance_is_loaded_by_the_other() {
        let (one, two, _place) = vaults().await;
        assert_eq!(two.load("pressone").await, Ok(None));
        for bytes in [vec![1, 0, 255], vec![2]] {
            one.store("pressone", &SealedToken::from_bytes(bytes.clone())).await.unwrap();
            assert_eq!(two.load("pressone").await, Ok(Some(SealedToken::from_bytes(bytes))));
        }
        assert_eq!(two.load("connect").await, Ok(None));
    }

    #[tokio::test]
    async fn one_instance_at_a_time_has_an_accounts_turn_also_when_its_holder_dies() {
        let (one, two, place) = vaults().await;
        let held = one.turn("pressone").await.unwrap();
        two.turn("connect").await.unwrap();
        let waiting = tokio::time::timeout(Duration::from_millis(300), two.turn("pressone"));
        assert!(waiting.await.is_err(), "it is held");
        drop(held);
        let held = tokio::time::timeout(Duration::from_secs(5), two.turn("pressone")).await.expect("given up").unwrap();
        let Place::Postgres(database) = &place else { panic!("the second place is PostgreSQL") };
        // As when the holder's machine is gone.
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted";
        database.sql(cut).unwrap();
        tokio::time::timeout(Duration::from_secs(5), one.turn("pressone")).await.expect("free again").unwrap();
        drop(held);
    }
}
