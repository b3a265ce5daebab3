//! Who sees what may never happen, at the moment it happens, and gives every order a name that is the same in every run.

use contract::{IdempotencyKey, OrderId};
use order::{Customer, Journal as _, MemoryJournal, OrderRecord};
use provider::Submission;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
struct Seen {
    /// Orders in the order of their placing.
    orders: Vec<(OrderId, String)>,
    keys: HashMap<(Customer, IdempotencyKey), OrderId>,
    sends: HashSet<(String, u32)>,
    wrongs: Vec<String>,
}

/// What was seen in one run.
pub(crate) struct Witness {
    journal: Arc<MemoryJournal>,
    seen: Mutex<Seen>,
}

impl Witness {
    pub(crate) fn new(journal: Arc<MemoryJournal>) -> Self {
        Self { journal, seen: Mutex::default() }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wrong(&self, what: impl Into<String>) {
        self.seen().wrongs.push(what.into());
    }

    pub(crate) fn wrongs(&self) -> Vec<String> {
        self.seen().wrongs.clone()
    }

    /// All orders, oldest first.
    pub(crate) fn orders(&self) -> Vec<OrderId> {
        self.seen().orders.iter().map(|(id, _)| id.clone()).collect()
    }

    /// An order has got its row.
    pub(crate) fn sees_order(&self, order: &OrderRecord) {
        let mut seen = self.seen();
        if !seen.orders.iter().any(|(id, _)| *id == order.id) {
            seen.orders.push((order.id.clone(), order.marker.as_str().to_owned()));
        }
    }

    /// Its place in the order of placing.
    pub(crate) fn number(&self, id: &OrderId) -> usize {
        let seen = self.seen();
        seen.orders.iter().position(|(known, _)| known == id).unwrap_or(seen.orders.len())
    }

    /// A customer was told that this key stands for this order.
    pub(crate) fn sees_key(&self, who: &Customer, key: &IdempotencyKey, id: &OrderId) {
        let known = self.seen().keys.entry((who.clone(), key.clone())).or_insert_with(|| id.clone()).clone();
        if known != *id {
            self.wrong(format!("one key, two orders: {known} and {id}"));
        }
    }

    /// A send leaves: its intent must be in the journal, and it may leave once.
    pub(crate) async fn sees_send(&self, submission: &Submission) {
        let marker = submission.marker.as_str().to_owned();
        let id = self.seen().orders.iter().find(|(_, known)| *known == marker).map(|(id, _)| id.clone());
        let stored = match id {
            Some(id) => self.journal.load(&id).await.ok().flatten(),
            None => None,
        };
        let live = stored.as_ref().and_then(OrderRecord::live_attempt);
        if live.map(|attempt| &attempt.submission) != Some(submission) {
            self.wrong(format!("a send without its intent in the journal: {:?}", stored.map(|order| order.lanes())));
        }
        if !self.seen().sends.insert((marker, submission.attempt)) {
            self.wrong("one attempt was sent twice".to_owned());
        }
    }

    /// The journal has changed: one open order per SIM.
    pub(crate) async fn sees_commit(&self, order: &OrderRecord) {
        let on_sim = self.journal.on_sim(&order.sim.account, &order.sim.target.iccid).await.unwrap_or_default();
        if on_sim.iter().filter(|order| order.fulfilment.is_open()).count() > 1 {
            self.wrong("two open orders for one SIM".to_owned());
        }
    }
}
