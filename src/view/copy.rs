//! A button that copies a text, and shows the text itself where the browser refuses.

use super::icon::{Icon, icon};
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
pub(super) struct CopyProps {
    /// The text to copy.
    pub(super) text: AttrValue,
    /// What the button says.
    pub(super) label: AttrValue,
    /// What it says once it is done.
    pub(super) done: AttrValue,
    /// Says that aloud.
    pub(super) announce: Callback<AttrValue>,
}

/// A small button that copies.
#[component]
pub(super) fn Copy(props: &CopyProps) -> Html {
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
        Tried::Refused => html! { <span class="plain">{ props.text.clone() }</span> },
        tried => html! {
            <button type="button" class="link" part="link" {onclick}>
                { icon(if tried == Tried::Copied { Icon::Check } else { Icon::Copy }) }
                <span>{ if tried == Tried::Copied { props.done.clone() } else { props.label.clone() } }</span>
            </button>
        },
    }
}
