//! What can happen next in the model, and what it does: the real decisions, with the network, the clock and the journal's claims
//! played around them.

use super::Model;
use super::provider::Deed;
use super::state::{Money, Row, STORM, TIMES, Task, World};
use crate::change::Change;
use crate::lanes::{Fulfilment, MoneyLane};
use crate::record::OrderRecord;
use crate::schedule::due;
use crate::step::{Step, step};
use provider::{UnknownWhy, Verdict};
use std::sync::Arc;

/// How a step turns out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Luck {
    /// As it should.
    Well,
    /// No answer, nothing done.
    Badly,
    /// No answer, and done all the same.
    DoneInSilence,
    /// The other answer: declined, not visible.
    Otherwise,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Move {
    Place(usize),
    Claim(usize, usize),
    Work(usize, usize, Luck),
    Arrive(usize, u32, Deed),
    Lose(usize, u32),
    Hear(usize, usize),
    Break(usize, usize),
    Hook(usize),
    Crash(usize),
    Tick,
}

impl Model {
    pub(super) fn possible(&self, world: &World, moves: &mut Vec<Move>) {
        let now = world.now();
        for order in 0..2 {
            let Some(row) = &world.rows[order] else {
                let other_open = world.record(1 - order).is_some_and(|other| other.fulfilment.is_open());
                // The second customer comes after the first one, who is like him in every way; where they do not compete for the
                // SIM, he is there to show that the list is live, which matters once the first one's outcome is unknown.
                let comes = match (order, world.record(0)) {
                    (1, Some(first)) => self.one_sim || self.deep || first.fulfilment == Fulfilment::Unknown,
                    (_, first) => order == 0 && first.is_none(),
                };
                if comes && !(self.one_sim && other_open) && world.time <= order * STORM {
                    moves.push(Move::Place(order));
                }
                continue;
            };
            let is_due = due(&row.record, &self.settings).is_some_and(|due| due <= now);
            if is_due && row.leased_until.is_none_or(|until| until <= now) {
                // Instances that do nothing are all alike.
                let idle = |instance: usize| world.tasks[instance].iter().all(Option::is_none);
                let fresh = (0..self.instances).find(|instance| idle(*instance));
                let able = (0..self.instances).filter(|it| world.tasks[*it][order].is_none() && (!idle(*it) || fresh == Some(*it)));
                moves.extend(able.map(|instance| Move::Claim(instance, order)));
            }
            match (row.record.money, world.money[order]) {
                (MoneyLane::Capturing, Money::Held) | (MoneyLane::Releasing, _) => moves.push(Move::Hook(order)),
                _ => {}
            }
        }
        for (instance, tasks) in world.tasks.iter().enumerate() {
            for (order, task) in tasks.iter().enumerate() {
                match task {
                    None => {}
                    Some(Task::Sending { number, .. }) => {
                        if world.answers.iter().any(|(of, answer, _)| (*of, answer) == (order, number)) {
                            moves.push(Move::Hear(instance, order));
                        }
                        let may_break = self.suffers(order) || !world.travelling.contains(&(order, *number));
                        moves.extend(may_break.then_some(Move::Break(instance, order)));
                    }
                    Some(_) => moves.extend(self.lucks(world, order, task).iter().map(|luck| Move::Work(instance, order, *luck))),
                }
            }
            if world.crashes > 0 && world.time <= STORM && tasks.iter().any(Option::is_some) {
                moves.push(Move::Crash(instance));
            }
        }
        for (order, number) in &world.travelling {
            let suffers = world.time <= STORM && self.suffers(*order);
            let deeds: &[Deed] = if !suffers {
                &[Deed::Sells(0)]
            } else if self.by_marker {
                &[Deed::Sells(0), Deed::Sells(2), Deed::Sells(4), Deed::Limits]
            } else {
                &[Deed::Sells(0), Deed::Sells(2), Deed::Refuses, Deed::Fails, Deed::FailsAndSells(0), Deed::FailsAndSells(2)]
            };
            moves.extend(deeds.iter().map(|deed| Move::Arrive(*order, *number, *deed)));
            moves.extend(suffers.then_some(Move::Lose(*order, *number)));
        }
        if world.time + 1 < TIMES.len() && (world.time < STORM || moves.is_empty()) {
            moves.push(Move::Tick);
        }
    }

    /// Whether the network, the hook and the provider fail this order. The second customer is there to compete and to be the later
    /// order that a live list shows; both suffer in the deep exploration.
    fn suffers(&self, order: usize) -> bool {
        order == 0 || self.deep
    }

    /// The turns that the next step may take; one where it does not matter.
    fn lucks(&self, world: &World, order: usize, task: &Option<Task>) -> &'static [Luck] {
        let Some(record) = world.record(order) else { return &[] };
        if world.time > STORM || !self.suffers(order) {
            return &[Luck::Well];
        }
        match (task, step(record, world.now(), &self.settings)) {
            (Some(Task::Intended { .. }), _) => &[Luck::Well, Luck::Badly],
            (Some(Task::Ready { .. }), Step::HoldMoney) if record.money == MoneyLane::Authorising => {
                &[Luck::Well, Luck::DoneInSilence, Luck::Otherwise]
            }
            (Some(Task::Ready { .. }), Step::Poll) => &[Luck::Well, Luck::Otherwise],
            (Some(Task::Ready { .. }), Step::Look) => &[Luck::Well, Luck::Badly],
            _ => &[Luck::Well],
        }
    }

    pub(super) fn after(&self, world: &World, what: Move) -> Option<World> {
        let mut world = world.clone();
        match what {
            Move::Place(order) => {
                let mut record = OrderRecord::clone(&self.orders[order]);
                record.placed_at = world.now();
                world.rows[order] = Some(Row { record: Arc::new(record), epoch: 0, leased_until: None });
            }
            Move::Claim(instance, order) => {
                let until = world.now().plus(self.settings.lease);
                let row = world.rows[order].as_mut()?;
                row.epoch += 1;
                row.leased_until = Some(until);
                let epoch = row.epoch;
                world.tasks[instance][order] = Some(Task::Ready { epoch });
                // What comes before the hook is asked moves nothing: a crash in it is one before it.
                let now = world.now();
                while matches!(step(world.record(order)?, now, &self.settings), Step::ConfirmPrice)
                    || (world.record(order)?.money == MoneyLane::None && world.record(order)?.fulfilment == Fulfilment::None)
                {
                    self.work(&mut world, instance, order, Luck::Well)?;
                }
            }
            Move::Work(instance, order, luck) => self.work(&mut world, instance, order, luck)?,
            Move::Arrive(order, number, deed) => self.arrive(&mut world, order, number, deed),
            Move::Lose(order, number) => world.travelling.retain(|request| *request != (order, number)),
            Move::Hear(instance, order) => {
                let Some(Task::Sending { epoch, number }) = world.tasks[instance][order] else { return None };
                let at = world.answers.iter().position(|(of, answer, _)| (*of, *answer) == (order, number))?;
                let (_, _, verdict) = world.answers.remove(at);
                self.settle(&mut world, order, number, &verdict);
                world.tasks[instance][order] = Some(Task::Ready { epoch });
            }
            Move::Break(instance, order) => {
                let Some(Task::Sending { epoch, number }) = world.tasks[instance][order] else { return None };
                world.answers.retain(|(of, answer, _)| (*of, *answer) != (order, number));
                self.settle(&mut world, order, number, &Verdict::Unknown(UnknownWhy::Broken));
                world.tasks[instance][order] = Some(Task::Ready { epoch });
            }
            Move::Hook(order) => {
                let takes = world.record(order)?.money == MoneyLane::Capturing;
                let held = world.money[order] == Money::Held;
                world.money[order] = match (takes, held) {
                    (true, _) => Money::Captured,
                    (false, true) => Money::Released,
                    (false, false) => world.money[order],
                };
                let done = if takes { Change::Captured } else { Change::Released };
                self.amend(&mut world, order, None, |_| vec![done.clone()]);
            }
            Move::Crash(instance) => {
                world.crashes -= 1;
                let dead: Vec<_> = world.tasks[instance].iter().enumerate().filter_map(|(order, task)| Some((order, (*task)?))).collect();
                for (order, task) in dead {
                    if let Task::Sending { number, .. } = task {
                        world.answers.retain(|(of, answer, _)| (*of, *answer) != (order, number));
                    }
                }
                world.tasks[instance] = [None; 2];
                // The only instance starts again and takes over; where there are two, leases run out.
                if self.instances == 1 {
                    for order in 0..2 {
                        if let Some(row) = world.rows[order].as_mut() {
                            row.leased_until = None;
                            row.epoch += 1;
                        }
                        self.amend(&mut world, order, None, |order| self.interrupted(order));
                    }
                }
            }
            Move::Tick => world.time += 1,
        }
        Some(world)
    }
}
