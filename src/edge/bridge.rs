//! The way to the shell, `element.js`, and through it to the host page.

use contract::OpenSession;
use journey::{Failure, Reason};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The object that the shell gives to `mount`.
    #[derive(Clone, Debug, PartialEq)]
    pub type Bridge;

    /// Dispatches a `topup-…` event with that detail.
    #[wasm_bindgen(method, structural, catch)]
    fn emit(this: &Bridge, name: &str, detail: &JsValue) -> Result<(), JsValue>;

    /// The host's function or endpoint: a promise of a token that the storefront's server has signed.
    #[wasm_bindgen(method, structural, catch, js_name = getSession)]
    fn get_session(this: &Bridge, reason: &str, signal: &JsValue) -> Result<js_sys::Promise, JsValue>;
}

impl Bridge {
    /// A token for a new session, from the host.
    pub(super) async fn token(&self, reason: Reason, signal: &JsValue) -> Result<OpenSession, Failure> {
        let reason = match reason {
            Reason::Initial => "initial",
            Reason::Expired => "expired",
        };
        // Why the host refused is the host's to log; the customer can only sign in again.
        let promise = self.get_session(reason, signal).map_err(|_| Failure::NoToken)?;
        let token = JsFuture::from(promise).await.map_err(|_| Failure::NoToken)?;
        token.as_string().filter(|token| !token.is_empty()).map(|token| OpenSession { token }).ok_or(Failure::NoToken)
    }

    /// Tells the host. A listener that throws has been reported by the browser, and is no reason to stop.
    pub(super) fn tell(&self, name: &str, detail: &JsValue) {
        let _told = self.emit(name, detail).is_ok();
    }
}
