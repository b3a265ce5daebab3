//! The time now, as the wire shows it.

use contract::Timestamp;
use order::Clock as _;

/// The machine's time to the second.
pub(crate) fn now() -> Timestamp {
    order::SystemClock.now().timestamp()
}

/// Whole seconds of a span, as the wire and the tables count them.
pub(crate) fn whole_seconds(span: std::time::Duration) -> i64 {
    i64::try_from(span.as_secs()).unwrap_or(i64::MAX)
}
