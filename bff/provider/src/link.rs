//! The line to a provider: clients, token and budgets together. Each account has its own, so that one that hangs holds up
//! nobody else's calls.

use crate::budget::{Budget, Lanes};
use crate::config::{Budgets, ConfigError, Credentials, Timeouts};
use crate::evidence::Evidence;
use crate::exchange::{self, READ_CAP, Reply, SUBMIT_CAP};
use crate::purpose::{Purpose, Resource};
use crate::reading::ReadError;
use crate::seal::Sealer;
use crate::token::{Token, Trust};
use crate::tokens::{Sharing, Source, Tokens};
use crate::vault::TokenVault;
use governor::clock::DefaultClock;
use rand::RngExt as _;
use reqwest::{Client, RequestBuilder, Url};
use secrecy::ExposeSecret as _;
use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// The header by which Connect traces a call; unique per request.
pub(crate) const CORRELATION: &str = "X-Correlation-ID";

/// How a call is named to the provider.
#[derive(Clone, Debug)]
pub(crate) enum Correlation {
    /// PressOne: not at all.
    None,
    /// By chance.
    Random,
    /// After an order, so that the provider's support can find the whole chain.
    After(String),
}

impl Correlation {
    fn next(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Random => Some(random_id()),
            Self::After(order) => Some(format!("{order}-{}", random_id())),
        }
    }
}

/// Sixteen random letters and digits.
pub(crate) fn random_id() -> String {
    rand::rng().sample_iter(rand::distr::Alphanumeric).take(16).map(char::from).collect()
}

/// What is known of a provider system before any setting.
pub(crate) struct Family {
    /// How long its tokens are good for.
    pub(crate) trust: Trust,
    /// Its endpoints that have a limit.
    pub(crate) resources: &'static [Resource],
    /// Calls per minute to each of them, unless the settings say otherwise.
    pub(crate) calls_per_minute: NonZeroU32,
    /// Whether its token endpoint is sent an `X-Correlation-ID`.
    pub(crate) correlation: bool,
    /// Whether a 401 speaks of something else than the token, which a new one would not mend.
    pub(crate) denies_access: fn(&Reply) -> bool,
}

/// Whose line it is.
pub(crate) struct Account {
    pub(crate) token_url: Url,
    pub(crate) credentials: Credentials,
    /// Under which name its token is shared, and where.
    pub(crate) name: String,
    pub(crate) vault: Arc<dyn TokenVault>,
}

/// Clients, token and budgets of one account.
pub(crate) struct Link {
    reads: Client,
    submits: Client,
    tokens: Arc<Tokens>,
    token_timeout: Duration,
    lanes: BTreeMap<Resource, Lanes>,
    denies_access: fn(&Reply) -> bool,
}

impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Link").field("token_timeout", &self.token_timeout).finish_non_exhaustive()
    }
}

/// The limit of each endpoint.
fn lanes(family: &Family, budgets: &Budgets) -> Result<BTreeMap<Resource, Lanes>, ConfigError> {
    let wrong = |key, why: String| Err(ConfigError::new(key, why));
    if let Some(stranger) = budgets.endpoints.keys().find(|resource| !family.resources.contains(resource)) {
        let known: Vec<String> = family.resources.iter().map(ToString::to_string).collect();
        return wrong("budgets.endpoints", format!("this provider has no endpoint `{stranger}`, only {}", known.join(", ")));
    }
    let few = "must be at least 2: one call for orders and one for those who look around".to_owned();
    if budgets.calls_per_minute.is_some_and(|calls| calls.get() < 2) {
        return wrong("budgets.calls_per_minute", few);
    }
    if budgets.endpoints.values().any(|calls| calls.get() < 2) {
        return wrong("budgets.endpoints", few);
    }
    if !(1..=99).contains(&budgets.browsing_percent) {
        return wrong("budgets.browsing_percent", "must be between 1 and 99".to_owned());
    }
    let general = budgets.calls_per_minute.unwrap_or(family.calls_per_minute);
    let calls = |resource: &Resource| budgets.endpoints.get(resource).copied().unwrap_or(general);
    let lane = |resource: &Resource| (*resource, Lanes::new(calls(resource), budgets.browsing_percent, DefaultClock::default()));
    Ok(family.resources.iter().map(lane).collect())
}

impl Link {
    pub(crate) fn new(timeouts: &Timeouts, budgets: &Budgets, family: &Family, account: Account) -> Result<Self, ConfigError> {
        let reads = exchange::reading_client(timeouts)?;
        let token_timeout = Duration::from_millis(timeouts.token_ms.get().into());
        let Account { token_url, credentials, name, vault } = account;
        let sealer = Sealer::new(&credentials, &name, token_url.as_str())
            .map_err(|_| ConfigError::new("client_secret", "no key can be derived from it to seal the shared token with"))?;
        let tokens = budgets.tokens_per_minute.unwrap_or(family.trust.per_minute);
        let source = Source {
            client: reads.clone(),
            url: token_url,
            timeout: token_timeout,
            credentials,
            trust: family.trust,
            budget: Budget::new(tokens, DefaultClock::default()),
            correlation: family.correlation,
        };
        Ok(Self {
            tokens: Arc::new(Tokens::new(source, Sharing { account: name, vault, sealer })),
            token_timeout,
            reads,
            submits: exchange::submitting_client(timeouts)?,
            lanes: lanes(family, budgets)?,
            denies_access: family.denies_access,
        })
    }

    /// A read with a token; a 401 gets one more try with a new one. Answers any status but 429, 3xx and 5xx as they came.
    pub(crate) async fn get(&self, call: (Purpose, Resource), url: Url, correlation: &Correlation) -> Result<Reply, ReadError> {
        let token = self.tokens.get().await?;
        let reply = self.get_once(&token, call, url.clone(), correlation).await?;
        if reply.status != 401 || (self.denies_access)(&reply) {
            return Ok(reply);
        }
        self.tokens.refuse(&token);
        // A second 401 is not the token's fault: refusing each new one would use up the few that may be asked for.
        self.get_once(&self.tokens.get().await?, call, url, correlation).await
    }

    async fn get_once(
        &self,
        token: &Token,
        (purpose, resource): (Purpose, Resource),
        url: Url,
        correlation: &Correlation,
    ) -> Result<Reply, ReadError> {
        if let Some(lanes) = self.lanes.get(&resource) {
            lanes.take(purpose)?;
        }
        let mut request = self.reads.get(url).bearer_auth(token.secret.expose_secret());
        if let Some(id) = correlation.next() {
            request = request.header(CORRELATION, id);
        }
        let request = request.build().map_err(|error| ReadError::Refused(exchange::words(&error)))?;
        let reply = exchange::reply(exchange::exchange(&self.reads, request, READ_CAP).await)?;
        match reply.status {
            429 => Err(ReadError::Busy { retry_after: reply.retry_after.unwrap_or(60) }),
            200..300 | 400..500 => Ok(reply),
            status => Err(ReadError::Unavailable(format!("status {status}"))),
        }
    }

    /// Drops the access token that a 401 has refused.
    pub(crate) fn renew_token(&self) {
        self.tokens.drop_refused();
    }

    /// One purchase, sent once and read to its end. It counts against the limit of orders and waits for its turn there,
    /// because a purchase that is already durable must not fail for want of one.
    pub(crate) async fn send(&self, prepare: impl FnOnce(&Client) -> RequestBuilder) -> Evidence {
        let ready = async {
            let token = self.tokens.get().await;
            if let Some(lanes) = self.lanes.get(&Resource::Orders).filter(|_| token.is_ok()) {
                lanes.wait_for(Purpose::Sale).await;
            }
            token
        };
        // Bounded as a whole, so that a send lasts at most `token_ms` and `submit_ms` together.
        let token = match tokio::time::timeout(self.token_timeout, ready).await {
            Ok(Ok(token)) => token,
            Ok(Err(error)) => return exchange::not_sent(format!("no access token: {error}")),
            Err(_) => return exchange::not_sent("no access token, or no call left in the budget, in time".to_owned()),
        };
        let request = match prepare(&self.submits).bearer_auth(token.secret.expose_secret()).build() {
            Ok(request) => request,
            Err(error) => return exchange::not_sent(exchange::words(&error)),
        };
        let evidence = exchange::exchange(&self.submits, request, SUBMIT_CAP).await;
        if evidence.status == Some(401) {
            self.tokens.refuse(&token);
        }
        evidence
    }
}
