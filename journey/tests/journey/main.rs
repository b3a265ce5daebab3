//! The machine, driven as customers and networks drive it.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod approving;
mod ends;
mod faults;
mod finding;
mod fixtures;
mod harness;
mod links;
mod lists;
mod ordering;
mod properties;
mod session;
mod sharing;
mod tables;
mod unused;
mod watching;
mod ways;
