//! What every view is given.

use super::copy::Copies;
use crate::text::Words;
use journey::{Event, State};
use serde::Serialize;
use yew::prelude::{Callback, MouseEvent, NodeRef};

/// What every view is given: what to show, how to say it, whom to tell.
pub(super) struct Scene<'a> {
    /// What to show.
    pub(super) state: &'a State,
    /// How to say it.
    pub(super) words: &'a Words,
    /// Whom to tell what the customer does.
    pub(super) send: &'a Callback<Event>,
    /// The heading of the step, which takes the focus when the step changes.
    pub(super) heading: &'a NodeRef,
    /// What was copied last.
    pub(super) copies: &'a Copies,
}

impl Scene<'_> {
    /// Sends that event when something is pressed.
    #[inline(never)]
    pub(super) fn press(&self, event: Event) -> Callback<MouseEvent> {
        let send = self.send.clone();
        Callback::from(move |_| send.emit(event.clone()))
    }

    /// Sends that event when something is chosen.
    #[inline(never)]
    pub(super) fn choose(&self, event: Event) -> Callback<yew::Event> {
        let send = self.send.clone();
        Callback::from(move |_| send.emit(event.clone()))
    }
}

/// The name that a value has on the wire, for `data-` attributes: one spelling everywhere.
pub(super) fn wire_name(value: &impl Serialize) -> Option<String> {
    serde_wasm_bindgen::to_value(value).ok().and_then(|name| name.as_string())
}
