//! The line to a provider: clients, token and budgets together.

use crate::budget::Budget;
use crate::config::{Budgets, ConfigError, Credentials, Timeouts};
use crate::evidence::Evidence;
use crate::exchange::{self, READ_CAP, Reply, SUBMIT_CAP};
use crate::reading::ReadError;
use crate::token::{Tokens, Trust};
use rand::RngExt as _;
use reqwest::{Client, RequestBuilder, Url};
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use std::time::Duration;

/// The header by which Connect traces a call; unique per request.
pub(crate) const CORRELATION: &str = "X-Correlation-ID";

/// What a read is for; each purpose has a budget of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A customer looks around.
    Browsing,
    /// An order is being settled.
    Ordering,
}

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

/// Clients, token and budgets of one account.
#[derive(Debug)]
pub(crate) struct Link {
    reads: Client,
    submits: Client,
    tokens: Arc<Tokens>,
    token_timeout: Duration,
    browsing: Budget,
    ordering: Budget,
}

impl Link {
    pub(crate) fn new(
        timeouts: &Timeouts,
        budgets: &Budgets,
        token_url: Url,
        credentials: Credentials,
        trust: Trust,
        correlation: bool,
    ) -> Result<Self, ConfigError> {
        let reads = exchange::reading_client(timeouts)?;
        let token_timeout = Duration::from_millis(timeouts.token_ms.get().into());
        let token_budget = Budget::per_minute(budgets.tokens_per_minute.unwrap_or(trust.per_minute));
        Ok(Self {
            tokens: Arc::new(Tokens::new(reads.clone(), token_url, token_timeout, credentials, trust, token_budget, correlation)),
            token_timeout,
            reads,
            submits: exchange::submitting_client(timeouts)?,
            browsing: Budget::per_minute(budgets.browsing_per_minute),
            ordering: Budget::per_minute(budgets.ordering_per_minute),
        })
    }

    /// A read with a token; a 401 gets one more try with a new one. Answers any status but 429, 3xx and 5xx as they came.
    pub(crate) async fn get(&self, purpose: Purpose, url: Url, correlation: &Correlation) -> Result<Reply, ReadError> {
        match self.get_once(purpose, url.clone(), correlation).await? {
            reply if reply.status == 401 => self.get_once(purpose, url, correlation).await,
            reply => Ok(reply),
        }
    }

    async fn get_once(&self, purpose: Purpose, url: Url, correlation: &Correlation) -> Result<Reply, ReadError> {
        let token = self.tokens.get().await?;
        match purpose {
            Purpose::Browsing => &self.browsing,
            Purpose::Ordering => &self.ordering,
        }
        .take()?;
        let mut request = self.reads.get(url).bearer_auth(token.secret.expose_secret());
        if let Some(id) = correlation.next() {
            request = request.header(CORRELATION, id);
        }
        let request = request.build().map_err(|error| ReadError::Refused(exchange::words(&error)))?;
        let reply = exchange::reply(exchange::exchange(&self.reads, request, READ_CAP).await)?;
        match reply.status {
            401 => {
                self.tokens.refuse(&token);
                Ok(reply)
            }
            429 => Err(ReadError::Busy { retry_after: reply.retry_after.unwrap_or(60) }),
            200..300 | 400..500 => Ok(reply),
            status => Err(ReadError::Unavailable(format!("status {status}"))),
        }
    }

    /// Drops the access token that a 401 has refused.
    pub(crate) async fn renew_token(&self) {
        self.tokens.drop_refused().await;
    }

    /// One purchase, sent once and read to its end. The order budget does not hold it back: only the provider's own words
    /// may delay a purchase that is already durable.
    pub(crate) async fn send(&self, prepare: impl FnOnce(&Client) -> RequestBuilder) -> Evidence {
        // Bounded as a whole, so that a send lasts at most `token_ms` and `submit_ms` together.
        let token = match tokio::time::timeout(self.token_timeout, self.tokens.get()).await {
            Ok(Ok(token)) => token,
            Ok(Err(error)) => return exchange::not_sent(format!("no access token: {error}")),
            Err(_) => return exchange::not_sent("no access token in time".to_owned()),
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
