//! The provider of the model: what it does with a request, what its list shows, and what can be read from it.

use super::Model;
use super::moves::Luck;
use super::state::{End, Sold, Task, World};
use crate::lanes::Fulfilment;
use crate::reconcile::{Look, absence_is_due};
use crate::record::OrderRecord;
use contract::{RejectionCode, Starts};
use provider::{Baseline, Candidate, ProviderOrderId, ReadError, Verdict};

/// What a provider does with a request that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    /// Sells; the list shows it that many times later: never, if there are not so many.
    Sells(usize),
    /// Refuses.
    Refuses,
    /// Its limiter refuses.
    Limits,
    /// Accepts, and fails (by difference only).
    Fails,
    /// Accepts, says "failed", and has sold; the list shows it that many times later (by difference only).
    FailsAndSells(usize),
}

impl Model {
    pub(super) fn arrive(&self, world: &mut World, order: usize, number: u32, deed: Deed) {
        world.travelling.retain(|request| *request != (order, number));
        let time = world.time;
        let mut sell = |listed| world.sold.push(Sold { order, listed });
        match deed {
            Deed::Sells(later) => sell(time + later),
            Deed::FailsAndSells(later) => sell(time + later),
            Deed::Refuses | Deed::Limits | Deed::Fails => {}
        }
        let verdict = match deed {
            Deed::Refuses => Verdict::Refused { code: RejectionCode::PurchaseLimit, retry_after: None },
            Deed::Limits => Verdict::Limited { wait: 1 },
            _ if self.by_marker => Verdict::Delivered(ProviderOrderId(format!("e{order}"))),
            _ => {
                world.ends[order] = Some(if matches!(deed, Deed::Sells(_)) { End::Completed } else { End::Failed });
                Verdict::Accepted(ProviderOrderId(format!("o{order}")))
            }
        };
        let waits = |task: &Option<Task>| matches!(task, Some(Task::Sending { number: sent, .. } | Task::SentFirst { number: sent, .. }) if *sent == number);
        if world.tasks.iter().any(|tasks| waits(&tasks[order])) {
            world.answers.push((order, number, verdict));
            world.answers.sort_by_key(|(order, number, _)| (*order, *number));
        }
    }

    /// What the provider's list shows of an order's SIM, or of its marker.
    pub(super) fn list(&self, world: &World, order: usize, baseline: &Baseline) -> Vec<Candidate> {
        let shown = world.sold.iter().filter(|sold| sold.listed <= world.time);
        let possible = shown.filter(|sold| sold.order == order || (!self.by_marker && self.one_sim));
        let ids = possible.map(|sold| format!("e{}", sold.order)).filter(|id| !baseline.known.contains(id));
        let candidate = |id| Candidate {
            id: ProviderOrderId(id),
            by_marker: self.by_marker,
            offer: Some(self.orders[order].quote.id.clone()),
            created_at: None,
            undone: false,
            starts: Starts::Unknown,
        };
        ids.map(candidate).collect()
    }

    pub(super) fn look(&self, world: &World, order: usize, luck: Luck) -> Look {
        let record = world.record(order);
        let attempt = record.and_then(OrderRecord::live_attempt);
        let candidates = match (luck, attempt) {
            (Luck::Well | Luck::Otherwise, Some(attempt)) => Ok(self.list(world, order, &attempt.baseline)),
            _ => Err(ReadError::Unavailable(String::new())),
        };
        let other = world.record(1 - order);
        let later = other.filter(|other| other.fulfilment == Fulfilment::Delivered).and_then(OrderRecord::live_attempt);
        let shown = world.sold.iter().any(|sold| sold.order == 1 - order && sold.listed <= world.time);
        let came_later = later.zip(attempt).is_some_and(|(later, attempt)| later.intended_at > attempt.deadline);
        let due = record.is_some_and(|record| absence_is_due(record, world.now(), &self.settings));
        let rivals = if self.one_sim { other.cloned().into_iter().collect() } else { Vec::new() };
        Look { candidates, rivals, list_is_live: due && came_later && shown }
    }
}
