//! When a provider account is left alone: pure. Too many orders of unknown outcome in a short time mean that the provider is
//! troubled, and every further send would be one more order to find out about. Reading goes on.

use crate::clock::Moment;
use crate::settings::Settings;

/// Seconds after which a customer may try again: a part of the window, since orders leave it one by one.
pub(crate) const RETRY_AFTER: u32 = 60;

/// From when on unknown outcomes count.
pub(crate) fn counted_since(now: Moment, settings: &Settings) -> Moment {
    now.minus(settings.breaker_window)
}

/// Whether that many are too many. It closes by itself once the window holds fewer.
pub(crate) const fn is_open(unknowns: u32, settings: &Settings) -> bool {
    unknowns > settings.breaker_unknowns
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn more_than_five_in_ten_minutes_open_it() {
        let settings = Settings::default();
        for (unknowns, open) in [(0, false), (5, false), (6, true), (u32::MAX, true)] {
            assert_eq!(is_open(unknowns, &settings), open, "{unknowns}");
        }
        let now = Moment::from_unix_millis(1_000_000);
        assert_eq!(now.since(counted_since(now, &settings)), Duration::from_secs(600));
    }
}
