//! The gallery's module: draws any state of the widget, in any language, into an element that it is given.
//!
//! It is no part of the widget: a shop never loads it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "fixtures of tests, which may stop at the first surprise")]

#[path = "../../../journey/tests/journey/fixtures.rs"]
mod fixtures;
#[expect(dead_code, reason = "shared with the machine's own tests, which use more of it")]
#[path = "../../../journey/tests/journey/harness.rs"]
mod harness;
mod states;
mod still;

use esim_topup::text::Texts;
use states::Shown;
use std::rc::Rc;
use still::{Still, StillProps};
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::Callback;

/// A state on the page, until it is taken down.
#[wasm_bindgen]
pub struct Drawn(Option<yew::AppHandle<Still>>);

#[wasm_bindgen]
impl Drawn {
    /// Takes it off the page.
    pub fn destroy(&mut self) {
        if let Some(app) = self.0.take() {
            app.destroy();
        }
    }
}

thread_local! {
    /// Made once: some of them hold thousands of SIMs, and each of them is drawn many times.
    static ALL: Vec<Shown> = states::all();
}

/// The names of all states, in the order of the journey.
#[wasm_bindgen]
pub fn names() -> Vec<String> {
    ALL.with(|all| all.iter().map(|shown| shown.name.clone()).collect())
}

/// Draws the state of that name. `texts` is a packed locale, none for English.
///
/// # Errors
/// When there is no state of that name, or when the texts were packed for another catalogue.
#[wasm_bindgen]
pub fn draw(host: Element, name: &str, tag: String, texts: Option<String>) -> Result<Drawn, JsError> {
    let shown = ALL.with(|all| all.iter().find(|shown| shown.name == name).cloned());
    let Shown { state, copied, .. } = shown.ok_or_else(|| JsError::new("there is no such state"))?;
    let texts = match texts {
        Some(packed) => Texts::take(&packed).ok_or_else(|| JsError::new("these texts belong to another catalogue"))?,
        None => Texts::english(),
    };
    let props = StillProps { state: Rc::new(state), send: Callback::noop(), copied, tag: tag.into(), texts };
    Ok(Drawn(Some(yew::Renderer::<Still>::with_root_and_props(host, props).render())))
}
