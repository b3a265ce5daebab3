//! The engine as its users see it.

mod finding_out;
mod journal;
mod journey;
#[path = "../real_shop/mod.rs"]
mod real_shop;
mod sandbox;
mod support;
