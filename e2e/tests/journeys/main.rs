//! Whole journeys through a real browser. One binary, so that the harness is linked once.

mod answers;
mod approval;
mod connect;
mod dialog;
mod engines;
mod first_paint;
mod harness;
mod keyboard;
mod languages;
mod links;
mod memory;
mod mounts;
mod offline;
mod once;
mod own_words;
mod panic;
mod policy;
mod pressone;
mod refusals;
mod resume;
mod steps;
mod tabs;
mod uncertain;
mod unused;
