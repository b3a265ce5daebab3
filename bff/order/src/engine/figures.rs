//! What the engine has done since it started, in numbers.

use crate::change::Change;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the start of this process; each order may be counted in several of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// New orders taken.
    pub placed: u64,
    /// Orders that became delivered.
    pub delivered: u64,
    /// Orders that became rejected or absent.
    pub rejected: u64,
    /// Orders that became unknown.
    pub unknown: u64,
    /// Orders that the provider took back.
    pub reversed: u64,
    /// Reviews opened.
    pub reviews_opened: u64,
    /// Sends to a provider begun.
    pub sends: u64,
    /// Tries of an errand that came to nothing.
    pub errands_failed: u64,
    /// Orders refused or rejected because their provider is troubled.
    pub breaker_trips: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) placed: AtomicU64,
    delivered: AtomicU64,
    rejected: AtomicU64,
    unknown: AtomicU64,
    reversed: AtomicU64,
    reviews_opened: AtomicU64,
    pub(super) sends: AtomicU64,
    pub(super) errands_failed: AtomicU64,
    pub(super) breaker_trips: AtomicU64,
}

/// One more. Nothing else hangs on the order in which counters are seen.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Counters {
    pub(super) fn note(&self, change: &Change) {
        match change {
            Change::Delivered { .. } => count(&self.delivered),
            Change::Rejected { .. } | Change::Absent { .. } => count(&self.rejected),
            Change::Unknown { .. } => count(&self.unknown),
            Change::Reversed => count(&self.reversed),
            Change::ReviewOpened { .. } => count(&self.reviews_opened),
            _ => {}
        }
    }

    pub(super) fn read(&self) -> Figures {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Figures {
            placed: read(&self.placed),
            delivered: read(&self.delivered),
            rejected: read(&self.rejected),
            unknown: read(&self.unknown),
            reversed: read(&self.reversed),
            reviews_opened: read(&self.reviews_opened),
            sends: read(&self.sends),
            errands_failed: read(&self.errands_failed),
            breaker_trips: read(&self.breaker_trips),
        }
    }
}
