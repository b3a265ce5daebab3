//! What an instance does for an order that it owns: the next step of the real decisions, and the journal's part in it.

use super::moves::Luck;
use super::state::{End, Money, Task, World, held};
use super::{Model, Rule};
use crate::before_intent::{after_hold, after_offers};
use crate::change::Change;
use crate::fixtures;
use crate::judge::{after_send, rejected, rejection};
use crate::lanes::{Fulfilment, MoneyLane};
use crate::payment::{Authorisation, PaymentError};
use crate::reason::Doubt;
use crate::reconcile::{after_look, after_recheck, after_status};
use crate::record::OrderRecord;
use crate::step::{Step, step};
use contract::{RejectionCode, Starts};
use provider::{Baseline, Evidence, ReadError, StatusReading, Transport, Verdict};
use std::sync::Arc;

impl Model {
    pub(super) fn interrupted(&self, order: &OrderRecord) -> Vec<Change> {
        match order.fulfilment {
            Fulfilment::Submitting if self.rule == Rule::GivesUpUnknown => rejected(order, rejection(RejectionCode::Absent, None, None)),
            Fulfilment::Submitting => vec![Change::Unknown { why: Doubt::Interrupted }],
            _ => Vec::new(),
        }
    }

    /// Decides on the row as it stands and stores it; `false`: the lease is lost.
    pub(super) fn amend(&self, world: &mut World, order: usize, epoch: Option<u64>, decide: impl Fn(&OrderRecord) -> Vec<Change>) -> bool {
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
                let late =
                    matches!((from, to), (Fulfilment::Absent, Fulfilment::Delivered) | (Fulfilment::Delivered, Fulfilment::Reversed));
                if settled && from != to && !late {
                    world.broken = Some("what was settled moved");
                }
                row.record = Arc::new(next);
            }
            Err(_) => world.broken = Some("the lanes refused a change"),
        }
        true
    }

    pub(super) fn settle(&self, world: &mut World, order: usize, number: u32, verdict: &Verdict) {
        let now = world.now();
        let (transport, status) = match verdict {
            Verdict::NotSent => (Transport::NotSent, None),
            Verdict::Unknown(_) => (Transport::Broken, None),
            Verdict::Limited { .. } => (Transport::Complete, Some(429)),
            _ => (Transport::Complete, Some(200)),
        };
        let evidence = Evidence { transport, status, body: String::new(), retry_after: None, error: None, at: now.timestamp() };
        self.amend(world, order, None, |order| match verdict {
            Verdict::Unknown(_) if self.rule == Rule::ResendsUnknown && order.fulfilment == Fulfilment::Submitting => {
                vec![Change::Withdrawn { number, not_before: now, declared: false }]
            }
            _ => after_send(order, number, &evidence, verdict, now, &self.settings),
        });
    }

    pub(super) fn work(&self, world: &mut World, instance: usize, order: usize, luck: Luck) -> Option<()> {
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
                self.amend(world, order, Some(epoch), |order| after_recheck(order, &look.candidates, None, now))
            }
        };
        if !owned {
            world.tasks[instance][order] = None;
        }
        Some(())
    }

    /// P2 and T2: the baseline as the list shows it, then the intent.
    pub(super) fn submit(&self, world: &mut World, instance: usize, order: usize, epoch: u64, sent_first: Option<u32>) -> Option<()> {
        let now = world.now();
        let record = Arc::clone(&world.rows[order].as_ref()?.record);
        let number = sent_first.unwrap_or(u32::try_from(record.attempts.len()).ok()? + 1);
        if self.rule == Rule::SendsBeforeIntent && sent_first.is_none() {
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
    pub(super) fn depart(&self, world: &mut World, order: usize, number: u32) {
        let stored = world.record(order).and_then(OrderRecord::live_attempt).map(|attempt| attempt.submission.attempt);
        if stored != Some(number) {
            world.broken = Some("a request left without its intent");
        }
        world.travelling.push((order, number));
        world.travelling.sort_unstable();
    }
}
