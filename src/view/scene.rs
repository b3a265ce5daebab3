//! What every view is given.

use super::copy::Copied;
use crate::text::Words;
use journey::{Event, State};
use yew::prelude::{Callback, NodeRef};

/// What the customer does in a view.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Something that the journey decides about.
    Journey(Event),
    /// Copies that text.
    Copy(String),
    /// Prints the page.
    Print,
}

impl From<Event> for Act {
    fn from(event: Event) -> Self {
        Self::Journey(event)
    }
}

/// What every view is given: what to show, how to say it, whom to tell.
pub struct Scene<'a> {
    /// What to show.
    pub state: &'a State,
    /// How to say it.
    pub words: &'a Words,
    /// Whom to tell what the customer does.
    pub send: &'a Callback<Act>,
    /// The heading of the step, which takes the focus when the step changes.
    pub heading: &'a NodeRef,
    /// What was copied last.
    pub copied: Option<&'a Copied>,
}
