//! Intents that are not settled yet, in `localStorage`: a reload and a second tab must send the same key.
//!
//! One per SIM, under the BFF and the customer. No ICCID and no handle in it. Where storage is refused (private windows,
//! sandboxed frames), the page's own memory holds them, so that at least a remount of the element finds them.

use super::json;
use contract::{IdempotencyKey, SimId};
use journey::Intent;
use std::cell::RefCell;
use web_sys::Storage;

thread_local! {
    static MEMORY: RefCell<Vec<(String, Intent)>> = const { RefCell::new(Vec::new()) };
}

/// The unsettled intents of one customer at one BFF.
#[derive(Debug)]
pub struct Intents {
    prefix: String,
}

impl Intents {
    /// Those of that customer at that BFF.
    pub fn new(bff: &str, customer: &str) -> Self {
        Self { prefix: ["esim-topup:", bff, ":", customer, ":"].concat() }
    }

    /// All of them.
    pub fn all(&self) -> Vec<Intent> {
        let mut all = MEMORY.with_borrow(|memory| {
            memory.iter().filter(|(name, _)| name.starts_with(&self.prefix)).map(|(_, intent)| intent.clone()).collect::<Vec<_>>()
        });
        let Some(storage) = local() else { return all };
        all.extend(self.stored(&storage).iter().filter_map(|name| read(&storage, name)));
        all
    }

    /// Stores it, unless another unsettled one of its SIM is there: answers the one that is there afterwards.
    pub fn claim(&self, intent: Intent) -> Intent {
        match self.held(&intent.sim) {
            Some(held) if held.key != intent.key => held,
            _ => {
                self.write(&intent);
                intent
            }
        }
    }

    /// Notes what has become of it.
    pub fn remember(&self, intent: &Intent) {
        self.write(intent);
    }

    /// Forgets it, if that key is still the one that is held.
    pub fn forget(&self, sim: &SimId, key: &IdempotencyKey) {
        if self.held(sim).is_some_and(|held| held.key == *key) {
            let name = self.name(sim.as_str());
            MEMORY.with_borrow_mut(|memory| memory.retain(|(held, _)| *held != name));
            if let Some(storage) = local() {
                // Refused now though it was taken before: the BFF knows the key, so sending it again buys nothing.
                let _forgotten = storage.remove_item(&name).is_ok();
            }
        }
    }

    /// Forgets all of them.
    pub fn forget_all(&self) {
        MEMORY.with_borrow_mut(|memory| memory.retain(|(name, _)| !name.starts_with(&self.prefix)));
        let Some(storage) = local() else { return };
        for name in self.stored(&storage) {
            let _forgotten = storage.remove_item(&name).is_ok();
        }
    }

    /// What that id of the customer is called among all that a browser may keep.
    pub fn name(&self, id: &str) -> String {
        [self.prefix.as_str(), id].concat()
    }

    fn stored(&self, storage: &Storage) -> Vec<String> {
        let names = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
        names.filter(|name| name.starts_with(&self.prefix)).collect()
    }

    fn held(&self, sim: &SimId) -> Option<Intent> {
        let name = self.name(sim.as_str());
        local()
            .and_then(|storage| read(&storage, &name))
            .or_else(|| MEMORY.with_borrow(|memory| memory.iter().find(|(held, _)| *held == name).map(|(_, intent)| intent.clone())))
    }

    fn write(&self, intent: &Intent) {
        let name = self.name(intent.sim.as_str());
        let stored = local().zip(json::write(intent)).is_some_and(|(storage, text)| storage.set_item(&name, &text).is_ok());
        if !stored {
            MEMORY.with_borrow_mut(|memory| {
                memory.retain(|(held, _)| *held != name);
                memory.push((name, intent.clone()));
            });
        }
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

/// What another version has left, or somebody has edited, counts as nothing.
fn read(storage: &Storage, name: &str) -> Option<Intent> {
    let text = storage.get_item(name).ok().flatten()?;
    json::read(&js_sys::JSON::parse(&text).ok()?).ok()
}
