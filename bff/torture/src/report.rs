//! What is told of a torture: one line when all is well, everything that is known when it is not.

use crate::judge::{Case, Violation, purchases};
use order::Change;
use std::fmt;
use std::io::Write as _;

/// A count of trials and what was broken in them.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was counted: `cells`, `kills`.
    pub what: &'static str,
    /// How many.
    pub trials: usize,
    /// What was broken, trial by trial, with all that is known of it.
    pub broken: Vec<String>,
}

impl Report {
    /// An empty one.
    pub const fn new(what: &'static str) -> Self {
        Self { what, trials: 0, broken: Vec::new() }
    }

    /// One more trial.
    pub fn note(&mut self, trial: &str, ended: anyhow::Result<Vec<String>>) {
        self.trials += 1;
        let broken = ended.unwrap_or_else(|error| vec![format!("{error:#}")]);
        for what in broken {
            let what = format!("{trial}: {what}");
            // At once: a long torture that is interrupted must not take its findings along.
            if writeln!(std::io::stderr(), "{what}").is_err() {
                std::process::exit(3);
            }
            self.broken.push(what);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}, violations: {}", self.what, self.trials, self.broken.len())
    }
}

/// What was broken, with the ledger and the journal of the case below it.
pub fn told(case: &Case, violations: Vec<Violation>) -> Vec<String> {
    if violations.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> = violations.iter().map(ToString::to_string).collect();
    let concerned = |order: &str| {
        let named = violations.iter().filter_map(|violation| violation.order.as_deref()).any(|name| name == order);
        named || violations.iter().all(|violation| violation.order.is_none())
    };
    let mut text = words.join("; ");
    for book in case.books.iter().filter(|book| concerned(book.order.id.as_str())) {
        let order = &book.order;
        text += &format!("\n  order {} marker {}: {:?}", order.id.as_str(), order.marker.as_str(), order.lanes());
        for event in &book.events {
            let change = match &event.change {
                Change::Placed { .. } => "placed".to_owned(),
                Change::Intended { attempt } => format!("intended, send {}", attempt.submission.attempt),
                other => format!("{other:?}"),
            };
            text += &format!("\n    {} {change}", event.at.unix_millis());
        }
        for purchase in purchases(&case.ledger).iter().filter(|purchase| purchase.iccid == order.sim.target.iccid.as_str()) {
            text += &format!("\n    sold: {purchase:?}");
        }
        for payment in case.ledger.payments.iter().filter(|payment| payment.order == order.id.as_str()) {
            text += &format!("\n    paid: {payment:?}");
        }
    }
    for request in case.ledger.requests.iter().rev().take(12) {
        text += &format!("\n  asked: {:?} {:?} {} {:?} {}", request.player, request.operation, request.path, request.status, request.at);
    }
    vec![text]
}
