//! Buttons that copy a text, and show the text itself where the browser refuses.

use super::frame::button;
use super::icon::{Icon, icon};
use super::markup::{Attr, span};
use super::scene::Scene;
use crate::text::Text;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::{Callback, Html, UseForceUpdateHandle, hook, use_force_update, use_mut_ref};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    async fn write_text(text: &str) -> Result<JsValue, JsValue>;
}

/// How long "Copied" stays.
const STAYS_MS: u32 = 2_000;

/// What was copied last, for a moment; or what the browser refused to copy.
#[derive(Clone)]
pub(super) struct Copies {
    board: Rc<RefCell<Board>>,
    redraw: UseForceUpdateHandle,
}

#[derive(Default)]
struct Board {
    text: String,
    outcome: Option<Outcome>,
    _fade: Option<Timeout>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    Refused,
}

impl Copies {
    /// What to say aloud: something was copied just now.
    pub(super) fn is_fresh(&self) -> bool {
        self.board.borrow().outcome == Some(Outcome::Copied)
    }

    fn outcome(&self, text: &str) -> Option<Outcome> {
        let board = self.board.borrow();
        board.outcome.filter(|_| board.text == text)
    }

    fn copy(&self, text: String) {
        let (board, redraw) = (Rc::clone(&self.board), self.redraw.clone());
        spawn_local(async move {
            let outcome = if write_text(&text).await.is_ok() { Outcome::Copied } else { Outcome::Refused };
            // Weak, because the board holds the timer: a widget that goes takes both along.
            let (fading, redrawing) = (Rc::downgrade(&board), redraw.clone());
            let fade = Timeout::new(STAYS_MS, move || {
                if let Some(board) = fading.upgrade() {
                    board.borrow_mut().outcome.take_if(|outcome| *outcome == Outcome::Copied);
                    redrawing.force_update();
                }
            });
            board.replace(Board { text, outcome: Some(outcome), _fade: Some(fade) });
            redraw.force_update();
        });
    }
}

/// The copies of one widget.
#[hook]
pub(super) fn use_copies() -> Copies {
    Copies { board: use_mut_ref(Board::default), redraw: use_force_update() }
}

/// A button for a text.
pub(super) fn copy(scene: &Scene<'_>, text: &str, label: Text) -> Html {
    let text = text.to_owned();
    let (picture, label) = match scene.copies.outcome(&text) {
        Some(Outcome::Refused) => return span("plain", text),
        Some(Outcome::Copied) => (Icon::Check, Text::Copied),
        None => (Icon::Copy, label),
    };
    let copies = scene.copies.clone();
    let press = Callback::from(move |_| copies.copy(text.clone()));
    button("link").with(Attr::Part, "link").on_click(press).child(icon(picture)).child(span("", scene.words.say(label))).done()
}
