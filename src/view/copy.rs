//! A button that copies a text, and shows the text itself where the browser refuses.

use super::frame::button;
use super::icon::{Icon, icon};
use super::markup::span;
use super::scene::Scene;
use crate::text::Text;
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    async fn write_text(text: &str) -> Result<JsValue, JsValue>;
}

/// How long "Copied" stays.
const STAYS_MS: u32 = 2_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    Not,
    Copied,
    Refused,
}

/// What the button copies and says.
#[derive(Clone, PartialEq, Properties)]
struct CopyProps {
    /// The text to copy.
    text: AttrValue,
    /// What the button says.
    label: AttrValue,
    /// What it says once it is done.
    done: AttrValue,
    /// Says that aloud.
    announce: Callback<AttrValue>,
}

/// A small button that copies.
#[component]
fn Copy(props: &CopyProps) -> Html {
    let tried = use_state_eq(|| Tried::Not);
    {
        let (tried, announce) = (tried.clone(), props.announce.clone());
        use_effect_with(*tried, move |now| {
            let fade = (*now == Tried::Copied).then(|| {
                Timeout::new(STAYS_MS, move || {
                    tried.set(Tried::Not);
                    announce.emit(AttrValue::default());
                })
            });
            move || drop(fade)
        });
    }
    let onclick = {
        let (tried, text, announce, done) = (tried.setter(), props.text.clone(), props.announce.clone(), props.done.clone());
        Callback::from(move |_: MouseEvent| {
            let (tried, text, announce, done) = (tried.clone(), text.clone(), announce.clone(), done.clone());
            spawn_local(async move {
                match write_text(&text).await {
                    Ok(_) => {
                        announce.emit(done);
                        tried.set(Tried::Copied);
                    }
                    Err(_) => tried.set(Tried::Refused),
                }
            });
        })
    };
    match *tried {
        Tried::Refused => span("plain", props.text.clone()),
        tried => {
            let copied = tried == Tried::Copied;
            let picture = icon(if copied { Icon::Check } else { Icon::Copy });
            let label = if copied { &props.done } else { &props.label };
            button("link").with("part", "link").on_click(onclick).child(picture).child(span("", label.clone())).done()
        }
    }
}

/// That button, for a text.
#[inline(never)]
pub(super) fn copy(scene: &Scene<'_>, text: &str, label: Text) -> Html {
    let (label, done) = (scene.words.say(label), scene.words.say(Text::Copied));
    html! { <Copy text={text.to_owned()} {label} {done} announce={scene.announce.clone()} /> }
}
