//! What the providers say about SIMs: asked once for all who want to know, kept briefly, and served stale, with its age,
//! when a provider is silent.

use crate::accounts::Accounts;
use crate::config::CatalogueConfig;
use crate::time::now;
use contract::{Iccid, Timestamp};
use moka::future::Cache;
use order::OwnedSim;
use provider::{ReadError, SimReading};
use std::sync::Arc;
use std::time::{Duration, Instant};

type Key = (String, Iccid);

/// How long a failed reading is not repeated, so that a page of ten SIMs does not wait for a dead provider at every look.
const QUIET: Duration = Duration::from_secs(5);

/// How long the last good reading is worth showing.
const LAST_GOOD: Duration = Duration::from_secs(24 * 3600);

/// States of SIMs.
pub(crate) struct Readings {
    accounts: Accounts,
    patience: Duration,
    fresh: Cache<Key, Arc<Outcome>>,
    good: Cache<Key, Seen>,
}

/// A reading and its age.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// What the provider said.
    pub(crate) reading: SimReading,
    /// When.
    pub(crate) as_of: Timestamp,
}

/// What is known of a SIM now.
#[derive(Clone, Debug)]
pub(crate) enum Known {
    /// The provider said so just now, or within the cache's time.
    Fresh(Seen),
    /// The provider said so once, and does not answer now.
    Stale(Seen),
    /// The provider has never answered.
    Nothing,
}

type Outcome = Result<Seen, ReadError>;

/// A count that the provider may have made before our delivery is called no newer than the delivery: under a newer time, what
/// was just bought would seem to have vanished.
fn vouched(seen: Seen, delivered_at: Option<Timestamp>, lag: Duration) -> Seen {
    let may_be_older = |delivered: &Timestamp| {
        let since = seen.as_of.unix_seconds() - delivered.unix_seconds();
        u64::try_from(since).is_ok_and(|since| since < lag.as_secs())
    };
    let as_of = delivered_at.filter(may_be_older).unwrap_or(seen.as_of);
    Seen { as_of, ..seen }
}

/// Good readings live as configured; failed ones until the provider may be asked again.
struct Lives(Duration);

impl moka::Expiry<Key, Arc<Outcome>> for Lives {
    fn expire_after_create(&self, _: &Key, outcome: &Arc<Outcome>, _: Instant) -> Option<Duration> {
        Some(match outcome.as_ref() {
            Ok(_) => self.0,
            Err(ReadError::Busy { retry_after }) => Duration::from_secs(u64::from(*retry_after)).clamp(QUIET, LAST_GOOD),
            Err(_) => QUIET,
        })
    }
}

impl Readings {
    /// Over the configured accounts.
    pub(crate) fn new(accounts: Accounts, config: &CatalogueConfig) -> Self {
        let fresh = Cache::builder().max_capacity(50_000).expire_after(Lives(config.sim_cache)).build();
        let good = Cache::builder().max_capacity(50_000).time_to_live(LAST_GOOD).build();
        Self { accounts, patience: config.provider, fresh, good }
    }

    /// What is known of that SIM; asks the provider when what is at hand is older than our last delivery.
    pub(crate) async fn known(&self, sim: &OwnedSim, delivered_at: Option<Timestamp>) -> Known {
        let key = (sim.account.clone(), sim.target.iccid.clone());
        if let (Some(limit), Some(outcome)) = (delivered_at, self.fresh.get(&key).await)
            && outcome.as_ref().as_ref().is_ok_and(|seen| seen.as_of <= limit)
        {
            // Something was delivered since: what was read before is no longer true.
            self.fresh.invalidate(&key).await;
        }
        let outcome = self.fresh.get_with(key.clone(), async { Arc::new(self.ask(sim).await) }).await;
        match outcome.as_ref() {
            Ok(seen) => {
                self.good.insert(key, seen.clone()).await;
                let lag = self.accounts.get(&sim.account).map_or(Duration::ZERO, |provider| provider.reading_lag());
                Known::Fresh(vouched(seen.clone(), delivered_at, lag))
            }
            Err(_) => self.last_good(&key).await,
        }
    }

    /// The same, by then: a list of many SIMs must not wait for a silent provider once for each of them.
    pub(crate) async fn known_by(&self, sim: &OwnedSim, delivered_at: Option<Timestamp>, then: tokio::time::Instant) -> Known {
        match tokio::time::timeout_at(then, self.known(sim, delivered_at)).await {
            Ok(known) => known,
            Err(_) => self.last_good(&(sim.account.clone(), sim.target.iccid.clone())).await,
        }
    }

    async fn last_good(&self, key: &Key) -> Known {
        self.good.get(key).await.map_or(Known::Nothing, Known::Stale)
    }

    async fn ask(&self, sim: &OwnedSim) -> Outcome {
        let asked_at = now();
        let answer = match self.accounts.get(&sim.account) {
            Some(provider) => tokio::time::timeout(self.patience, provider.sim(&sim.target))
                .await
                .unwrap_or_else(|_| Err(ReadError::Unavailable("no answer in time".to_owned()))),
            None => Err(ReadError::Refused("the account is no longer configured".to_owned())),
        };
        if let Err(error) = &answer {
            tracing::warn!(account = %sim.account, sim = %sim.id, %error, "a SIM could not be read");
        }
        answer.map(|reading| Seen { reading, as_of: asked_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::SimState;

    #[test]
    fn a_count_from_a_providers_cache_is_no_newer_than_our_delivery() {
        let at = Timestamp::from_unix_seconds;
        let reading = SimReading { state: SimState::Active, data: None, minutes: None, texts: None, expires_at: None, why_not: None };
        let seen = Seen { reading, as_of: at(10_000) };
        let cached = Duration::from_secs(1_200);
        for (delivered, lag, expected) in [
            (None, cached, 10_000),
            (Some(9_000), cached, 9_000),
            (Some(10_000), cached, 10_000),
            (Some(8_801), cached, 8_801),
            (Some(8_800), cached, 10_000),
            (Some(10_001), cached, 10_000),
            (Some(9_000), Duration::ZERO, 10_000),
        ] {
            assert_eq!(vouched(seen.clone(), delivered.map(at), lag).as_of, at(expected), "{delivered:?} {lag:?}");
        }
    }
}
