//! Connect v2: pSIM and eSIM top-ups, ordered first and fulfilled later.

mod complaint;
mod order;
mod paging;
mod products;
mod refusals;
mod sim;
mod subscriptions;

use crate::Provider;
use crate::config::{ConfigError, ConnectConfig, positive};
use crate::endpoint::{self, Endpoint};
use crate::evidence::Evidence;
use crate::exchange::{self, Reply};
use crate::link::{Account, CORRELATION, Correlation, Family, Link};
use crate::offer::ProviderOffer;
use crate::purpose::{Purpose, Resource};
use crate::reading::{Candidate, HistoryEntry, ReadError, SimReading, StatusReading};
use crate::submission::{Baseline, ProviderOrderId, SimTarget, Submission, Verdict};
use crate::token::Trust;
use crate::vault::{MemoryVault, TokenVault};
use async_trait::async_trait;
use contract::{SimKind, Timestamp};
use order::Standing;
use paging::{PAGE_SIZE, Pages};
use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use rust_decimal::Decimal;
use std::sync::Arc;
use std::time::Duration;
use subscriptions::{ProductName, Subscription};

/// Tokens live five minutes and are renewed after four. The portal names a thousand calls a minute to each endpoint.
const FAMILY: Family = Family {
    trust: Trust {
        longest: Duration::from_secs(24 * 3_600),
        assumed: Duration::from_secs(300),
        renew_percent: 80,
        per_minute: positive(30),
    },
    resources: Resource::CONNECT,
    calls_per_minute: positive(1_000),
    correlation: true,
    denies_access: |_| false,
};

/// Connect v2 with one account.
#[derive(Debug)]
pub struct Connect {
    endpoint: Endpoint,
    link: Link,
    sales_tax_percent: Decimal,
    clock_skew_s: i64,
    history_interval: Duration,
}

impl Connect {
    /// Checks the settings and prepares the clients; asks nothing yet.
    ///
    /// # Errors
    /// The key that cannot be used, and why.
    pub fn new(config: ConnectConfig) -> Result<Self, ConfigError> {
        Self::sharing(config, "", Arc::new(MemoryVault::default()))
    }

    /// The same, and shares its access token with every other client of that account and vault.
    ///
    /// # Errors
    /// The key that cannot be used, and why.
    pub fn sharing(config: ConnectConfig, account: &str, vault: Arc<dyn TokenVault>) -> Result<Self, ConfigError> {
        let ConnectConfig { settings, credentials } = config;
        if settings.sales_tax_percent.is_sign_negative() || settings.sales_tax_percent > Decimal::ONE_HUNDRED {
            return Err(ConfigError::new("sales_tax_percent", "must be between 0 and 100"));
        }
        let token_url = endpoint::checked("token_url", &settings.token_url, settings.allow_http)?;
        let account = Account { token_url, credentials, name: account.to_owned(), vault };
        Ok(Self {
            endpoint: Endpoint::new(&settings.base_url, &settings.path_prefix, settings.allow_http)?,
            link: Link::new(&settings.timeouts, &settings.budgets, &FAMILY, account)?,
            sales_tax_percent: settings.sales_tax_percent,
            clock_skew_s: settings.clock_skew_s.into(),
            history_interval: Duration::from_secs(settings.history_interval_s.into()),
        })
    }

    /// All pages of a list, each read by `read`; `id` tells a page that repeats another.
    async fn pages<T>(
        &self,
        (call, correlation): ((Purpose, Resource), &Correlation),
        url: &Url,
        read: impl Fn(&Reply) -> Result<Vec<T>, ReadError> + Send + Sync,
        id: impl Fn(&T) -> Option<&str> + Send + Sync,
    ) -> Result<Vec<T>, ReadError>
    where
        T: Send + Sync,
    {
        let (mut pages, mut all) = (Pages::default(), Vec::new());
        while let Some(number) = pages.next() {
            let mut url = url.clone();
            url.query_pairs_mut().append_pair("page", &number.to_string()).append_pair("page_size", &PAGE_SIZE.to_string());
            let reply = self.link.get(call, url, correlation).await?;
            let items = read(&reply)?;
            let more = pages.more(&reply.body, items.iter().filter_map(&id));
            all.extend(items);
            if !more {
                return Ok(all);
            }
        }
        Err(ReadError::Malformed("a list without end".to_owned()))
    }

    /// Every subscription that the SIM ever had, each once.
    async fn subscriptions(&self, purpose: Purpose, sim: &SimTarget, correlation: &Correlation) -> Result<Vec<Subscription>, ReadError> {
        let mut url = self.endpoint.at(["subscriptions"]);
        url.query_pairs_mut().append_pair("iccid", sim.iccid.as_str());
        let mut all = self.listed(purpose, &url, correlation).await?;
        // Dropped as another SIM's, what was bought would never show: said before any money, it is mended by signing the ICCID so.
        if all.iter().any(|it| it.is_nearly_on(sim)) {
            return Err(ReadError::Malformed(
                "the provider writes the SIM's ICCID with a digit more or less than its storefront".to_owned(),
            ));
        }
        // A page that repeats another must not make one package count twice.
        let mut seen = std::collections::HashSet::new();
        all.retain(|it| it.is_on(sim) && seen.insert(it.id.clone()));
        Ok(all)
    }

    async fn listed(&self, purpose: Purpose, url: &Url, correlation: &Correlation) -> Result<Vec<Subscription>, ReadError> {
        let call = (purpose, Resource::Subscriptions);
        self.pages((call, correlation), url, subscriptions::page, |it| Some(it.id.as_str())).await
    }

    /// Whether the SIM's list for the product that was ordered shows that subscription: samples of the item leave the product
    /// out, and the list is documented to filter by it.
    async fn is_listed_for_product(&self, id: &str, submission: &Submission, correlation: &Correlation) -> Result<bool, ReadError> {
        let mut url = self.endpoint.at(["subscriptions"]);
        url.query_pairs_mut().append_pair("iccid", submission.sim.iccid.as_str()).append_pair("product-id", submission.offer.as_str());
        let listed = self.listed(Purpose::Sale, &url, correlation).await?;
        let fits = |it: &Subscription| match &it.product {
            ProductName::Unsaid => true,
            ProductName::Named(product) => *product == submission.offer,
            ProductName::Odd => false,
        };
        Ok(listed.iter().any(|it| it.id == id && fits(it)))
    }

    async fn subscription(&self, id: &str, correlation: &Correlation) -> Result<Subscription, ReadError> {
        let url = self.endpoint.at(["subscriptions", id]);
        subscriptions::single(&self.link.get((Purpose::Sale, Resource::Subscriptions), url, correlation).await?)
    }

    async fn unavailable(&self, purpose: Purpose, sim: &SimTarget) -> Result<bool, ReadError> {
        let url = self.endpoint.at(["sims", sim.iccid.as_str()]);
        sim::unavailable(&self.link.get((purpose, Resource::Sims), url, &Correlation::Random).await?)
    }
}

#[async_trait]
impl Provider for Connect {
    async fn sim(&self, sim: &SimTarget) -> Result<SimReading, ReadError> {
        let subscriptions = self.subscriptions(Purpose::Browsing, sim, &Correlation::Random);
        match tokio::join!(self.unavailable(Purpose::Browsing, sim), subscriptions) {
            // A known client of Connect takes a 404 for a card that was never activated; a profile is known from the start.
            (Err(ReadError::NotFound), _) if sim.kind == SimKind::Psim => Ok(sim::never_activated()),
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok(true), _) => Ok(sim::retired()),
            (Ok(false), Ok(subscriptions)) => Ok(sim::reading(&subscriptions)),
        }
    }

    async fn offers(&self, sim: &SimTarget, purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        let url = self.endpoint.at(["products"]);
        let catalogue = self.pages(((purpose, Resource::Products), &Correlation::Random), &url, products::page, products::Product::id);
        // The catalogue does not know the SIM, so a profile that must not be topped up has to be asked for.
        let retired = async { if sim.kind == SimKind::Esim { self.unavailable(purpose, sim).await } else { Ok(false) } };
        let (catalogue, retired) = tokio::try_join!(catalogue, retired)?;
        if retired { Err(ReadError::Retired) } else { products::offers(&catalogue, sim.kind) }
    }

    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError> {
        let subscriptions = self.subscriptions(Purpose::Sale, sim, &Correlation::Random).await?;
        Ok(Baseline { known: subscriptions.into_iter().map(|it| it.id).collect() })
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        let body = match order::body(submission, self.sales_tax_percent) {
            Ok(body) => body,
            Err(error) => return exchange::not_sent(format!("the order cannot be written: {error}")),
        };
        let correlation = order::correlation(submission);
        self.link
            .send(|client| {
                client
                    .post(self.endpoint.at(["orders"]))
                    .header(CORRELATION, correlation)
                    .header(CONTENT_TYPE, "application/json")
                    .body(body)
            })
            .await
    }

    fn classify(&self, _submission: &Submission, evidence: &Evidence) -> Verdict {
        refusals::classify(evidence)
    }

    async fn renew_token(&self) {
        self.link.renew_token();
    }

    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        let correlation = Correlation::After(order::correlation(submission));
        let url = self.endpoint.at(["orders", order.0.as_str()]);
        let reply = self.link.get((Purpose::Sale, Resource::Orders), url, &correlation).await?;
        let (id, sim_confirmed) = match order::standing(&reply, submission, order)? {
            Standing::Known(reading) => return Ok(reading),
            Standing::Done { subscription, sim_confirmed } => (subscription, sim_confirmed),
        };
        let mut subscription = match self.subscription(&id, &correlation).await {
            Ok(subscription) => subscription,
            // A completed order may be ahead of its subscription.
            Err(ReadError::NotFound) => return Ok(StatusReading::Fulfilling),
            Err(error) => return Err(error),
        };
        let is_unsaid = subscription.product == ProductName::Unsaid;
        if is_unsaid && self.is_listed_for_product(&subscription.id, submission, &correlation).await? {
            subscription.product = ProductName::Named(submission.offer.clone());
        }
        Ok(order::borne_out(&subscription, &id, sim_confirmed, submission))
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        let correlation = Correlation::After(order::correlation(submission));
        let not_before = Timestamp::from_unix_seconds(submission.intended_at.unix_seconds().saturating_sub(self.clock_skew_s));
        let is_new = |it: &Subscription| !baseline.known.contains(&it.id);
        let mut found = Vec::new();
        for listed in self.subscriptions(Purpose::Sale, &submission.sim, &correlation).await?.into_iter().filter(is_new) {
            if listed.product.named().is_some() {
                found.push(listed.candidate(not_before)?);
                continue;
            }
            // The list left the product out; the item may name it. While the item is not readable, or is about something else, the
            // list's word stands.
            let item = match self.subscription(&listed.id, &correlation).await {
                Err(ReadError::NotFound) => listed,
                Ok(item) if item.id != listed.id || !item.is_on(&submission.sim) => listed,
                item => item?,
            };
            found.push(item.candidate(not_before)?);
        }
        Ok(found)
    }

    async fn history(&self, sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        Ok(subscriptions::history(self.subscriptions(Purpose::Browsing, sim, &Correlation::Random).await?))
    }

    fn history_interval(&self) -> Duration {
        self.history_interval
    }
}
