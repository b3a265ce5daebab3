//! The engine as its users see it.

mod finding_out;
mod journal;
mod journey;
mod support;
