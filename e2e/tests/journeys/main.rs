//! Whole journeys through a real browser. One binary, so that the harness is linked once.

mod harness;
