//! The BFF over a real socket, against the sandbox; money is judged by the sandbox's ledger.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod bad_input;
mod breaker;
mod command;
mod described;
mod full_disk;
mod history;
mod journeys;
mod leaks;
mod metrics;
mod operator;
mod orders;
mod origins;
mod payments;
mod refusals;
mod reviews;
mod sessions;
mod sims;
mod stage;
mod stopping;
mod visitor;
