//! Access tokens: fetched by one caller for all, renewed before they end, kept in memory only.

use crate::budget::Budget;
use crate::config::Credentials;
use crate::exchange::{self, READ_CAP, Reply};
use crate::json::{self, Scalar};
use crate::reading::ReadError;
use reqwest::{Client, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tracing::Instrument as _;

/// How long a provider's tokens are trusted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trust {
    /// Never longer than this, whatever the provider says.
    pub(crate) longest: Duration,
    /// When the provider does not say.
    pub(crate) assumed: Duration,
    /// Renewed after this part of its life, in percent.
    pub(crate) renew_percent: u32,
    /// How many may be asked for per minute, unless the settings say otherwise.
    pub(crate) per_minute: NonZeroU32,
}

/// A token in use.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) secret: SecretString,
    generation: u64,
}

#[derive(Debug)]
struct Held {
    token: Token,
    renew_at: Instant,
    ends_at: Instant,
    refresh: Option<(SecretString, Instant)>,
}

/// The one token of an account.
#[derive(Debug)]
pub(crate) struct Tokens {
    client: Client,
    url: Url,
    timeout: Duration,
    credentials: Credentials,
    trust: Trust,
    budget: Budget,
    correlation: bool,
    held: Mutex<Option<Held>>,
    made: AtomicU64,
    refused: AtomicU64,
}

/// What a held token needs.
enum Due {
    /// Nothing.
    Not(Token),
    /// Renewal, which is early on purpose: while it fails, the old token still works.
    Renew { usable: Token, refresh: Option<SecretString> },
    /// A new one.
    Fetch { refresh: Option<SecretString> },
}

impl Held {
    fn due(&self, now: Instant, refused: u64) -> Due {
        // A session whose access token was refused may be gone as a whole, so its refresh token is not tried.
        if self.token.generation <= refused {
            return Due::Fetch { refresh: None };
        }
        let refresh = self.refresh.as_ref().filter(|(_, ends_at)| now < *ends_at).map(|(secret, _)| secret.clone());
        match () {
            () if now < self.renew_at => Due::Not(self.token.clone()),
            () if now < self.ends_at => Due::Renew { usable: self.token.clone(), refresh },
            () => Due::Fetch { refresh },
        }
    }
}

#[derive(Deserialize)]
struct Grant {
    #[serde(default)]
    access_token: Scalar,
    #[serde(default)]
    expires_in: Scalar,
    #[serde(default)]
    refresh_token: Scalar,
    #[serde(default)]
    refresh_expires_in: Scalar,
}

impl Tokens {
    /// `correlation`: whether the token endpoint, like all others, is sent an `X-Correlation-ID`.
    pub(crate) fn new(
        client: Client,
        url: Url,
        timeout: Duration,
        credentials: Credentials,
        trust: Trust,
        budget: Budget,
        correlation: bool,
    ) -> Self {
        let (held, made, refused) = (Mutex::new(None), AtomicU64::new(0), AtomicU64::new(0));
        Self { client, url, timeout, credentials, trust, budget, correlation, held, made, refused }
    }

    /// A token that is not known to be dead. Callers that arrive during a fetch wait for it and use what it brought.
    pub(crate) async fn get(self: &Arc<Self>) -> Result<Token, ReadError> {
        if let Some(Due::Not(token)) =
            self.held.lock().await.as_ref().map(|held| held.due(Instant::now(), self.refused.load(Ordering::Relaxed)))
        {
            return Ok(token);
        }
        // In a task of its own: whoever leaves must not take a token along, for only a few may be asked for per minute.
        let renewal = tokio::spawn(Arc::clone(self).renewed().in_current_span());
        renewal.await.unwrap_or_else(|error| Err(ReadError::Unavailable(format!("token endpoint: {error}"))))
    }

    async fn renewed(self: Arc<Self>) -> Result<Token, ReadError> {
        let mut held = self.held.lock().await;
        let refused = self.refused.load(Ordering::Relaxed);
        let (usable, refresh) = match held.as_ref().map_or(Due::Fetch { refresh: None }, |held| held.due(Instant::now(), refused)) {
            Due::Not(token) => return Ok(token),
            Due::Renew { usable, refresh } => (Some(usable), refresh),
            Due::Fetch { refresh } => (None, refresh),
        };
        match (self.fetch(refresh).await, usable) {
            (Ok(fetched), _) => Ok(held.insert(fetched).token.clone()),
            (Err(error), Some(token)) => {
                tracing::warn!(%error, "the access token cannot be renewed yet");
                Ok(token)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Remembers that the provider refused this token, so that nobody uses it again; one fetched meanwhile is left alone.
    pub(crate) fn refuse(&self, token: &Token) {
        self.refused.fetch_max(token.generation, Ordering::Relaxed);
    }

    /// Drops a refused token now rather than at the next call.
    pub(crate) async fn drop_refused(&self) {
        let refused = self.refused.load(Ordering::Relaxed);
        self.held.lock().await.take_if(|held| held.token.generation <= refused);
    }

    async fn fetch(&self, refresh: Option<SecretString>) -> Result<Held, ReadError> {
        if let Some(refresh) = refresh {
            match self.ask(&[("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret())]).await {
                Ok(held) => return Ok(held),
                Err(error) => tracing::debug!(%error, "the refresh token is not taken; falling back to the credentials"),
            }
        }
        self.ask(&[("grant_type", "client_credentials")]).await
    }

    async fn ask(&self, grant: &[(&str, &str)]) -> Result<Held, ReadError> {
        self.budget.take()?;
        let secret = self.credentials.client_secret.expose_secret();
        let form: Vec<(&str, &str)> =
            grant.iter().copied().chain([("client_id", self.credentials.client_id.as_str()), ("client_secret", secret)]).collect();
        let mut request = self.client.post(self.url.clone()).timeout(self.timeout).form(&form);
        if self.correlation {
            request = request.header(crate::link::CORRELATION, crate::link::random_id());
        }
        let request = request.build().map_err(|error| ReadError::Refused(format!("token endpoint: {}", exchange::words(&error))))?;
        let asked_at = Instant::now();
        let reply = exchange::reply(exchange::exchange(&self.client, request, READ_CAP).await)?;
        tracing::debug!(status = reply.status, "asked for an access token");
        self.judge(&reply, asked_at)
    }

    fn judge(&self, reply: &Reply, asked_at: Instant) -> Result<Held, ReadError> {
        match reply.status {
            200..300 => {}
            429 => return Err(ReadError::Busy { retry_after: reply.retry_after.unwrap_or(60) }),
            400..500 => return Err(ReadError::Refused(format!("token endpoint: status {}", reply.status))),
            _ => return Err(ReadError::Unavailable(format!("token endpoint: status {}", reply.status))),
        }
        let unreadable = || ReadError::Malformed("token endpoint: no usable access token".to_owned());
        let grant: Grant = json::document(&reply.body).map_err(|_| unreadable())?;
        let secret = grant.access_token.text().filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()));
        let life =
            grant.expires_in.whole().filter(|seconds| *seconds > 0).map_or(self.trust.assumed, Duration::from_secs).min(self.trust.longest);
        let generation = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        let refresh_life =
            grant.refresh_expires_in.whole().map_or(Duration::ZERO, |seconds| Duration::from_secs(seconds).min(self.trust.longest));
        Ok(Held {
            token: Token { secret: secret.ok_or_else(unreadable)?.to_owned().into(), generation },
            renew_at: asked_at + life * self.trust.renew_percent / 100,
            ends_at: asked_at + life,
            refresh: grant.refresh_token.text().map(|text| (text.to_owned().into(), asked_at + refresh_life)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_early_and_dropped_when_over_or_refused() {
        let now = Instant::now();
        let after = |seconds| now + Duration::from_secs(seconds);
        let token = Token { secret: "t".to_owned().into(), generation: 7 };
        let refresh = Some(("r".to_owned().into(), after(1_800)));
        let held = Held { token, renew_at: after(240), ends_at: after(300), refresh };
        assert!(matches!(held.due(after(239), 0), Due::Not(_)));
        assert!(matches!(held.due(after(239), 6), Due::Not(_)), "an older one was refused");
        assert!(matches!(held.due(after(239), 7), Due::Fetch { refresh: None }), "refused");
        assert!(matches!(held.due(after(240), 0), Due::Renew { refresh: Some(_), .. }));
        assert!(matches!(held.due(after(300), 0), Due::Fetch { refresh: Some(_) }));
        assert!(matches!(held.due(after(1_800), 0), Due::Fetch { refresh: None }));
    }

    #[test]
    fn a_token_never_shows_in_debug() {
        let token = Token { secret: "very-secret".to_owned().into(), generation: 1 };
        assert!(!format!("{token:?}").contains("very-secret"));
    }
}
