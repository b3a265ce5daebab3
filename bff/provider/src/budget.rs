//! Our own limit on calls to a provider, so that its limiter has nothing to refuse.

use crate::reading::ReadError;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// So many calls per minute.
#[derive(Debug)]
pub(crate) struct Budget {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

/// A burst and a period between further calls that together stay within `per_minute` in any 60 seconds; a burst of all of
/// them would let the refill overshoot.
fn strict(per_minute: NonZeroU32) -> (NonZeroU32, Duration) {
    let burst = per_minute.get().div_ceil(2);
    let steady = (per_minute.get() - burst).max(1);
    (NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN), Duration::from_secs(60) / steady)
}

impl Budget {
    pub(crate) fn per_minute(per_minute: NonZeroU32) -> Self {
        let (burst, period) = strict(per_minute);
        // A period of a minute divided by a u32 is never zero, which is all that `with_period` asks for.
        let quota = Quota::with_period(period).unwrap_or_else(|| Quota::per_minute(per_minute)).allow_burst(burst);
        let clock = DefaultClock::default();
        Self { limiter: RateLimiter::direct_with_clock(quota, clock.clone()), clock }
    }

    /// Takes one call out of the budget, or says how long to wait.
    pub(crate) fn take(&self) -> Result<(), ReadError> {
        self.limiter.check().map_err(|refusal| {
            let wait = refusal.wait_time_from(self.clock.now());
            ReadError::Busy { retry_after: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_ever_sees_more_than_the_budget() {
        for per_minute in 1..500 {
            let (burst, period) = strict(NonZeroU32::new(per_minute).unwrap());
            let refills = Duration::from_millis(59_999).as_nanos() / period.as_nanos();
            assert!(u128::from(burst.get()) + refills <= u128::from(per_minute), "{per_minute}");
        }
    }

    #[test]
    fn a_spent_budget_says_how_long_to_wait() {
        let budget = Budget::per_minute(NonZeroU32::new(3).unwrap());
        assert_eq!((budget.take(), budget.take()), (Ok(()), Ok(())));
        let Err(ReadError::Busy { retry_after }) = budget.take() else { panic!("a third call at once is too much") };
        assert!((59..=61).contains(&retry_after), "{retry_after}");
    }
}
