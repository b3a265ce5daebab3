//! The one kind of listener: what happens to an element is an act of the customer.

use super::scene::Act;
use journey::Event;
use web_sys::HtmlInputElement;
use web_sys::wasm_bindgen::JsCast;
use yew::prelude::Callback;
use yew::virtual_dom::{Listener, ListenerKind};

/// What happens to an element.
#[derive(Clone, Copy)]
pub(super) enum On {
    Click,
    Change,
    Input,
}

/// Sends an act; in a search field the act carries the field's text.
pub(super) struct Listens {
    pub(super) on: On,
    pub(super) act: Act,
    pub(super) send: Callback<Act>,
}

impl Listener for Listens {
    fn kind(&self) -> ListenerKind {
        match self.on {
            On::Click => ListenerKind::onclick,
            On::Change => ListenerKind::onchange,
            On::Input => ListenerKind::oninput,
        }
    }

    fn handle(&self, event: web_sys::Event) {
        let typed = || event.target()?.dyn_into::<HtmlInputElement>().ok().map(|field| field.value());
        let act = match &self.act {
            Act::Journey(Event::Search(before)) => Act::Journey(Event::Search(typed().unwrap_or_else(|| before.clone()))),
            act => act.clone(),
        };
        self.send.emit(act);
    }

    fn passive(&self) -> bool {
        false
    }
}
