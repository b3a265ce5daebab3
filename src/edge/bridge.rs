//! The way to the shell, `element.js`, and through it to the host page.

use super::json::{FromJson, ToJson, field, object, place, property};
use contract::OpenSession;
use journey::{Approval, Decision, Failure, Proposal, Reason};
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

    /// The host's function or endpoint: a promise of `{given}`, a token that the storefront's server has signed, or of `{lacks}`: why there
    /// is none.
    #[wasm_bindgen(method, structural, catch, js_name = getSession)]
    fn get_session(this: &Bridge, reason: &str, signal: &JsValue) -> Result<js_sys::Promise, JsValue>;

    /// The host's function: a promise of `{given}`, what it decides about an order, or of `{lacks}`.
    #[wasm_bindgen(method, structural, catch, js_name = beforeSubmit)]
    fn before_submit(this: &Bridge, order: &JsValue, signal: &JsValue) -> Result<js_sys::Promise, JsValue>;

    /// Ends a session: `address` is where, `handle` which.
    #[wasm_bindgen(method, structural, catch, js_name = endSession)]
    fn end_session(this: &Bridge, address: &str, handle: &str) -> Result<(), JsValue>;

    /// Keeps a value under a name, or forgets what is there where it is `undefined`; tells whether the browser lets it.
    #[wasm_bindgen(method, structural, catch)]
    fn keep(this: &Bridge, name: &str, value: &JsValue) -> Result<bool, JsValue>;

    /// The values that are kept under names that begin so.
    #[wasm_bindgen(method, structural, catch)]
    fn kept(this: &Bridge, prefix: &str) -> Result<js_sys::Array, JsValue>;

    /// Forgets all that is kept under names that begin so.
    #[wasm_bindgen(method, structural, catch)]
    fn clear(this: &Bridge, prefix: &str) -> Result<(), JsValue>;

    /// Which order is waited for, under a name that other widgets of the same customer give it as well.
    #[wasm_bindgen(method, structural, catch)]
    fn watch(this: &Bridge, name: Option<String>) -> Result<(), JsValue>;

    /// An order as the BFF has told it, for others that wait for it.
    #[wasm_bindgen(method, structural, catch)]
    fn heard(this: &Bridge, order: &JsValue) -> Result<(), JsValue>;
}

/// What the host was asked for; why it has not given it is the host's to log.
pub(super) struct Asked(Result<js_sys::Promise, JsValue>);

impl Asked {
    /// What it has answered; `undefined` where the shell itself has failed.
    pub(super) async fn answer(self) -> JsValue {
        match self.0 {
            Ok(answer) => JsFuture::from(answer).await.unwrap_or_default(),
            Err(_) => JsValue::UNDEFINED,
        }
    }
}

impl Bridge {
    /// Asks the host for a token.
    pub(super) fn token(&self, reason: Reason, signal: &JsValue) -> Asked {
        let reason = match reason {
            Reason::Initial => "initial",
            // To the host both mean that the session which it gave is no longer enough.
            Reason::Expired | Reason::Expiring => "expired",
        };
        Asked(self.get_session(reason, signal))
    }

    /// Asks the host whether that may be ordered.
    pub(super) fn approval(&self, proposal: &Proposal, signal: &JsValue) -> Asked {
        let offer = &proposal.offer;
        #[expect(clippy::cast_precision_loss, reason = "a price is far below 2^53 minor units")]
        let minor = offer.price.minor as f64;
        let order = object(&[
            ("key", proposal.key.as_str().into()),
            ("packageId", offer.id.as_str().into()),
            ("title", offer.title.as_str().into()),
            ("simTail", proposal.sim_tail.as_str().into()),
            ("minor", minor.into()),
            ("digits", offer.price.currency.digits().into()),
            ("currency", offer.price.currency.as_str().into()),
            ("previous", proposal.previous.as_ref().map_or(JsValue::NULL, approved)),
        ]);
        Asked(self.before_submit(&order, signal))
    }

    /// Keeps a value, or forgets it; `false`: only this page has kept it, or nobody.
    pub(super) fn put(&self, name: &str, value: &JsValue) -> bool {
        self.keep(name, value).unwrap_or_default()
    }

    /// All that can be read of what is kept. What another version has left, or somebody has edited, counts as nothing.
    #[inline(never)]
    pub(super) fn take<T: FromJson>(&self, prefix: &str) -> Vec<T> {
        self.kept(prefix).map(|values| values.iter().filter_map(|value| T::from_json(&value)).collect()).unwrap_or_default()
    }

    /// Forgets all of it.
    pub(super) fn remove(&self, prefix: &str) {
        let _cleared = self.clear(prefix).is_ok();
    }

    /// Ends a session at the BFF; nobody waits for that.
    pub(super) fn close(&self, address: &str, handle: &str) {
        let _asked = self.end_session(address, handle).is_ok();
    }

    /// Says which order is waited for. A shell that can't share lets each widget ask for itself.
    pub(super) fn wait_for(&self, name: Option<String>) {
        let _said = self.watch(name).is_ok();
    }

    /// Passes an order on, just as it was answered.
    pub(super) fn share(&self, order: &JsValue) {
        let _shared = self.heard(order).is_ok();
    }

    /// Tells the host. A listener that throws has been reported by the browser, and is no reason to stop.
    pub(super) fn tell(&self, name: &str, detail: &JsValue) {
        let _told = self.emit(name, detail).is_ok();
    }
}

/// What the host has approved, in its own words.
fn approved(approval: &Approval) -> JsValue {
    object(&[("key", approval.key.to_json()), ("paymentReference", approval.payment_reference.to_json())])
}

/// The token that was given. Only where nothing else is known to be the matter is nobody signed in.
pub(super) fn token(answer: &JsValue) -> Result<OpenSession, Failure> {
    match property(answer, "lacks").as_string().as_deref() {
        Some("network") => Err(Failure::Network),
        Some("timeout") => Err(Failure::Timeout),
        Some("shop") => Err(Failure::Unreadable { status: 0 }),
        _ => property(answer, "given").as_string().map(|token| OpenSession { token }).ok_or(Failure::NoToken),
    }
}

/// The decision that was given. Anything that is none of the three is no approval.
pub(super) fn decision(answer: &JsValue) -> Result<Decision, Failure> {
    let given = property(answer, "given");
    let text = |name| property(&given, name).as_string();
    match text("decision").as_deref() {
        Some("approve") => field(&given, "paymentReference").map(Decision::Approve).ok_or(Failure::NoDecision),
        Some("cancel") => Ok(Decision::Cancel),
        Some("reject") => Ok(Decision::Reject(text("message").unwrap_or_default())),
        _ if place(&property(answer, "lacks"), &["timeout"]).is_some() => Err(Failure::Timeout),
        _ => Err(Failure::NoDecision),
    }
}
