//! What can happen next in the model, and what it does: the real decisions, with the network, the clock and the journal's claims
//! played around them.

use super::Model;
use super::state::{End, Money, STORM, Sold, TIMES, Task, World, held};
use crate::before_intent::{after_hold, after_offers};
use crate::change::Change;
use crate::fixtures;
use crate::judge::{after_send, rejected, rejection};
use crate::lanes::{Fulfilment, MoneyLane};
use crate::payment::{Authorisation, PaymentError};
use crate::reason::Doubt;
use crate::reconcile::{Look, absence_is_due, after_look, after_recheck, after_status};
use crate::record::OrderRecord;
use crate::schedule::due;
use crate::step::{Step, step};
use contract::{RejectionCode, Starts};
use provider::{Baseline, Candidate, Evidence, ProviderOrderId, ReadError, StatusReading, Transport, UnknownWhy, Verdict};
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

/// What a provider does with a request that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    /// Sells; the list shows it that many times later.
    Sells(usize),
    /// Sells; the list never shows it.
    SellsUnlisted,
    /// Refuses.
    Refuses,
    /// Its limiter refuses.
    Limits,
    /// Accepts, and fails (by difference only).
    Fails,
    /// Accepts, says "failed", and has sold (by difference only).
    FailsAndSells,
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
                // The second customer comes after the first one, who is like him in every way.
                if (order == 0 || world.rows[0].is_some()) && !(self.one_sim && other_open) && world.time <= order * STORM {
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
                        moves.push(Move::Break(instance, order));
                    }
                    Some(_) => moves.extend(self.lucks(world, order, task).iter().map(|luck| Move::Work(instance, order, *luck))),
                }
            }
            if world.crashes > 0 && world.time <= STORM && tasks.iter().any(Option::is_some) {
                moves.push(Move::Crash(instance));
            }
        }
        for (order, number) in &world.travelling {
            let deeds: &[Deed] = if self.by_marker {
                &[Deed::Sells(0), Deed::Sells(2), Deed::SellsUnlisted, Deed::Limits]
            } else {
                &[Deed::Sells(0), Deed::Sells(2), Deed::Refuses, Deed::Fails, Deed::FailsAndSells]
            };
            moves.extend(deeds.iter().map(|deed| Move::Arrive(*order, *number, *deed)));
            moves.push(Move::Lose(*order, *number));
        }
        if world.time + 1 < TIMES.len() && (world.time < STORM || moves.is_empty()) {
            moves.push(Move::Tick);
        }
    }

    /// The turns that the next step may take; one where it does not matter.
    fn lucks(&self, world: &World, order: usize, task: &Option<Task>) -> &'static [Luck] {
        let Some(record) = world.record(order) else { return &[] };
        if world.time > STORM {
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
                world.rows[order] = Some(super::state::Row { record: Arc::new(record), epoch: 0, leased_until: None });
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

    fn interrupted(&self, order: &OrderRecord) -> Vec<Change> {
        match order.fulfilment {
            Fulfilment::Submitting if self.rule == super::Rule::GivesUpUnknown => rejected(order, rejection(RejectionCode::Absent, None, None)),
            Fulfilment::Submitting => vec![Change::Unknown { why: Doubt::Interrupted }],
            _ => Vec::new(),
        }
    }

    /// Decides on the row as it stands and stores it; `false`: the lease is lost.
    fn amend(&self, world: &mut World, order: usize, epoch: Option<u64>, decide: impl Fn(&OrderRecord) -> Vec<Change>) -> bool {
        let now = world.now();
        let Some(row) = world.rows[order].as_mut() else { return true };
        let changes = decide(&row.record);
        if changes.is_empty() {
            return true;
        }
        if epoch.is_some_and(|epoch| epoch != row.epoch) {
            return false;
        }
        match row.record.amended(now, &changes) {
            Ok(next) => {
                let (from, to) = (row.record.fulfilment, next.fulfilment);
                let settled = matches!(from, Fulfilment::Delivered | Fulfilment::Rejected | Fulfilment::Absent | Fulfilment::Reversed);
                let late = matches!((from, to), (Fulfilment::Absent, Fulfilment::Delivered) | (Fulfilment::Delivered, Fulfilment::Reversed));
                if settled && from != to && !late {
                    world.broken = Some("what was settled moved");
                }
                row.record = Arc::new(next);
            }
            Err(_) => world.broken = Some("the lanes refused a change"),
        }
        true
    }

    fn settle(&self, world: &mut World, order: usize, number: u32, verdict: &Verdict) {
        let now = world.now();
        let (transport, status) = match verdict {
            Verdict::NotSent => (Transport::NotSent, None),
            Verdict::Unknown(_) => (Transport::Broken, None),
            Verdict::Limited { .. } => (Transport::Complete, Some(429)),
            _ => (Transport::Complete, Some(200)),
        };
        let evidence = Evidence { transport, status, body: String::new(), retry_after: None, error: None, at: now.timestamp() };
        self.amend(world, order, None, |order| match verdict {
            Verdict::Unknown(_) if self.rule == super::Rule::ResendsUnknown && order.fulfilment == Fulfilment::Submitting => {
                vec![Change::Withdrawn { number, not_before: now }]
            }
            _ => after_send(order, number, &evidence, verdict, now, &self.settings),
        });
    }

    fn arrive(&self, world: &mut World, order: usize, number: u32, deed: Deed) {
        world.travelling.retain(|request| *request != (order, number));
        let time = world.time;
        let mut sell = |listed| world.sold.push(Sold { order, listed });
        match deed {
            Deed::Sells(later) => sell(Some(time + later)),
            Deed::SellsUnlisted => sell(None),
            Deed::FailsAndSells => sell(Some(time)),
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
    fn list(&self, world: &World, order: usize, baseline: &Baseline) -> Vec<Candidate> {
        let shown = world.sold.iter().filter(|sold| sold.listed.is_some_and(|listed| listed <= world.time));
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

    fn look(&self, world: &World, order: usize, luck: Luck) -> Look {
        let record = world.record(order);
        let attempt = record.and_then(OrderRecord::live_attempt);
        let candidates = match (luck, attempt) {
            (Luck::Well | Luck::Otherwise, Some(attempt)) => Ok(self.list(world, order, &attempt.baseline)),
            _ => Err(ReadError::Unavailable(String::new())),
        };
        let other = world.record(1 - order);
        let later = other.filter(|other| other.fulfilment == Fulfilment::Delivered).and_then(OrderRecord::live_attempt);
        let shown = world.sold.iter().any(|sold| sold.order == 1 - order && sold.listed.is_some_and(|listed| listed <= world.time));
        let came_later = later.zip(attempt).is_some_and(|(later, attempt)| later.intended_at > attempt.deadline);
        let due = record.is_some_and(|record| absence_is_due(record, world.now(), &self.settings));
        let rivals = if self.one_sim { other.cloned().into_iter().collect() } else { Vec::new() };
        Look { candidates, rivals, list_is_live: due && came_later && shown }
    }

    fn work(&self, world: &mut World, instance: usize, order: usize, luck: Luck) -> Option<()> {
        let now = world.now();
        let task = world.tasks[instance][order]?;
        let (epoch, number) = match task {
            Task::Ready { epoch } => (epoch, None),
            Task::Intended { epoch, number } | Task::SentFirst { epoch, number } | Task::Sending { epoch, number } => (epoch, Some(number)),
        };
        if let (Task::Intended { .. }, Some(number)) = (task, number) {
            let attempt = world.record(order)?.attempts.iter().find(|attempt| attempt.submission.attempt == number)?;
            if luck == Luck::Badly || attempt.deadline <= now {
                self.settle(world, order, number, &Verdict::NotSent);
                world.tasks[instance][order] = Some(Task::Ready { epoch });
            } else {
                self.depart(world, order, number);
                world.tasks[instance][order] = Some(Task::Sending { epoch, number });
            }
            return Some(());
        }
        let record = Arc::clone(&world.rows[order].as_ref()?.record);
        let unread = ReadError::Unavailable(String::new());
        let settings = &self.settings;
        let owned = match step(&record, now, settings) {
            Step::Rest => {
                let row = world.rows[order].as_mut()?;
                if row.epoch == epoch {
                    row.leased_until = None;
                }
                false
            }
            Step::ConfirmPrice => {
                let offers = if luck == Luck::Well { Ok(vec![record.quote.clone()]) } else { Err(unread) };
                self.amend(world, order, Some(epoch), |order| after_offers(order, &offers, now, settings))
            }
            Step::HoldMoney if record.money == MoneyLane::None => self.amend(world, order, Some(epoch), |_| vec![Change::Authorising]),
            Step::HoldMoney => {
                if world.money[order] == Money::Untouched {
                    world.money[order] = match luck {
                        Luck::Well | Luck::DoneInSilence => Money::Held,
                        Luck::Otherwise => Money::Declined,
                        Luck::Badly => Money::Untouched,
                    };
                }
                let answer = match (luck, world.money[order]) {
                    (Luck::Badly | Luck::DoneInSilence, _) => Err(PaymentError::Silent(String::new())),
                    (_, Money::Held) => Ok(held()),
                    (_, Money::Declined) => Ok(Authorisation::Declined),
                    _ => Err(PaymentError::Refused(String::new())),
                };
                self.amend(world, order, Some(epoch), |order| after_hold(order, &answer, now, settings))
            }
            Step::Submit => return self.submit(world, instance, order, epoch, number),
            Step::CallUnknown => self.amend(world, order, Some(epoch), |order| self.interrupted(order)),
            Step::Poll => {
                let status = match (luck, world.ends[order]) {
                    (Luck::Badly | Luck::DoneInSilence, _) => Err(unread),
                    (Luck::Otherwise, _) | (_, None) => Ok(StatusReading::NotVisible),
                    (_, Some(End::Completed)) => Ok(StatusReading::Completed { effect: format!("e{order}"), starts: Starts::Now }),
                    (_, Some(End::Failed)) => Ok(StatusReading::Failed(RejectionCode::NotAdded)),
                };
                let look = self.look(world, order, Luck::Well);
                if record.fulfilment == Fulfilment::Unknown && status == Ok(StatusReading::NotVisible) {
                    self.amend(world, order, Some(epoch), |order| after_look(order, &look, now, settings))
                } else {
                    self.amend(world, order, Some(epoch), |order| after_status(order, &status, Some(&look), now, settings))
                }
            }
            Step::Look => {
                let look = self.look(world, order, luck);
                self.amend(world, order, Some(epoch), |order| after_look(order, &look, now, settings))
            }
            Step::Recheck => {
                let look = self.look(world, order, Luck::Well);
                self.amend(world, order, Some(epoch), |order| after_recheck(order, &look.candidates, now))
            }
        };
        if !owned {
            world.tasks[instance][order] = None;
        }
        Some(())
    }

    /// P2 and T2: the baseline as the list shows it, then the intent.
    fn submit(&self, world: &mut World, instance: usize, order: usize, epoch: u64, sent_first: Option<u32>) -> Option<()> {
        let now = world.now();
        let record = Arc::clone(&world.rows[order].as_ref()?.record);
        let number = sent_first.unwrap_or(u32::try_from(record.attempts.len()).ok()? + 1);
        if self.rule == super::Rule::SendsBeforeIntent && sent_first.is_none() {
            self.depart(world, order, number);
            world.tasks[instance][order] = Some(Task::SentFirst { epoch, number });
            return Some(());
        }
        let mut attempt = fixtures::attempt(&record, number, now, &self.settings);
        if !self.by_marker {
            attempt.baseline.known = self.list(world, order, &Baseline::default()).into_iter().map(|candidate| candidate.id.0).collect();
        }
        let may_send = |order: &OrderRecord| order.fulfilment == Fulfilment::None && order.live_attempt().is_none();
        let intended = Change::Intended { attempt: Box::new(attempt) };
        let owned = self.amend(world, order, Some(epoch), |order| if may_send(order) { vec![intended.clone()] } else { Vec::new() });
        world.tasks[instance][order] = match (owned, sent_first) {
            (false, _) => None,
            (true, Some(number)) => Some(Task::Sending { epoch, number }),
            (true, None) => Some(Task::Intended { epoch, number }),
        };
        Some(())
    }

    /// A request leaves.
    fn depart(&self, world: &mut World, order: usize, number: u32) {
        let stored = world.record(order).and_then(OrderRecord::live_attempt).map(|attempt| attempt.submission.attempt);
        if stored != Some(number) {
            world.broken = Some("a request left without its intent");
        }
        world.travelling.push((order, number));
        world.travelling.sort_unstable();
    }
}
