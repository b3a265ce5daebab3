//! The judge: what really happened, held against what may never happen.
//!
//! Its evidence is the sandbox's ledger (what was sold, paid and asked), the journal's rows and events, and what customers were
//! told. It knows nothing of how the engine decides, and each invariant has a test with a doctored case that breaks it.

mod course;
#[cfg(test)]
mod fixtures;
mod money;
mod purchase;
#[cfg(test)]
mod tests;

pub use purchase::{Purchase, Took, purchases};

use order::{EventRow, OrderRecord};
use sandbox::Ledger;
use std::fmt;

/// One order as the journal keeps it.
#[derive(Clone, Debug)]
pub struct Book {
    /// Its row.
    pub order: OrderRecord,
    /// Its events, oldest first.
    pub events: Vec<EventRow>,
}

/// What a customer was told when placing an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who placed it.
    pub customer: String,
    /// Under which key.
    pub key: String,
    /// Which order that is.
    pub order: String,
}

/// A look at an order by somebody who has no right to it, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// From which storefront.
    pub storefront: String,
    /// At which order.
    pub order: String,
    /// Whether it was shown.
    pub shown: bool,
}

/// What is known beside ledger and journal.
#[derive(Clone, Debug, Default)]
pub struct Testimony {
    /// What customers were told.
    pub answers: Vec<Answer>,
    /// What strangers saw.
    pub glimpses: Vec<Glimpse>,
    /// What the provider did that no client can see through.
    pub beyond: Beyond,
}

/// Everything that a verdict rests on.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// What the players did.
    pub ledger: Ledger,
    /// What the journal holds.
    pub books: Vec<Book>,
    /// What else is known.
    pub testimony: Testimony,
}

/// What a provider may do that no client can see through. It excuses what follows from it and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// It answers with a listed refusal although it sold: each send that such an answer allows may buy, and the order may count as
    /// rejected.
    pub lies: bool,
    /// It never shows what it sold under our marker: the order may count as absent, and its money goes back.
    pub hides: bool,
    /// It does not say who bought what is on the SIM: somebody else's purchase of the same package may count as the order's own,
    /// where there is no other.
    pub anonymous: bool,
}

/// What may never be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Invariant {
    /// At most one purchase per order.
    OnePurchase,
    /// What was bought is what was ordered, for the SIM that it was ordered for.
    RightPurchase,
    /// Money is captured only with exactly one matching delivery, and once.
    CapturedWithDelivery,
    /// What was released is never captured.
    ReleasedNeverCaptured,
    /// Nothing is sent before the intent is durable.
    IntentFirst,
    /// Terminal stays terminal but for late evidence.
    TerminalStays,
    /// The same key is the same order.
    SameKeySameOrder,
    /// What a customer was told was placed is there.
    NothingLost,
    /// One open order per SIM.
    OneOpenPerSim,
    /// A session touches only its own.
    OwnOnly,
    /// Everything ends terminal or in review once faults stop, its money with it.
    ComesToRest,
    /// The customer is told the truth: delivered means one purchase, rejected none.
    Truthful,
    /// Replaying the events gives the row.
    Replays,
    /// The storefront was told.
    StorefrontTold,
}

impl Invariant {
    /// Whether it holds at every moment, a power cut included, and not only at rest.
    pub const fn is_about_durability(self) -> bool {
        matches!(self, Self::IntentFirst | Self::NothingLost | Self::SameKeySameOrder | Self::Replays)
    }
}

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// Of which order, when it is one order's.
    pub order: Option<String>,
    /// In words.
    pub what: String,
}

impl Violation {
    fn of(invariant: Invariant, book: &Book, what: impl Into<String>) -> Self {
        Self { invariant, order: Some(book.order.id.as_str().to_owned()), what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.invariant)?;
        if let Some(order) = &self.order {
            write!(formatter, " ({order})")?;
        }
        write!(formatter, ": {}", self.what)
    }
}

/// Every broken invariant of a case that has come to rest.
pub fn judge(case: &Case) -> Vec<Violation> {
    let sold = purchases(&case.ledger);
    let mut found = course::across(case);
    found.extend(purchase::sends(case));
    for book in &case.books {
        let own = purchase::own(&sold, &book.order, case.testimony.beyond);
        found.extend(purchase::of_order(book, &own, case.testimony.beyond));
        found.extend(money::of_order(case, book, &own));
        found.extend(course::of_order(case, book));
    }
    found
}
