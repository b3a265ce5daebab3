//! The engine as its users see it.

mod journey;
mod support;
