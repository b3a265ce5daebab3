//! Whole journeys through a real browser. One binary, so that the harness is linked once.

mod connect;
mod harness;
mod keyboard;
mod languages;
mod once;
mod panic;
mod pressone;
mod refusals;
mod resume;
mod uncertain;
