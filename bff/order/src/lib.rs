//! The order engine: one intent to buy, taken to a certain end without ever buying twice.
//!
//! Architecture invariant: what is decided (lanes, judging, schedules, views) is a pure function of data; the engine only
//! carries decisions out, one durable transaction at a time, and never holds a transaction while it talks to anybody.
//!
//! The providers have no idempotency keys. So there is at most one send per order that may have had an effect, it is made only
//! after its intent is on disk, and every outcome is settled by evidence or by a person. No timeout ever turns into "failed".
#![deny(missing_docs)]

mod apply;
mod before_intent;
mod breaker;
mod candidates;
mod cap;
mod change;
mod clock;
mod customer;
mod engine;
mod errand;
#[cfg(test)]
mod fixtures;
mod hold;
mod journal;
mod judge;
mod lanes;
#[cfg(test)]
mod model;
mod name;
mod payment;
mod reason;
mod reconcile;
mod record;
mod ruling;
mod schedule;
mod settings;
mod shop;
mod step;
mod view;
#[cfg(test)]
mod walk;

pub use cap::AccountCap;
pub use change::Change;
pub use clock::{Clock, Moment, SystemClock, TokioClock};
pub use customer::{Customer, OwnedSim, PaymentTerms, PlaceError, Placement};
pub use engine::{Delivery, Dossier, Engine, Figures, InReview, StartError};
pub use errand::{DeadErrand, Errand, ErrandKind};
pub use journal::{
    AddressFault, Claimed, Commit, CommitError, EventRow, Inserted, Journal, MemoryJournal, News, Postgres, PostgresAddress,
    PostgresJournal, SqliteJournal, StorageError, bring_up_to_date, replay,
};
pub use lanes::{Fulfilment, Illegal, Lanes, MoneyLane, Review};
pub use payment::{Authorisation, AuthoriseRequest, HookPayment, HookReading, HookSettings, Notice, NoticeKind, Payment, PaymentError};
pub use reason::{Doubt, ReviewReason};
pub use record::{Attempt, OrderRecord, Watch};
pub use ruling::{Decision, Ruling, RulingError};
pub use settings::Settings;
pub use shop::Shop;
