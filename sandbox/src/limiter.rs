//! Request limits as the providers enforce them: a fixed window per key, on the sandbox clock.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

/// What the limiter says to one call; also rides on ordinary answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) allowed: bool,
    /// Calls per window.
    pub(crate) limit: u32,
    /// Calls left in this window.
    pub(crate) remaining: u32,
    /// When the window ends.
    pub(crate) resets_at: OffsetDateTime,
    /// Whole seconds until then, at least 1.
    pub(crate) retry_after: i64,
}

/// Open windows by key.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    windows: HashMap<String, (OffsetDateTime, u32)>,
}

impl Limiter {
    /// Counts one call against `key`: at most `limit` in `window`.
    pub(crate) fn count(&mut self, key: &str, limit: u32, window: Duration, now: OffsetDateTime) -> Verdict {
        let entry = self.windows.entry(key.to_owned()).or_insert((now, 0));
        if now >= entry.0 + window {
            *entry = (now, 0);
        }
        let allowed = entry.1 < limit;
        if allowed {
            entry.1 += 1;
        }
        let resets_at = entry.0 + window;
        Verdict {
            allowed,
            limit,
            remaining: limit.saturating_sub(entry.1),
            resets_at,
            retry_after: (resets_at - now).as_seconds_f64().ceil().max(1.0) as i64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_call_waits_for_the_window_of_its_own_key() {
        let mut limiter = Limiter::default();
        let now = OffsetDateTime::UNIX_EPOCH;
        let window = Duration::minutes(15);
        assert!(limiter.count("a", 1, window, now).allowed);
        let refused = limiter.count("a", 1, window, now + Duration::minutes(5));
        assert_eq!((refused.allowed, refused.remaining, refused.retry_after), (false, 0, 600));
        assert!(limiter.count("b", 1, window, now).allowed);
        assert!(limiter.count("a", 1, window, now + window).allowed);
    }
}
