//! The top-up widget: Yew views over the [`journey`], and thin edges to the page and the BFF.
//!
//! Architecture invariant: this crate decides nothing about an order. It shows a [`journey::State`], passes on
//! [`journey::Event`]s, and runs [`journey::Effect`]s at its edge. It is the only one that knows Yew.

pub mod app;
pub mod edge;
pub mod text;
pub mod view;

use app::{App, AppProps, Message};
use edge::bridge::Bridge;
use edge::config::Config;
use journey::{Event, Input};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The heap. The standard one (dlmalloc) weighs two kilobytes more on the wire; this one fits in constant time too.
#[global_allocator]
static HEAP: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// One widget on the page. Keep it as long as its element lives: of every mount two listeners stay, by Yew's design; `host.js` empties them.
#[wasm_bindgen]
pub struct Instance {
    app: RefCell<Option<yew::AppHandle<App>>>,
}

/// Mounts a widget into an element (one that Yew may own, never a shadow root itself).
///
/// `config` is `{bff, locale, texts, iccid, package, order, view, approval}`, all but `bff` optional, `texts` a packed locale; `bridge` is
/// `{emit, getSession, beforeSubmit, endSession, keep, kept, clear, watch, heard}`, as `host.js` has them. Throws when `bff` is missing. A panic is a trap that `element.js` sees: it takes
/// over for every instance of this module, and must not call them any more.
#[wasm_bindgen]
pub fn mount(host: web_sys::Element, config: &JsValue, bridge: JsValue) -> Result<Instance, JsError> {
    let config = Config::read(config)?;
    let props = AppProps { config, bridge: Bridge::from(bridge) };
    let app = yew::Renderer::<App>::with_root_and_props(host, props).render();
    Ok(Instance { app: RefCell::new(Some(app)) })
}

#[wasm_bindgen]
impl Instance {
    /// Takes on changed attributes. Another `bff` needs another instance; throws when it is missing.
    pub fn update(&self, config: &JsValue) -> Result<(), JsError> {
        self.send(Message::Configured(Config::read(config)?));
        Ok(())
    }

    /// The element has left the page, perhaps only for a moment: nothing is asked until [`Instance::resume`].
    pub fn pause(&self) {
        self.send(Message::Paused(true));
    }

    /// The element is back on the page.
    pub fn resume(&self) {
        self.send(Message::Paused(false));
    }

    /// Whether another widget asks for the order that this one waits for, and tells it what it hears.
    pub fn follow(&self, follows: bool) {
        self.send(Message::Input(Event::Follow(follows).into()));
    }

    /// What another widget has heard of the order that this one waits for. What is none is no news.
    pub fn heard(&self, order: &JsValue) {
        if let Ok(order) = edge::json::read(order) {
            self.send(Message::Input(Input::Heard(Box::new(order))));
        }
    }

    /// Ends the session, and forgets what is stored for its customer.
    #[wasm_bindgen(js_name = logout)]
    pub fn log_out(&self) {
        self.send(Message::Input(Event::LogOut.into()));
    }

    /// Takes the widget down: requests are aborted, timers and listeners end. A second call does nothing.
    pub fn destroy(&self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
    }

    fn send(&self, message: Message) {
        if let Some(app) = &*self.app.borrow() {
            app.send_message(message);
        }
    }
}
