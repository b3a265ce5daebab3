//! The BFF over a real socket, against the sandbox; money is judged by the sandbox's ledger.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod bad_input;
mod history;
mod journeys;
mod leaks;
mod orders;
mod origins;
mod refusals;
mod sessions;
mod sims;
mod stage;
mod stopping;
mod visitor;
