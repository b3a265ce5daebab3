//! Intents that are not settled yet, in `localStorage`: a reload and a second tab must send the same key. Beside them what the host has
//! approved and no order has come of, by its key.
//!
//! One intent per SIM, under the BFF and the customer. No ICCID and no handle in it. Where storage is refused (private windows,
//! sandboxed frames), the page's own memory holds them, so that at least a remount of the element finds them.

use super::json::{self, FromJson, ToJson};
use contract::{IdempotencyKey, SimId};
use journey::{Approval, Intent};
use std::cell::RefCell;
use web_sys::Storage;

/// Begins the names of approvals; no id has a colon in it.
const UNUSED: &str = "unused:";

thread_local! {
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// The unsettled intents of one customer at one BFF, and the approvals that came to nothing.
#[derive(Debug)]
pub struct Intents {
    prefix: String,
}

impl Intents {
    /// Those of that customer at that BFF.
    pub fn new(bff: &str, customer: &str) -> Self {
        Self { prefix: ["esim-topup:", bff, ":", customer, ":"].concat() }
    }

    /// All of them. What another version has left, or somebody has edited, counts as nothing.
    pub fn all(&self) -> Vec<Intent> {
        let mut names = self.names();
        names.retain(|name| !name.starts_with(&self.name(UNUSED)));
        names.iter().filter_map(|name| read(name)).collect()
    }

    /// The approvals that no order has come of.
    pub fn unused(&self) -> Vec<Approval> {
        let mut names = self.names();
        names.retain(|name| name.starts_with(&self.name(UNUSED)));
        names.iter().filter_map(|name| read(name)).collect()
    }

    /// Stores it, unless another unsettled one of its SIM is there: answers the one that is there afterwards.
    pub fn claim(&self, intent: Intent) -> Intent {
        match read::<Intent>(&self.name(intent.sim.as_str())) {
            Some(held) if held.key != intent.key => held,
            _ => {
                self.remember(&intent);
                intent
            }
        }
    }

    /// Notes what has become of it.
    pub fn remember(&self, intent: &Intent) {
        write(self.name(intent.sim.as_str()), intent);
    }

    /// Forgets it, if that key is still the one that is held.
    pub fn forget(&self, sim: &SimId, key: &IdempotencyKey) {
        let name = self.name(sim.as_str());
        if read::<Intent>(&name).is_some_and(|held| held.key == *key) {
            remove(&name);
        }
    }

    /// Keeps what the host has approved and no order has come of.
    pub fn keep(&self, approval: &Approval) {
        write(self.unused_name(&approval.key), approval);
    }

    /// Forgets it.
    pub fn drop(&self, key: &IdempotencyKey) {
        remove(&self.unused_name(key));
    }

    /// Forgets all of them.
    pub fn forget_all(&self) {
        self.names().iter().for_each(|name| remove(name));
    }

    /// What that id of the customer is called among all that a browser may keep.
    pub fn name(&self, id: &str) -> String {
        [self.prefix.as_str(), id].concat()
    }

    fn unused_name(&self, key: &IdempotencyKey) -> String {
        [self.prefix.as_str(), UNUSED, key.as_str()].concat()
    }

    fn names(&self) -> Vec<String> {
        let mut names = MEMORY.with_borrow(|memory| memory.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
        if let Some(storage) = local() {
            names.extend((0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten()));
        }
        names.retain(|name| name.starts_with(&self.prefix));
        names
    }
}

/// Whether the browser refuses to store anything, as it does in some private windows and in sandboxed frames.
pub fn is_refused() -> bool {
    let name = "esim-topup";
    !local().is_some_and(|storage| storage.set_item(name, name).is_ok() && storage.remove_item(name).is_ok())
}

/// `None` where the browser refuses it.
fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

#[inline(never)]
fn text(name: &str) -> Option<String> {
    let stored = local().and_then(|storage| storage.get_item(name).ok().flatten());
    stored.or_else(|| MEMORY.with_borrow(|memory| memory.iter().find(|(held, _)| held == name).map(|(_, text)| text.clone())))
}

fn read<T: FromJson>(name: &str) -> Option<T> {
    json::read(&js_sys::JSON::parse(&text(name)?).ok()?).ok()
}

fn write(name: String, value: &impl ToJson) {
    if let Some(text) = json::write(value) {
        put(name, text);
    }
}

#[inline(never)]
fn put(name: String, text: String) {
    if !local().is_some_and(|storage| storage.set_item(&name, &text).is_ok()) {
        MEMORY.with_borrow_mut(|memory| {
            memory.retain(|(held, _)| *held != name);
            memory.push((name, text));
        });
    }
}

#[inline(never)]
fn remove(name: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(held, _)| held != name));
    if let Some(storage) = local() {
        // Refused now though it was taken before: the BFF knows the key, so sending it again buys nothing.
        let _forgotten = storage.remove_item(name).is_ok();
    }
}
