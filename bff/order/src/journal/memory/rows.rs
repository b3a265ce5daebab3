//! The tables of the memory journal.

use crate::clock::Moment;
use crate::errand::Errand;
use crate::journal::EventRow;
use crate::record::OrderRecord;
use contract::OrderId;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) orders: BTreeMap<OrderId, Row>,
    pub(super) errands: BTreeMap<String, ErrandRow>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) order: OrderRecord,
    pub(super) events: Vec<EventRow>,
    pub(super) due: Option<Moment>,
    pub(super) leased_until: Option<Moment>,
    pub(super) epoch: u64,
}

#[derive(Debug)]
pub(super) struct ErrandRow {
    pub(super) errand: Errand,
    pub(super) due: Option<Moment>,
    pub(super) leased_until: Option<Moment>,
    /// Set once it is given up.
    pub(super) dead: bool,
    pub(super) last_error: String,
}

impl Row {
    pub(super) fn claimable_at(&self) -> Option<Moment> {
        self.due.map(|due| self.leased_until.map_or(due, |lease| due.max(lease)))
    }
}

impl ErrandRow {
    pub(super) fn claimable_at(&self) -> Option<Moment> {
        self.due.map(|due| self.leased_until.map_or(due, |lease| due.max(lease)))
    }
}
