//! The one access token of an account: fetched by one caller for all, in this process and, through a vault, in the others.

use crate::budget::Budget;
use crate::config::Credentials;
use crate::exchange::{self, READ_CAP};
use crate::reading::ReadError;
use crate::seal::Sealer;
use crate::token::{Due, Held, Token, Trust};
use crate::vault::{SealedToken, TokenVault, Turn};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret as _, SecretString};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use tracing::Instrument as _;

/// Where an account's tokens come from.
pub(crate) struct Source {
    pub(crate) client: Client,
    pub(crate) url: Url,
    pub(crate) timeout: Duration,
    pub(crate) credentials: Credentials,
    pub(crate) trust: Trust,
    pub(crate) budget: Budget,
    /// Whether the token endpoint, like all others, is sent an `X-Correlation-ID`.
    pub(crate) correlation: bool,
}

/// Where they are shared, under which name and seal.
pub(crate) struct Sharing {
    pub(crate) account: String,
    pub(crate) vault: Arc<dyn TokenVault>,
    pub(crate) sealer: Sealer,
}

/// The token that a 401 has refused last.
#[derive(Default)]
struct Refused {
    generation: u64,
    secret: SecretString,
}

/// The one token of an account.
pub(crate) struct Tokens {
    source: Source,
    sharing: Sharing,
    held: Mutex<Option<Held>>,
    /// Held by whoever asks for a token.
    asking: Arc<tokio::sync::Mutex<()>>,
    made: AtomicU64,
    refused: Mutex<Refused>,
}

impl Tokens {
    pub(crate) fn new(source: Source, sharing: Sharing) -> Self {
        Self { source, sharing, held: Mutex::default(), asking: Arc::default(), made: AtomicU64::new(0), refused: Mutex::default() }
    }

    /// A token that is not known to be dead. One that works is never waited for: it is renewed while others use it. Without
    /// one, callers that arrive during a fetch wait for it and use what it brought.
    pub(crate) async fn get(self: &Arc<Self>) -> Result<Token, ReadError> {
        match self.due() {
            Due::Not(token) => Ok(token),
            Due::Renew { usable, .. } => {
                if let Ok(turn) = Arc::clone(&self.asking).try_lock_owned() {
                    tokio::spawn(Arc::clone(self).renewed(turn).in_current_span());
                }
                Ok(usable)
            }
            Due::Fetch { .. } => {
                let tokens = Arc::clone(self);
                let fetch = async move {
                    let turn = Arc::clone(&tokens.asking).lock_owned().await;
                    tokens.renewed(turn).await
                };
                // In a task of its own: whoever leaves must not take a token along, for only a few may be asked for per minute.
                let fetched = tokio::spawn(fetch.in_current_span()).await;
                fetched.unwrap_or_else(|error| Err(ReadError::Unavailable(format!("token endpoint: {error}"))))
            }
        }
    }

    fn due(&self) -> Due {
        let refused = self.refused_generation();
        self.held().as_ref().map_or(Due::Fetch { refresh: None }, |held| held.due(Instant::now(), refused))
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn renewed(self: Arc<Self>, turn: OwnedMutexGuard<()>) -> Result<Token, ReadError> {
        let (usable, refresh) = match self.due() {
            Due::Not(token) => return Ok(token),
            Due::Renew { usable, refresh } => (Some(usable), refresh),
            Due::Fetch { refresh } => (None, refresh),
        };
        let turn_among_all = self.turn().await;
        if let Some(shared) = self.shared().await {
            return Ok(self.held().insert(shared).token.clone());
        }
        match (self.fetch(refresh).await, usable) {
            (Ok(fetched), _) => {
                let token = fetched.token.clone();
                let sealed = fetched.sealed(&self.sharing.sealer, (Instant::now(), SystemTime::now()));
                *self.held() = Some(fetched);
                // Whoever waits for a token need not wait until the others have it too; the turns last until they do.
                let share = async move {
                    self.share(sealed).await;
                    drop((turn, turn_among_all));
                };
                tokio::spawn(share.in_current_span());
                Ok(token)
            }
            (Err(error), Some(token)) => {
                tracing::warn!(%error, "the access token cannot be renewed yet");
                if let Some(held) = self.held().as_mut() {
                    held.renew_later(Instant::now());
                }
                Ok(token)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Remembers that the provider refused this token, so that nobody uses it again, wherever it comes from; one fetched
    /// meanwhile is left alone.
    pub(crate) fn refuse(&self, token: &Token) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.generation < token.generation {
            *refused = Refused { generation: token.generation, secret: token.secret.clone() };
        }
    }

    fn refused_generation(&self) -> u64 {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).generation
    }

    /// Drops a refused token now rather than at the next call.
    pub(crate) fn drop_refused(&self) {
        let refused = self.refused_generation();
        self.held().take_if(|held| held.token.generation <= refused);
    }

    /// The turn to fetch among all instances; without it after a while, for a token fetched twice is better than none.
    async fn turn(&self) -> Option<Turn> {
        self.within(self.sharing.vault.turn(&self.sharing.account), "to take turns").await
    }

    /// What another instance has fetched, if that is good for a while: neither the token that is due here, nor the refused one.
    async fn shared(&self) -> Option<Held> {
        let sealed = self.within(self.sharing.vault.load(&self.sharing.account), "to be read").await??;
        let now = (Instant::now(), SystemTime::now());
        let Some(shared) = Held::opened(&sealed, &self.sharing.sealer, now, &self.source.trust, self.generation()) else {
            tracing::info!(account = %self.sharing.account, "the shared token was sealed with other credentials; fetching one");
            return None;
        };
        let known = |secret: &SecretString| secret.expose_secret() == shared.token.secret.expose_secret();
        let refused = known(&self.refused.lock().unwrap_or_else(PoisonError::into_inner).secret);
        let news = !refused && !self.held().as_ref().is_some_and(|held| known(&held.token.secret));
        (news && matches!(shared.due(now.0, self.refused_generation()), Due::Not(_))).then_some(shared)
    }

    async fn share(&self, sealed: Option<SealedToken>) {
        match sealed {
            Some(sealed) => {
                self.within(self.sharing.vault.store(&self.sharing.account, &sealed), "to be written").await;
            }
            None => tracing::error!(account = %self.sharing.account, "an access token cannot be sealed, so it is not shared"),
        }
    }

    /// A vault may take a quarter of the time that a token may take; then it is done without.
    async fn within<T>(&self, asked: impl Future<Output = Result<T, crate::vault::VaultError>>, what: &str) -> Option<T> {
        let account = &self.sharing.account;
        match tokio::time::timeout(self.source.timeout / 4, asked).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => tracing::warn!(%account, %error, "the token vault was asked {what}"),
            Err(_) => tracing::warn!(%account, "the token vault was asked {what} and does not answer"),
        }
        None
    }

    fn generation(&self) -> u64 {
        self.made.fetch_add(1, Ordering::Relaxed) + 1
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
        let Source { client, url, timeout, credentials, trust, budget, correlation } = &self.source;
        budget.take()?;
        let own = [("client_id", credentials.client_id.as_str()), ("client_secret", credentials.client_secret.expose_secret())];
        let form: Vec<(&str, &str)> = grant.iter().copied().chain(own).collect();
        let mut request = client.post(url.clone()).timeout(*timeout).form(&form);
        if *correlation {
            request = request.header(crate::link::CORRELATION, crate::link::random_id());
        }
        let request = request.build().map_err(|error| ReadError::Refused(format!("token endpoint: {}", exchange::words(&error))))?;
        let asked_at = Instant::now();
        let reply = exchange::reply(exchange::exchange(client, request, READ_CAP).await)?;
        tracing::debug!(status = reply.status, "asked for an access token");
        Held::granted(&reply, asked_at, trust, self.generation())
    }
}
