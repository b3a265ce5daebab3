//! The top-up widget: Yew views over the [`journey`], and thin edges to the page and the BFF.
//!
//! Architecture invariant: this crate decides nothing about an order. It shows a [`journey::State`], passes on
//! [`journey::Event`]s, and runs [`journey::Effect`]s at its edge. It is the only one that knows Yew.

pub mod app;
pub mod edge;
pub mod text;
pub mod view;

use app::{App, AppProps};
use edge::bridge::Bridge;
use edge::config::Config;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

pub use edge::panics::tell_of_panics;

/// One widget on the page. Keep it as long as its element lives: every mount leaks a little, by Yew's design.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Instance {
    mounted: RefCell<Option<Mounted>>,
}

#[derive(Debug)]
struct Mounted {
    app: yew::AppHandle<App>,
    props: AppProps,
}

/// Mounts a widget into an element (one that Yew may own, never a shadow root itself).
///
/// `config` is `{bff, locale, iccid, package}`, texts, all but `bff` optional; `bridge` is
/// `{emit(name, detail), getSession(reason, signal), panicked(message)}`. Throws when `bff` is missing.
#[wasm_bindgen]
pub fn mount(host: web_sys::Element, config: &JsValue, bridge: JsValue) -> Result<Instance, JsError> {
    let config = Config::read(config)?;
    let bridge = Bridge::from(bridge);
    edge::panics::watch(&bridge);
    let props = AppProps { config, bridge, paused: false };
    let app = yew::Renderer::<App>::with_root_and_props(host, props.clone()).render();
    Ok(Instance { mounted: RefCell::new(Some(Mounted { app, props })) })
}

#[wasm_bindgen]
impl Instance {
    /// Takes on changed attributes. Another `bff` needs another instance; throws when it is missing.
    pub fn update(&self, config: &JsValue) -> Result<(), JsError> {
        let config = Config::read(config)?;
        self.change(|props| props.config = config);
        Ok(())
    }

    /// The element has left the page, perhaps only for a moment: nothing is asked until [`Instance::resume`].
    pub fn pause(&self) {
        self.change(|props| props.paused = true);
    }

    /// The element is back on the page.
    pub fn resume(&self) {
        self.change(|props| props.paused = false);
    }

    /// Takes the widget down: requests are aborted, timers and listeners end. A second call does nothing.
    pub fn destroy(&self) {
        if let Some(mounted) = self.mounted.take() {
            edge::panics::unwatch(&mounted.props.bridge);
            mounted.app.destroy();
        }
    }

    fn change(&self, change: impl FnOnce(&mut AppProps)) {
        if let Some(mounted) = self.mounted.borrow_mut().as_mut() {
            change(&mut mounted.props);
            mounted.app.update(mounted.props.clone());
        }
    }
}
