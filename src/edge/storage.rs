//! Intents that are not settled yet, in `localStorage`: a reload and a second tab must send the same key. Beside them what the host has
//! approved and no order has come of, by its key, and what it was asked about and has not answered.
//!
//! One intent per SIM, under the BFF and the customer. No ICCID and no handle in it. The shell reads and writes, `host.js`; where the
//! browser refuses it (private windows, sandboxed frames), the page's own memory holds them, so that at least a remount of the element
//! finds them.

use super::bridge::Bridge;
use super::json::ToJson;
use crate::text::digits;
use contract::{IdempotencyKey, SimId};
use journey::{Approval, Effect, Intent};
use wasm_bindgen::JsValue;

/// Begins the names of approvals; no id has a colon in it.
const UNUSED: &str = "unused:";
/// Begins the names of what the host was asked about: apart from the intents, for nothing of it may be sent unasked.
const ASKED: &str = "esim-topup:asked:";

/// The unsettled intents of one customer at one BFF, and the approvals that came to nothing.
#[derive(Debug)]
pub struct Intents {
    prefix: String,
    bridge: Bridge,
}

impl Intents {
    /// Those of that customer at that BFF.
    /// How long the customer's name is stands before it: one may begin another.
    pub fn new(bff: &str, customer: &str, bridge: Bridge) -> Self {
        Self { prefix: ["esim-topup:", bff, ":", &digits(customer.len() as u64), ":", customer, ":"].concat(), bridge }
    }

    /// All intents. An approval is none, for it has no SIM.
    pub fn all(&self) -> Vec<Intent> {
        self.bridge.take(&self.prefix)
    }

    /// The approvals that no order has come of.
    pub fn unused(&self) -> Vec<Approval> {
        self.bridge.take(&self.name(UNUSED))
    }

    /// Stores it, unless an unsettled one of its SIM is there: answers the one that is there afterwards. One with the same key may come of
    /// a tab that was asked the same, and have another body: it was there first.
    pub fn claim(&self, intent: Intent) -> Intent {
        self.held(&intent.sim).unwrap_or_else(|| {
            self.remember(&intent);
            intent
        })
    }

    fn remember(&self, intent: &Intent) {
        self.put(self.name(intent.sim.as_str()), &intent.to_json());
    }

    /// Does what an effect asks of storage; other effects ask nothing of it.
    pub fn note(&self, effect: &Effect) {
        match effect {
            Effect::Remember(intent) => self.remember(intent),
            // Only where it is still the one that is held.
            Effect::Forget(sim, key) => self.forget(sim, &|held| held.key == *key),
            Effect::Settled(sim, order) => self.forget(sim, &|held| held.order.as_ref() == Some(order)),
            Effect::Keep(approval) => self.put(self.unused_name(&approval.key), &approval.to_json()),
            Effect::Asked(asked) => self.put(self.asked_name(asked.key.as_str()), &asked.to_json()),
            Effect::Drop(key) => {
                for name in [self.unused_name(key), self.asked_name(key.as_str())] {
                    self.put(name, &JsValue::UNDEFINED);
                }
            }
            _ => {}
        }
    }

    fn put(&self, name: String, value: &JsValue) {
        self.bridge.put(&name, value);
    }

    fn forget(&self, sim: &SimId, settled: &dyn Fn(&Intent) -> bool) {
        if self.held(sim).is_some_and(|held| settled(&held)) {
            // Refused now though it was taken before: the BFF knows the key, so sending it again buys nothing.
            self.put(self.name(sim.as_str()), &JsValue::UNDEFINED);
        }
    }

    /// What the host was asked about and has not answered.
    pub fn asked(&self) -> Vec<Intent> {
        self.bridge.take(&self.asked_name(""))
    }

    /// Forgets all of them.
    pub fn forget_all(&self) {
        self.bridge.remove(&self.prefix);
        self.bridge.remove(&self.asked_name(""));
    }

    /// What that id of the customer is called among all that a browser may keep.
    pub fn name(&self, id: &str) -> String {
        [self.prefix.as_str(), id].concat()
    }

    fn asked_name(&self, key: &str) -> String {
        [ASKED, &self.prefix, key].concat()
    }

    fn unused_name(&self, key: &IdempotencyKey) -> String {
        [self.prefix.as_str(), UNUSED, key.as_str()].concat()
    }

    /// A name may begin another one, so the SIM has the last word.
    fn held(&self, sim: &SimId) -> Option<Intent> {
        let mut held = self.bridge.take::<Intent>(&self.name(sim.as_str()));
        held.retain(|held| held.sim == *sim);
        held.pop()
    }
}

/// Whether the browser refuses to store anything, as it does in some private windows and in sandboxed frames.
pub(super) fn is_refused(bridge: &Bridge) -> bool {
    let name = "esim-topup";
    !(bridge.put(name, &JsValue::TRUE) && bridge.put(name, &JsValue::UNDEFINED))
}
