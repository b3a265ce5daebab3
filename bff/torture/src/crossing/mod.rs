//! Points on an order's way at which a process can be ended or held: journal, providers and hook are wrapped, so that the engine
//! under torture is the one that ships.

mod journal;
mod shop;

pub use journal::CrossedJournal;
pub use shop::CrossedShop;

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What a process does at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It ends without any tidying: `abort()`.
    Abort,
    /// It says so and waits until it is told to go on.
    Wait,
}

/// Where a process stops, the first time that it comes there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The point, as [`Crossing`] names it: `before intended`, `after submit`.
    pub point: String,
    /// What it does there.
    pub deed: Deed,
}

/// What a process says when it waits at its point.
pub const REACHED: &str = "reached";
/// What a process says of each point that it passes for the first time.
pub const PASSED: &str = "passed";

/// The points of one process.
#[derive(Clone)]
pub struct Crossing {
    stop: Option<Stop>,
    passed: Arc<Mutex<HashSet<String>>>,
    go: Arc<Notify>,
}

impl Crossing {
    /// All points of a process that stops at this one, or at none.
    pub fn new(stop: Option<Stop>) -> Self {
        Self { stop, passed: Arc::default(), go: Arc::default() }
    }

    /// Lets a process go on that waits.
    pub fn go(&self) {
        self.go.notify_one();
    }

    async fn at(&self, side: &str, what: &str) {
        let point = format!("{side} {what}");
        let is_first = self.passed.lock().unwrap_or_else(PoisonError::into_inner).insert(point.clone());
        if !is_first {
            return;
        }
        match self.stop.as_ref().filter(|stop| stop.point == point).map(|stop| stop.deed) {
            None => say(&format!("{PASSED} {point}")),
            Some(Deed::Abort) => std::process::abort(),
            Some(Deed::Wait) => {
                say(REACHED);
                self.go.notified().await;
            }
        }
    }
}

/// One line to whoever started this process; a listener that has left is told nothing.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        // The one who listens is the one who judges: without it there is nothing left to do.
        std::process::exit(3);
    }
}
