//! Our own limits on calls to a provider, so that its limiter has nothing to refuse.

use crate::purpose::Purpose;
use crate::reading::ReadError;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// So many calls in any 60 seconds.
#[derive(Debug)]
pub(crate) struct Budget<C: Clock = DefaultClock> {
    limiter: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    clock: C,
}

/// A burst and a period between further calls that together stay within `per_minute` in any 60 seconds; a burst of all of
/// them would let the refill overshoot. Half comes at once and half comes back evenly, so half is assured in any 60 seconds.
fn strict(per_minute: NonZeroU32) -> (NonZeroU32, Duration) {
    let burst = per_minute.get().div_ceil(2);
    let steady = (per_minute.get() - burst).max(1);
    (NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN), Duration::from_secs(60) / steady)
}

impl<C: Clock + Clone> Budget<C> {
    pub(crate) fn new(per_minute: NonZeroU32, clock: C) -> Self {
        let (burst, period) = strict(per_minute);
        // A period of a minute divided by a u32 is never zero, which is all that `with_period` asks for.
        let quota = Quota::with_period(period).unwrap_or_else(|| Quota::per_minute(per_minute)).allow_burst(burst);
        Self { limiter: RateLimiter::direct_with_clock(quota, clock.clone()), clock }
    }

    /// Takes one call out of the budget, or says how long to wait for one.
    fn spend(&self) -> Result<(), Duration> {
        self.limiter.check().map_err(|refusal| refusal.wait_time_from(self.clock.now()))
    }

    /// The same for a reader.
    pub(crate) fn take(&self) -> Result<(), ReadError> {
        self.spend().map_err(busy)
    }
}

/// The limit of one endpoint: a part that is kept for orders, and the rest.
#[derive(Debug)]
pub(crate) struct Lanes<C: Clock = DefaultClock> {
    kept: Budget<C>,
    rest: Budget<C>,
}

impl<C: Clock + Clone> Lanes<C> {
    /// `per_minute` is at least 2, else one call is granted to either lane all the same.
    pub(crate) fn new(per_minute: NonZeroU32, browsing_percent: u32, clock: C) -> Self {
        let (kept, rest) = shares(per_minute, browsing_percent);
        Self { kept: Budget::new(kept, clock.clone()), rest: Budget::new(rest, clock) }
    }

    fn spend(&self, purpose: Purpose) -> Result<(), Duration> {
        match purpose {
            Purpose::Sale => self.kept.spend().or_else(|wait| self.rest.spend().map_err(|other| wait.min(other))),
            Purpose::Browsing => self.rest.spend(),
        }
    }

    /// Takes one call out of the limit, or says how long to wait for one. What is kept for orders never serves browsing;
    /// orders take of the rest when theirs is spent.
    pub(crate) fn take(&self, purpose: Purpose) -> Result<(), ReadError> {
        self.spend(purpose).map_err(busy)
    }

    /// Waits for a call, for a purchase that is already durable.
    pub(crate) async fn wait_for(&self, purpose: Purpose) {
        while let Err(wait) = self.spend(purpose) {
            tokio::time::sleep(wait).await;
        }
    }
}

/// How many of the calls per minute are kept for orders, and the rest; together never more than the limit.
fn shares(per_minute: NonZeroU32, browsing_percent: u32) -> (NonZeroU32, NonZeroU32) {
    let whole = per_minute.get();
    let browsing = u64::from(whole) * u64::from(browsing_percent.min(100)) / 100;
    let browsing = u32::try_from(browsing).unwrap_or(whole).clamp(1, whole.saturating_sub(1).max(1));
    let positive = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    (positive(whole.saturating_sub(browsing)), positive(browsing))
}

fn busy(wait: Duration) -> ReadError {
    ReadError::Busy { retry_after: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
