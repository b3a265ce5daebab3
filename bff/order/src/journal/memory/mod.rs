//! A journal that forgets on exit.

mod rows;

use super::{Claimed, Commit, CommitError, EventRow, Inserted, Journal, News, StorageError};
use crate::cap::AccountCap;
use crate::change::Change;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::errand::{DeadErrand, Errand};
use crate::lanes::{Fulfilment, Review};
use crate::record::OrderRecord;
use async_trait::async_trait;
use contract::{Iccid, IdempotencyKey, OrderId};
use rows::{ErrandRow, Row, State};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// A journal that forgets on exit: for tests and simulations.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    state: Mutex<State>,
}

impl MemoryJournal {
    /// A test that panicked while it held the lock has left no half-made change: each method changes at its end.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn newest_first(&self, wanted: impl Fn(&OrderRecord) -> bool) -> Vec<OrderRecord> {
        let state = self.state();
        let mut found: Vec<_> = state.orders.values().map(|row| &row.order).filter(|order| wanted(order)).cloned().collect();
        found.sort_by(|one, other| (other.placed_at, &other.id).cmp(&(one.placed_at, &one.id)));
        found
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    async fn insert(&self, order: &OrderRecord, due: Moment, cap: Option<&AccountCap>) -> Result<Inserted, StorageError> {
        let mut state = self.state();
        let same_key = |row: &&Row| row.order.customer == order.customer && row.order.key == order.key;
        if let Some(row) = state.orders.values().find(same_key) {
            return Ok(Inserted::SameKey(Box::new(row.order.clone())));
        }
        let same_sim = |row: &&Row| {
            row.order.fulfilment.is_open()
                && row.order.sim.account == order.sim.account
                && row.order.sim.target.iccid == order.sim.target.iccid
        };
        if let Some(row) = state.orders.values().find(same_sim) {
            return Ok(Inserted::SimBusy(row.order.id.clone()));
        }
        let theirs = state.orders.values().map(|row| &row.order).filter(|other| other.customer == order.customer);
        if cap.is_some_and(|cap| !cap.allows(order, theirs)) {
            return Ok(Inserted::OverCap);
        }
        let placed = EventRow { revision: 0, commit: 0, at: order.placed_at, change: Change::Placed { order: Box::new(order.clone()) } };
        let row = Row { order: order.clone(), events: vec![placed], due: Some(due), leased_until: None, epoch: 0 };
        state.orders.insert(order.id.clone(), row);
        Ok(Inserted::New)
    }

    async fn by_key(&self, who: &Customer, key: &IdempotencyKey) -> Result<Option<OrderRecord>, StorageError> {
        Ok(self.newest_first(|order| order.customer == *who && order.key == *key).pop())
    }

    async fn load(&self, id: &OrderId) -> Result<Option<OrderRecord>, StorageError> {
        Ok(self.state().orders.get(id).map(|row| row.order.clone()))
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        let mut state = self.state();
        let (account, claims) = (&commit.order.sim.account, commit.claims());
        let claimed = |row: &Row| {
            let theirs = &row.order;
            theirs.id != commit.order.id && theirs.sim.account == *account && theirs.effect.as_deref() == claims
        };
        let is_taken = claims.is_some() && state.orders.values().any(claimed);
        let row = state.orders.get_mut(&commit.order.id).ok_or_else(|| StorageError("no such order".to_owned()))?;
        if commit.epoch.is_some_and(|epoch| epoch != row.epoch) {
            return Err(CommitError::LeaseLost);
        }
        if row.order.revision != commit.from {
            return Err(CommitError::Conflict);
        }
        if is_taken {
            return Err(CommitError::EffectTaken);
        }
        let events = commit.changes.iter().zip(commit.from + 1..);
        row.events.extend(events.map(|(change, revision)| EventRow {
            revision,
            commit: commit.from + 1,
            at: commit.at,
            change: change.clone(),
        }));
        row.order = commit.order.clone();
        row.due = commit.due;
        for errand in commit.errands {
            let new =
                ErrandRow { errand: errand.clone(), due: Some(errand.since), leased_until: None, dead: false, last_error: String::new() };
            state.errands.entry(errand.id.clone()).or_insert(new);
        }
        if let Some(id) = commit.settles {
            state.errands.remove(id);
        }
        Ok(())
    }

    async fn claim(&self, now: Moment, until: Moment, limit: usize, except: &[String]) -> Result<Vec<Claimed>, StorageError> {
        let mut state = self.state();
        let is_due = |row: &&mut Row| row.claimable_at().is_some_and(|at| at <= now) && !except.contains(&row.order.sim.account);
        let mut due: Vec<&mut Row> = state.orders.values_mut().filter(is_due).collect();
        due.sort_by_key(|row| row.due);
        let claim = |row: &mut Row| {
            row.epoch += 1;
            row.leased_until = Some(until);
            Claimed { order: row.order.clone(), epoch: row.epoch }
        };
        Ok(due.into_iter().take(limit).map(claim).collect())
    }

    async fn put_down(&self, id: &OrderId, epoch: u64) -> Result<(), StorageError> {
        if let Some(row) = self.state().orders.get_mut(id).filter(|row| row.epoch == epoch) {
            row.leased_until = None;
        }
        Ok(())
    }

    async fn claim_errands(&self, now: Moment, until: Moment, limit: usize) -> Result<Vec<Errand>, StorageError> {
        let mut state = self.state();
        let due = state.errands.values_mut().filter(|row| row.claimable_at().is_some_and(|at| at <= now)).take(limit);
        let claim = |row: &mut ErrandRow| {
            row.leased_until = Some(until);
            row.errand.clone()
        };
        Ok(due.map(claim).collect())
    }

    async fn errand_failed(&self, id: &str, again: Option<Moment>, error: &str) -> Result<(), StorageError> {
        if let Some(row) = self.state().errands.get_mut(id) {
            row.errand.failures += 1;
            row.due = again;
            row.leased_until = None;
            row.dead = again.is_none();
            row.last_error = error.to_owned();
        }
        Ok(())
    }

    async fn errand_done(&self, id: &str, _at: Moment) -> Result<(), StorageError> {
        self.state().errands.remove(id);
        Ok(())
    }

    async fn dead_errands(&self, limit: usize) -> Result<Vec<DeadErrand>, StorageError> {
        let state = self.state();
        let dead = state.errands.values().filter(|row| row.dead);
        let mut dead: Vec<_> = dead.map(|row| DeadErrand { errand: row.errand.clone(), last_error: row.last_error.clone() }).collect();
        dead.sort_by(|one, other| (one.errand.since, &one.errand.id).cmp(&(other.errand.since, &other.errand.id)));
        dead.truncate(limit);
        Ok(dead)
    }

    async fn revive_errand(&self, id: &str, due: Moment) -> Result<bool, StorageError> {
        let mut state = self.state();
        let Some(row) = state.errands.get_mut(id).filter(|row| row.dead) else { return Ok(false) };
        row.dead = false;
        row.due = Some(due);
        row.errand.failures = 0;
        Ok(true)
    }

    async fn next_due(&self) -> Result<Option<Moment>, StorageError> {
        let state = self.state();
        let orders = state.orders.values().filter_map(Row::claimable_at);
        Ok(orders.chain(state.errands.values().filter_map(ErrandRow::claimable_at)).min())
    }

    async fn take_over(&self) -> Result<Vec<OrderRecord>, StorageError> {
        let mut state = self.state();
        for row in state.orders.values_mut() {
            row.leased_until = None;
            row.epoch += 1;
        }
        for row in state.errands.values_mut() {
            row.leased_until = None;
        }
        drop(state);
        Ok(self.newest_first(|order| order.fulfilment == Fulfilment::Submitting))
    }

    async fn open_orders(&self, who: &Customer) -> Result<Vec<OrderRecord>, StorageError> {
        Ok(self.newest_first(|order| order.customer == *who && order.fulfilment.is_open()))
    }

    async fn on_sim(&self, account: &str, iccid: &Iccid) -> Result<Vec<OrderRecord>, StorageError> {
        Ok(self.newest_first(|order| order.sim.account == account && order.sim.target.iccid == *iccid))
    }

    async fn delivered_since(&self, account: &str, sent_after: Moment) -> Result<Option<OrderRecord>, StorageError> {
        let sent_at = |order: &OrderRecord| order.live_attempt().map(|attempt| attempt.intended_at);
        let mut found = self.newest_first(|order| {
            order.fulfilment == Fulfilment::Delivered && order.sim.account == account && sent_at(order).is_some_and(|at| at > sent_after)
        });
        found.sort_by_key(|order| std::cmp::Reverse(sent_at(order)));
        Ok(found.into_iter().next())
    }

    async fn review_queue(&self, after: Option<&OrderId>, limit: usize) -> Result<Vec<OrderId>, StorageError> {
        let place = |order: &OrderRecord| (order.placed_at, order.id.clone());
        let after = match after {
            None => None,
            Some(id) => match self.load(id).await? {
                Some(order) => Some(place(&order)),
                None => return Ok(Vec::new()),
            },
        };
        let is_next = |order: &OrderRecord| after.as_ref().is_none_or(|after| place(order) > *after);
        let mut queue = self.newest_first(|order| order.review == Review::Open && is_next(order));
        queue.reverse();
        queue.truncate(limit);
        Ok(queue.into_iter().map(|order| order.id).collect())
    }

    async fn unknowns_since(&self, account: &str, since: Moment) -> Result<u32, StorageError> {
        let state = self.state();
        let became = |event: &EventRow| matches!(event.change, Change::Unknown { .. }) && event.at >= since;
        let unknown = state.orders.values().filter(|row| row.order.sim.account == account && row.events.iter().any(became));
        Ok(u32::try_from(unknown.count()).unwrap_or(u32::MAX))
    }

    async fn events(&self, id: &OrderId) -> Result<Vec<EventRow>, StorageError> {
        Ok(self.state().orders.get(id).map(|row| row.events.clone()).unwrap_or_default())
    }

    async fn ready(&self) -> Result<(), StorageError> {
        Ok(())
    }

    fn news(&self) -> broadcast::Receiver<News> {
        broadcast::channel(1).1
    }

    fn is_shared(&self) -> bool {
        false
    }
}
