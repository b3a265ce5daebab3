//! Everything the players share: one clock, one lock, one ledger.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Ledger, Options, Settings, clock::Clock, faults::FaultBook, signing::SessionSigner};

/// The state behind all four listeners.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) options: Options,
    pub(crate) signer: SessionSigner,
    state: Mutex<State>,
}

/// What a reset puts back.
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) faults: FaultBook,
}

impl World {
    pub(crate) fn new(options: Options) -> anyhow::Result<Self> {
        let clock = Clock::new();
        let state = Mutex::new(State::new(&options));
        Ok(Self {
            clock,
            signer: SessionSigner::generate()?,
            options,
            state,
        })
    }

    /// The one lock; a panic in another test thread must not hide what was bought.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Back to the state at start, in real time; tokens already issued go on working.
    pub(crate) fn reset(&self) {
        self.clock.reset();
        *self.state() = State::new(&self.options);
    }

    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::default()
    }
}

impl State {
    fn new(options: &Options) -> Self {
        Self {
            settings: options.settings.clone(),
            faults: FaultBook::default(),
        }
    }
}
