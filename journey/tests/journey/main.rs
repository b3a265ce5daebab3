//! The machine, driven as customers and networks drive it.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod ends;
mod finding;
mod fixtures;
mod harness;
mod lists;
mod ordering;
mod properties;
mod tables;
mod watching;
