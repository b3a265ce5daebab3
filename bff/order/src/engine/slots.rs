//! How much is worked on at once: over all, and for one provider account, so that one that hangs leaves room for the others.

use crate::settings::Settings;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most that is claimed at once: what is claimed for an account that is full by then waits in its slot, so it must be little.
const BATCH: usize = 8;

/// Room for orders under way.
pub(super) struct Slots {
    all: Arc<Semaphore>,
    each: usize,
    accounts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Slots {
    pub(super) fn new(settings: &Settings) -> Self {
        let all = Arc::new(Semaphore::new(settings.concurrency));
        Self { all, each: settings.per_account.max(1), accounts: Mutex::default() }
    }

    /// How many may be claimed now.
    pub(super) fn room(&self) -> usize {
        self.all.available_permits().min(BATCH)
    }

    /// The accounts for which nothing may be claimed now.
    pub(super) fn full(&self) -> Vec<String> {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let full = accounts.iter().filter(|(_, slots)| slots.available_permits() == 0);
        full.map(|(account, _)| account.clone()).collect()
    }

    /// Takes a place over all at once, for one order of this account; `None`: there is no room.
    pub(super) fn take(&self, account: &str) -> Option<Slot> {
        let all = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let account = accounts.entry(account.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(self.each)));
        let own = Arc::clone(account).try_acquire_owned().ok();
        Some(Slot { _all: all, account: Arc::clone(account), own })
    }
}

/// A place; given back when dropped.
pub(super) struct Slot {
    _all: OwnedSemaphorePermit,
    account: Arc<Semaphore>,
    own: Option<OwnedSemaphorePermit>,
}

impl Slot {
    /// Waits until the account has room too.
    pub(super) async fn entered(mut self) -> Self {
        if self.own.is_none() {
            self.own = Arc::clone(&self.account).acquire_owned().await.ok();
        }
        self
    }
}
