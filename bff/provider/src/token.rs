//! An access token, how long it is good for, and how it crosses to another instance.

use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::reading::ReadError;
use crate::seal::Sealer;
use crate::vault::SealedToken;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

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
    /// Counts the tokens that this process has used.
    pub(crate) generation: u64,
}

/// A token with its times.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) token: Token,
    pub(crate) renew_at: Instant,
    pub(crate) ends_at: Instant,
    /// Stays with the process that got it: the credentials do as well, and less is at rest.
    pub(crate) refresh: Option<(SecretString, Instant)>,
}

/// What a held token needs.
pub(crate) enum Due {
    /// Nothing.
    Not(Token),
    /// Renewal, which is early on purpose: while it fails, the old token still works.
    Renew {
        /// Still good.
        usable: Token,
        /// What a renewal may be asked for with.
        refresh: Option<SecretString>,
    },
    /// A new one.
    Fetch {
        /// What it may be asked for with.
        refresh: Option<SecretString>,
    },
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

/// A token as another instance reads it; times by the wall clock, in milliseconds since 1970.
#[derive(Serialize, Deserialize)]
struct Shared<'token> {
    secret: std::borrow::Cow<'token, str>,
    renew_at: u64,
    ends_at: u64,
}

impl Held {
    pub(crate) fn due(&self, now: Instant, refused: u64) -> Due {
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

    /// A renewal has failed: the next one is due when half of the time that is left has passed.
    pub(crate) fn renew_later(&mut self, now: Instant) {
        self.renew_at = now + self.ends_at.saturating_duration_since(now) / 2;
    }

    /// Reads the token endpoint's answer to a question asked at `asked_at`.
    pub(crate) fn granted(reply: &Reply, asked_at: Instant, trust: &Trust, generation: u64) -> Result<Self, ReadError> {
        match reply.status {
            200..300 => {}
            429 => return Err(ReadError::Busy { retry_after: reply.retry_after.unwrap_or(60) }),
            400..500 => return Err(ReadError::Refused(format!("token endpoint: status {}", reply.status))),
            _ => return Err(ReadError::Unavailable(format!("token endpoint: status {}", reply.status))),
        }
        let unreadable = || ReadError::Malformed("token endpoint: no usable access token".to_owned());
        let grant: Grant = json::document(&reply.body).map_err(|_| unreadable())?;
        let secret = grant.access_token.text().filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()));
        let life = grant.expires_in.whole().filter(|seconds| *seconds > 0).map_or(trust.assumed, Duration::from_secs).min(trust.longest);
        let refresh_life =
            grant.refresh_expires_in.whole().map_or(Duration::ZERO, |seconds| Duration::from_secs(seconds).min(trust.longest));
        Ok(Self {
            token: Token { secret: secret.ok_or_else(unreadable)?.to_owned().into(), generation },
            renew_at: asked_at + life * trust.renew_percent / 100,
            ends_at: asked_at + life,
            refresh: grant.refresh_token.text().map(|text| (text.to_owned().into(), asked_at + refresh_life)),
        })
    }

    /// For the other instances; none when it cannot be sealed.
    pub(crate) fn sealed(&self, sealer: &Sealer, now: (Instant, SystemTime)) -> Option<SealedToken> {
        let wall = |at: Instant| {
            let left = at.saturating_duration_since(now.0);
            now.1.checked_add(left)?.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis().try_into().ok()
        };
        let shared =
            Shared { secret: self.token.secret.expose_secret().into(), renew_at: wall(self.renew_at)?, ends_at: wall(self.ends_at)? };
        sealer.seal(serde_json::to_vec(&shared).ok()?).ok()
    }

    /// One of another instance; none when it cannot be read. It is never trusted for longer than one of our own.
    pub(crate) fn opened(token: &SealedToken, sealer: &Sealer, now: (Instant, SystemTime), trust: &Trust, generation: u64) -> Option<Self> {
        let text = sealer.open(token).ok()?;
        let shared: Shared<'_> = serde_json::from_slice(&text).ok()?;
        let at = |wall: u64| {
            let left = Duration::from_millis(wall).saturating_sub(now.1.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default());
            now.0 + left.min(trust.longest)
        };
        let secret = SecretString::from(shared.secret.into_owned());
        Some(Self { token: Token { secret, generation }, renew_at: at(shared.renew_at), ends_at: at(shared.ends_at), refresh: None })
    }
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
