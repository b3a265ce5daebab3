//! The page: shown or hidden, online or offline; its clipboard and its printer.

use crate::view::Copied;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    async fn write_text(text: &str) -> Result<JsValue, JsValue>;

    /// `window.print()`
    pub fn print();
}

/// Copies a text, unless the browser refuses.
pub async fn copy(text: String) -> Copied {
    let done = write_text(&text).await.is_ok();
    Copied { text, done }
}

/// Whether anybody can see the page.
pub fn is_visible() -> bool {
    web_sys::window().and_then(|window| window.document()).is_none_or(|document| !document.hidden())
}

/// Whether the browser believes that it is online.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Listens on the window and the document; stops when dropped, so that an element that is gone hears nothing.
pub struct PageListeners {
    listened: Vec<(EventTarget, &'static str)>,
    closure: Closure<dyn Fn()>,
}

impl PageListeners {
    /// Calls back whenever one of both may have changed.
    pub fn new(changed: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(changed);
        let mut listened: Vec<(EventTarget, &'static str)> = Vec::new();
        if let Some(window) = web_sys::window() {
            let document = window.document().map(EventTarget::from);
            listened.extend(document.map(|document| (document, "visibilitychange")));
            listened.extend(["online", "offline", "pageshow"].map(|name| (EventTarget::from(window.clone()), name)));
        }
        // A listener that the browser refuses is one that it would not call: nothing is lost that could be had.
        listened.retain(|(target, name)| target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()).is_ok());
        Self { listened, closure }
    }
}

impl Drop for PageListeners {
    fn drop(&mut self) {
        for (target, name) in &self.listened {
            let _removed = target.remove_event_listener_with_callback(name, self.closure.as_ref().unchecked_ref()).is_ok();
        }
    }
}
