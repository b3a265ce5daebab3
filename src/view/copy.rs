//! Buttons that copy a text, and show the text itself where the browser refuses.

use super::frame::button;
use super::icon::{Icon, icon};
use super::markup::span;
use super::scene::Scene;
use crate::text::Text;
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::{AttrValue, Callback, Html, UseStateHandle, hook, use_effect_with, use_state_eq};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    async fn write_text(text: &str) -> Result<JsValue, JsValue>;
}

/// How long "Copied" stays.
const STAYS_MS: u32 = 2_000;

/// The text that was copied last, for a moment; or that the browser refused to copy.
#[derive(Clone, PartialEq)]
pub(super) struct Copied {
    text: AttrValue,
    done: bool,
}

impl Copied {
    /// Whether there is something to say aloud.
    pub(super) const fn is_done(&self) -> bool {
        self.done
    }
}

/// What was copied last; it is forgotten after a moment.
#[hook]
pub(super) fn use_copied() -> UseStateHandle<Option<Copied>> {
    let copied = use_state_eq(|| None::<Copied>);
    let setter = copied.setter();
    use_effect_with((*copied).clone(), move |now| {
        let fade = now.as_ref().filter(|copied| copied.done).map(|_| Timeout::new(STAYS_MS, move || setter.set(None)));
        move || drop(fade)
    });
    copied
}

/// A button for a text.
pub(super) fn copy(scene: &Scene<'_>, text: &str, label: Text) -> Html {
    let last = scene.copied.as_ref().filter(|copied| copied.text == text);
    let (picture, label) = match last {
        Some(copied) if !copied.done => return span("plain", copied.text.clone()),
        Some(_) => (Icon::Check, Text::Copied),
        None => (Icon::Copy, label),
    };
    let (setter, text) = (scene.copied.setter(), AttrValue::from(text.to_owned()));
    let press = Callback::from(move |_| {
        let (setter, text) = (setter.clone(), text.clone());
        spawn_local(async move {
            let done = write_text(&text).await.is_ok();
            setter.set(Some(Copied { text, done }));
        });
    });
    button("link").with("part", "link").on_click(press).child(icon(picture)).child(span("", scene.words.say(label))).done()
}
