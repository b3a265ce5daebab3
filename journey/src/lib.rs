//! The top-up journey as a pure state machine: [`step`] takes a state, a moment and an input to the next state and the
//! effects to run. Views render a [`State`] and send [`Event`]s; they decide nothing.
//!
//! Architecture invariant: no DOM, no clock, no network, no randomness. They arrive as event data ([`Moment`], [`Reply`])
//! and leave as [`Effect`]s.
//!
//! Which requests run is never decided by an event handler: it follows from the state (`wants`), so a step that is left
//! can have no request, a repeated event starts nothing twice, and a reply that nobody waits for changes nothing.
#![deny(missing_docs)]

mod before_after;
mod effect;
mod event;
mod fault;
mod intent;
mod machine;
mod options;
mod paging;
mod remote;
mod state;
mod steps;
mod trouble;
mod value;
mod words;

pub use before_after::{After, Amount, BeforeAfter, Holding, Start, before_after};
pub use effect::{Effect, Task, Ticket, Told};
pub use event::{Decision, Event, Failure, Input, Moment, Reply};
pub use fault::{Fault, Stage};
pub use intent::{Approval, Intent, Proposal};
pub use machine::{advance, start, step};
pub use options::{Options, View};
pub use paging::{AT_ONCE, Page, page};
pub use remote::Remote;
pub use state::{Opened, Reason, Session, State};
pub use steps::{
    Approving, ChoosePackage, ChooseSim, History, Kind, Listing, Outcome, Price, Progress, Review, Sort, Step, StepName, Submitting,
    Waiting, Watch,
};
pub use trouble::{Action, Trouble, TroubleKind, way_on};
pub use value::{GIGABYTE, best_value, do_alike, kinds, listed, price_per_day, price_per_gigabyte, same_as_now};
pub use words::{WaitingWords, days_left, elapsed, has_ended, is_over, matching, needs_ticks, seconds_to_wait, waiting_words};
