//! The clients against peers that this test writes byte by byte: what reaches the wire, how often, and what every way of
//! breaking an exchange is taken for.
#![expect(clippy::unwrap_used, reason = "helpers shared by tests panic on what cannot happen there")]

mod bounds;
mod breaking;
mod bulkhead;
mod not_sent;
mod peer;
mod sending;
mod sharing;
mod shop;
mod standing;
