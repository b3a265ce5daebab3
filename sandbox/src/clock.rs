//! The sandbox clock: real time plus an offset that only moves forward, so tests skip waits instead of sitting through them.

use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::watch;

/// Real time plus an offset.
#[derive(Debug)]
pub(crate) struct Clock {
    offset: watch::Sender<Duration>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { offset: watch::Sender::new(Duration::ZERO) }
    }

    /// Now, in UTC.
    pub(crate) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + *self.offset.borrow()
    }

    /// Moves the clock forward and wakes whoever waits for a time now reached.
    pub(crate) fn advance(&self, by: Duration) {
        self.offset.send_modify(|offset| *offset += by);
    }

    /// Returns to real time.
    pub(crate) fn reset(&self) {
        self.offset.send_replace(Duration::ZERO);
    }

    /// Waits until the clock shows `until`, by passing time or by an advance.
    pub(crate) async fn wait_until(&self, until: OffsetDateTime) {
        let mut moved = self.offset.subscribe();
        loop {
            let left = until - self.now();
            let Ok(left) = Duration::try_from(left) else { return };
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                changed = moved.changed() => if changed.is_err() { return },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_advance_ends_a_wait_at_once() {
        let clock = Clock::new();
        let until = clock.now() + Duration::from_secs(3600);
        let started = std::time::Instant::now();
        tokio::join!(clock.wait_until(until), async { clock.advance(Duration::from_secs(3601)) });
        assert!(started.elapsed() < Duration::from_secs(60));
        assert!(clock.now() >= until);
    }
}
