//! The engine as its users see it.
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../conformance/mod.rs"]
mod conformance;
mod deceived;
mod deciding;
mod finding_out;
mod hook;
mod hung_up;
mod journal;
mod journey;
mod money_ends;
#[path = "../real_shop/mod.rs"]
mod real_shop;
mod sandbox;
mod several_processes;
mod support;
mod trouble;
