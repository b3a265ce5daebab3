//! The order engine: one intent to buy, taken to a certain end without ever buying twice.
//!
//! Architecture invariant: what is decided (lanes, judging, schedules, views) is a pure function of data; the engine only
//! carries decisions out, one durable transaction at a time, and never holds a transaction while it talks to anybody.
//!
//! The providers have no idempotency keys. So there is at most one send per order that may have had an effect, it is made only
//! after its intent is on disk, and every outcome is settled by evidence or by a person. No timeout ever turns into "failed".
#![deny(missing_docs)]

mod clock;
mod customer;
mod engine;
mod journal;
mod payment;
mod settings;
mod shop;

pub use clock::{Clock, Moment, SystemClock, TokioClock};
pub use customer::{Customer, OwnedSim, PaymentTerms, PlaceError, Placement};
pub use engine::{Delivery, Engine, StartError};
pub use journal::{Journal, MemoryJournal, SqliteJournal, StorageError};
pub use payment::{Authorisation, AuthoriseRequest, HookPayment, HookReading, HookSettings, Notice, NoticeKind, Payment, PaymentError};
pub use settings::Settings;
pub use shop::Shop;
