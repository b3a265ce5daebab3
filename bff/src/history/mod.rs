//! What is on a SIM and how it came there: the provider's list as often as it may be asked, and our own deliveries at once.

mod merge;
mod store;

use crate::accounts::Accounts;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;
use crate::time::{now, whole_seconds};
use contract::{Packages, Timestamp};
use merge::{Listed, merge};
use moka::future::Cache;
use order::{Customer, Delivery, OwnedSim};
use provider::ReadError;
use std::sync::Arc;
use std::time::Duration;
use store::{HistoryStore, Kept};
use tracing::Instrument as _;

/// How far back our own deliveries are looked up: longer than any package lives.
const MEMORY_DAYS: i64 = 400;

/// How soon a call that failed may be made again, when the provider says nothing about it.
const RETRY: Duration = Duration::from_secs(60);

/// The histories of all SIMs.
pub(crate) struct History {
    store: HistoryStore,
    accounts: Accounts,
    patience: Duration,
    /// One reading at a time per SIM: whoever comes meanwhile waits for its result.
    readings: Cache<(String, contract::Iccid), Kept>,
}

impl History {
    /// Over the BFF's tables and the configured accounts; `patience` is the longest wait for a provider.
    pub(crate) fn new(database: Database, accounts: Accounts, patience: Duration) -> Self {
        Self { store: HistoryStore::new(database), accounts, patience, readings: Cache::builder().max_capacity(10_000).build() }
    }

    /// The packages on that SIM, newest first. A provider that fails leaves the last list and its age standing.
    pub(crate) async fn packages(self: &Arc<Self>, who: &Customer, sim: &OwnedSim, engine: &order::Engine) -> Result<Packages, Failure> {
        let (history, of) = (Arc::clone(self), sim.clone());
        // In a task of its own: a customer who leaves must not take the one call in fifteen minutes along.
        let reading = tokio::spawn(async move { history.shared_reading(&of).await }.in_current_span());
        let kept = reading.await.map_err(Failure::internal)?.map_err(Failure::unavailable)?;
        let since = now().plus_days(-MEMORY_DAYS);
        let deliveries: Vec<Delivery> = engine.deliveries(who, &sim.account, &sim.target.iccid, since).await?;
        let packages = merge(Listed { entries: &kept.entries, as_of: kept.as_of }, &deliveries);
        Ok(Packages { sim: sim.id.clone(), as_of: kept.as_of, packages })
    }

    async fn shared_reading(&self, sim: &OwnedSim) -> Result<Kept, Arc<DatabaseError>> {
        let key = (sim.account.clone(), sim.target.iccid.clone());
        let kept = self.readings.try_get_with(key.clone(), self.reading(sim)).await?;
        // Shared by those who came meanwhile, and by nobody later: the table is the cache.
        self.readings.invalidate(&key).await;
        Ok(kept)
    }

    async fn reading(&self, sim: &OwnedSim) -> Result<Kept, DatabaseError> {
        let (account, iccid) = (&sim.account, &sim.target.iccid);
        let Some(provider) = self.accounts.get(account) else {
            tracing::error!(%account, "a session names an account that is no longer configured");
            return self.store.read(account, iccid).await;
        };
        let asked_at = now();
        let interval = provider.history_interval();
        match self.store.claim(account, iccid, asked_at, later(asked_at, interval)).await {
            Ok(true) => {}
            Ok(false) => return self.store.read(account, iccid).await,
            Err(error) => {
                // Without a note of the call there is no call; what was heard before can still be read.
                tracing::warn!(%account, sim = %sim.id, %error, "the right to ask for a package history could not be noted");
                return self.store.read(account, iccid).await;
            }
        }
        let answer = tokio::time::timeout(self.patience, provider.history(&sim.target)).await;
        let answer = answer.unwrap_or_else(|_| Err(ReadError::Unavailable("no answer in time".to_owned())));
        match answer {
            // The answer may be a little older than its arrival; the time of asking is what is certain.
            Ok(entries) => self.store.keep(account, iccid, &entries, asked_at).await?,
            Err(error) => {
                tracing::warn!(%account, sim = %sim.id, %error, "a package history could not be read");
                let wait = match error {
                    ReadError::Busy { retry_after } => Duration::from_secs(u64::from(retry_after)),
                    _ => RETRY.min(interval),
                };
                self.store.ask_again_at(account, iccid, later(asked_at, wait)).await?;
            }
        }
        self.store.read(account, iccid).await
    }
}

fn later(than: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_unix_seconds(than.unix_seconds().saturating_add(whole_seconds(by)))
}
