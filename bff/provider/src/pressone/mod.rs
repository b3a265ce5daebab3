//! PressOne: a white label of the Airalo partner API, so either is read in either dialect.

mod complaint;
mod history;
mod offers;
mod orders;
mod refusals;
mod sim;

use crate::Provider;
use crate::config::{ConfigError, PressOneConfig, positive};
use crate::endpoint::{self, Endpoint};
use crate::evidence::Evidence;
use crate::exchange::Reply;
use crate::link::{Account, Correlation, Family, Link};
use crate::offer::ProviderOffer;
use crate::purpose::{Purpose, Resource};
use crate::reading::{Candidate, HistoryEntry, ReadError, SimReading, StatusReading};
use crate::submission::{Baseline, ProviderOrderId, SimTarget, Submission, Verdict};
use crate::token::Trust;
use crate::vault::{MemoryVault, TokenVault};
use async_trait::async_trait;
use contract::{Currency, SimState};
use reqwest::{Url, multipart};
use std::sync::Arc;
use std::time::Duration;

/// Tokens are good for a day, whatever `expires_in` says (a year), and are renewed an hour and more before that. Of PressOne's
/// limits only that on tokens counts for the account; those on usage and history count for each SIM and are kept by whoever
/// caches them. An account may make five calls a second at Airalo.
const FAMILY: Family = Family {
    trust: Trust {
        longest: Duration::from_secs(24 * 3_600),
        assumed: Duration::from_secs(3_600),
        renew_percent: 95,
        per_minute: positive(3),
    },
    resources: Resource::PRESSONE,
    calls_per_minute: positive(300),
    correlation: false,
    denies_access: orders::is_foreign,
};

/// Rows per page of the order list, and more pages than one order or one SIM can ever fill.
const PAGE: usize = 50;
const PAGES: u64 = 20;

/// PressOne with one account.
#[derive(Debug)]
pub struct PressOne {
    endpoint: Endpoint,
    link: Link,
    currency: Currency,
    history_interval: Duration,
}

impl PressOne {
    /// Checks the settings and prepares the clients; asks nothing yet.
    ///
    /// # Errors
    /// The key that cannot be used, and why.
    pub fn new(config: PressOneConfig) -> Result<Self, ConfigError> {
        Self::sharing(config, "", Arc::new(MemoryVault::default()))
    }

    /// The same, and shares its access token with every other client of that account and vault.
    ///
    /// # Errors
    /// The key that cannot be used, and why.
    pub fn sharing(config: PressOneConfig, account: &str, vault: Arc<dyn TokenVault>) -> Result<Self, ConfigError> {
        let PressOneConfig { settings, credentials } = config;
        let endpoint = Endpoint::new(&settings.base_url, &settings.path_prefix, settings.allow_http)?;
        let token_url = match &settings.token_url {
            Some(url) => endpoint::checked("token_url", url, settings.allow_http)?,
            None => endpoint.at(["token"]),
        };
        let currency = match settings.currency {
            Some(currency) => currency,
            None => "USD".parse().map_err(|error| ConfigError::new("currency", format!("{error}")))?,
        };
        let account = Account { token_url, credentials, name: account.to_owned(), vault };
        Ok(Self {
            endpoint,
            link: Link::new(&settings.timeouts, &settings.budgets, &FAMILY, account)?,
            currency,
            history_interval: Duration::from_secs(settings.history_interval_s.into()),
        })
    }

    /// The candidates among all orders with that description.
    async fn listed(
        &self,
        description: &str,
        read: impl Fn(&Reply) -> Result<orders::Page, ReadError> + Send + Sync,
    ) -> Result<Vec<Candidate>, ReadError> {
        let mut found = Vec::new();
        for number in 1..=PAGES {
            let mut url = self.endpoint.at(["orders"]);
            // Neither `filter[iccid]` nor `filter[created_at]`: either could hide the row.
            url.query_pairs_mut()
                .append_pair("filter[description]", description)
                .append_pair("include", "status")
                .append_pair("limit", &PAGE.to_string())
                .append_pair("page", &number.to_string());
            let (rows, candidates, last) = read(&self.get(Purpose::Sale, Resource::Orders, url).await?)?;
            found.extend(candidates);
            let more = last.map_or(rows >= PAGE, |last| number < last);
            if rows == 0 || !more {
                return Ok(found);
            }
        }
        Err(ReadError::Malformed(format!("an order list of more than {PAGES} pages for one description")))
    }

    async fn get(&self, purpose: Purpose, resource: Resource, url: Url) -> Result<Reply, ReadError> {
        self.link.get((purpose, resource), url, &Correlation::None).await
    }
}

/// How long PressOne serves the same usage again (its usage page).
const USAGE_CACHE: Duration = Duration::from_secs(20 * 60);

#[async_trait]
impl Provider for PressOne {
    async fn sim(&self, sim: &SimTarget) -> Result<SimReading, ReadError> {
        let usage = self.get(Purpose::Browsing, Resource::Usage, self.endpoint.at(["sims", sim.iccid.as_str(), "usage"])).await?;
        let reading = sim::usage(&usage)?;
        // An eSIM with a running package is not recycled, and one that says it is needs no second witness.
        if matches!(reading.state, SimState::Active | SimState::Retired) {
            return Ok(reading);
        }
        let reply = self.get(Purpose::Browsing, Resource::Sims, self.endpoint.at(["sims", sim.iccid.as_str()])).await;
        match reply.and_then(|reply| sim::recycled(&reply)) {
            Ok(true) | Err(ReadError::Retired) => Ok(sim::retired()),
            Ok(false) => Ok(reading),
            Err(error) => {
                tracing::warn!(%error, "whether an eSIM was recycled could not be read; its usage stands");
                Ok(reading)
            }
        }
    }

    async fn offers(&self, sim: &SimTarget, purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        let reply = self.get(purpose, Resource::Topups, self.endpoint.at(["sims", sim.iccid.as_str(), "topups"])).await?;
        offers::offers(&reply, self.currency)
    }

    async fn baseline(&self, _sim: &SimTarget) -> Result<Baseline, ReadError> {
        Ok(Baseline::default())
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        let form = multipart::Form::new()
            .text("package_id", submission.offer.as_str().to_owned())
            .text("iccid", submission.sim.iccid.as_str().to_owned())
            .text("description", submission.marker.as_str().to_owned());
        self.link.send(|client| client.post(self.endpoint.at(["orders", "topups"])).multipart(form)).await
    }

    fn classify(&self, submission: &Submission, evidence: &Evidence) -> Verdict {
        refusals::classify(submission, evidence)
    }

    async fn renew_token(&self) {
        self.link.renew_token();
    }

    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        let mut url = self.endpoint.at(["orders", order.0.as_str()]);
        url.query_pairs_mut().append_pair("include", "status");
        orders::status(&self.get(Purpose::Sale, Resource::Orders, url).await?, submission, order)
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        let marked = self.listed(submission.marker.as_str(), |reply| orders::page(reply, submission)).await?;
        if !marked.is_empty() {
            return Ok(marked);
        }
        let words = refusals::default_description(submission);
        self.listed(&words, |reply| orders::described(reply, submission, &baseline.known)).await
    }

    async fn history(&self, sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        let url = self.endpoint.at(["sims", sim.iccid.as_str(), "packages"]);
        history::history(&self.get(Purpose::Browsing, Resource::Packages, url).await?)
    }

    fn history_interval(&self) -> Duration {
        self.history_interval
    }

    fn reading_lag(&self) -> Duration {
        USAGE_CACHE
    }
}
