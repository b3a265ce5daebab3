//! Everything the players share: one clock, one lock, one ledger.

use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use standardwebhooks::Webhook;
use time::OffsetDateTime;

use crate::{
    Ledger, Options, Settings,
    clock::Clock,
    connect::model::Connect,
    demo::{Demo, shop::Shop},
    fault_book::FaultBook,
    guests::Guests,
    pressone::model::PressOne,
    recorder::RequestBook,
    signing::SessionSigner,
    storefront::{approvals::Approvals, payments::Payments},
    tokens::Tokens,
    transport::Doors,
};

/// The world behind all four listeners.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) options: Options,
    pub(crate) signer: SessionSigner,
    pub(crate) hook: Webhook,
    pub(crate) shop: Shop,
    pub(crate) doors: Doors,
    state: Mutex<State>,
}

/// What changes, and what a reset puts back.
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) faults: FaultBook,
    pub(crate) tokens: Tokens,
    pub(crate) requests: RequestBook,
    pub(crate) pressone: PressOne,
    pub(crate) connect: Connect,
    pub(crate) payments: Payments,
    pub(crate) approvals: Approvals,
    pub(crate) guests: Guests,
}

impl World {
    pub(crate) fn new(options: Options) -> anyhow::Result<Self> {
        let clock = Clock::new();
        let (shop, state) = fresh(clock.now(), &options.settings);
        Ok(Self {
            clock,
            signer: SessionSigner::generate()?,
            hook: Webhook::new(&options.hook_secret).context("the hook secret must be `whsec_` and base64")?,
            shop,
            doors: Doors::default(),
            options,
            state: Mutex::new(state),
        })
    }

    /// The one lock; a panic in another test thread must not hide what was bought.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Back to the state at start, in real time. Tokens already issued go on working: a reset is no incident.
    pub(crate) fn reset(&self) {
        let mut state = self.state();
        self.clock.reset();
        let (_, mut anew) = fresh(self.clock.now(), &self.options.settings);
        anew.tokens = std::mem::take(&mut state.tokens);
        anew.requests = state.requests.emptied();
        *state = anew;
        self.doors.let_open();
    }

    /// The ICCID behind the last digits that a payment call names, of the shop's own customers or of guests.
    pub(crate) fn iccid_of(&self, customer: &str, tail: &str) -> Option<String> {
        self.shop.iccid_of(customer, tail).or_else(|| self.state().guests.iccid_of(tail))
    }

    pub(crate) fn ledger(&self) -> Ledger {
        let state = self.state();
        Ledger {
            pressone_topups: state.pressone.topups(),
            connect_orders: state.connect.purchases(self.clock.now()),
            payments: state.payments.all(),
            notices: state.payments.notices.clone(),
            requests: state.requests.all(),
        }
    }
}

fn fresh(now: OffsetDateTime, settings: &Settings) -> (Shop, State) {
    let demo = Demo::at(now, settings);
    let state = State {
        settings: settings.clone(),
        faults: FaultBook::standing(demo.magic),
        tokens: Tokens::default(),
        requests: RequestBook::default(),
        pressone: demo.pressone,
        connect: demo.connect,
        payments: Payments::default(),
        approvals: Approvals::default(),
        guests: Guests::default(),
    };
    (demo.shop, state)
}
