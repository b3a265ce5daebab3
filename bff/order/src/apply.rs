//! Applying changes to the row of an order: the only place where lanes move.

use crate::change::Change;
use crate::clock::Moment;
use crate::lanes::{Fulfilment, Illegal, MoneyLane, Review};
use crate::reason::ReviewReason;
use crate::record::{OrderRecord, Watch};
use crate::ruling::Decision;
use contract::{Stage, StageName};

impl OrderRecord {
    /// The order after these changes; refused when a lane has no such edge or the lanes do not go together at the end.
    pub fn amended(&self, at: Moment, changes: &[Change]) -> Result<Self, Illegal> {
        let mut next = self.clone();
        for change in changes {
            let before = next.lanes();
            next.apply(at, change);
            next.revision += 1;
            before.may_become(next.lanes())?;
        }
        // A row that was spoilt from outside cannot be mended by refusing it notes: what is heard of it is still written down.
        let moved = (next.fulfilment, next.money) != (self.fulfilment, self.money);
        if moved && !next.lanes().are_legal() {
            return Err(Illegal { from: self.lanes(), to: next.lanes() });
        }
        if changes.iter().any(Change::is_visible) {
            next.version += 1;
            next.updated_at = at;
        }
        Ok(next)
    }

    fn apply(&mut self, at: Moment, change: &Change) {
        match change {
            Change::Placed { order } => *self = order.as_ref().clone(),
            Change::PriceConfirmed => {
                self.price_seen_at = Some(at);
                self.step_taken();
            }
            Change::Waiting { until } => {
                self.tries += 1;
                self.not_before = Some(*until);
            }
            Change::Authorising => self.money = MoneyLane::Authorising,
            Change::Authorised { authorisation, expires_at } => {
                self.money = MoneyLane::Authorised;
                self.hold_expires_at = *expires_at;
                self.authorisation = Some(authorisation.clone());
                self.reached(StageName::Reserved, at);
                self.step_taken();
            }
            Change::OnAccount => self.money = MoneyLane::OnAccount,
            Change::Declined => self.money = MoneyLane::Declined,
            Change::Intended { attempt } => {
                self.fulfilment = Fulfilment::Submitting;
                self.attempts.push(attempt.as_ref().clone());
                self.reached(StageName::Sent, at);
                self.step_taken();
            }
            Change::Heard { number, evidence } => {
                if let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.submission.attempt == *number) {
                    attempt.evidence = Some(evidence.as_ref().clone());
                }
            }
            Change::Withdrawn { number, not_before, declared } => {
                if let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.submission.attempt == *number) {
                    attempt.without_effect = true;
                    attempt.declared = *declared;
                }
                self.fulfilment = Fulfilment::None;
                self.provider_order = None;
                self.watch = None;
                self.stages.retain(|stage| stage.name != StageName::Sent);
                self.not_before = Some(*not_before);
            }
            Change::Accepted { order } => {
                self.fulfilment = Fulfilment::Accepted;
                self.provider_order = Some(order.clone());
                self.watch = Some(Watch::starting(at));
                self.reached(StageName::Accepted, at);
                self.step_taken();
            }
            Change::Fulfilling => self.fulfilment = Fulfilment::Fulfilling,
            Change::Unknown { .. } => {
                self.fulfilment = Fulfilment::Unknown;
                self.watch = Some(Watch::starting(at));
                self.step_taken();
            }
            Change::Delivered { effect, starts } => {
                self.fulfilment = Fulfilment::Delivered;
                self.effect = Some(effect.clone());
                self.starts = Some(*starts);
                self.delivered_at = Some(at);
                self.rejection = None;
                self.watch = Some(Watch::starting(at));
                self.reached(StageName::Added, at);
                self.step_taken();
            }
            Change::Rejected { rejection } => {
                self.fulfilment = Fulfilment::Rejected;
                self.rejection = Some(*rejection);
                self.watch = None;
                self.step_taken();
            }
            Change::Absent { rejection } => {
                // What was unknown is watched already; anything else may show its effect from now on.
                if self.fulfilment != Fulfilment::Unknown {
                    self.watch = Some(Watch::starting(at));
                }
                self.fulfilment = Fulfilment::Absent;
                self.rejection = Some(*rejection);
                self.step_taken();
            }
            Change::Reversed => {
                self.fulfilment = Fulfilment::Reversed;
                self.watch = None;
                self.step_taken();
            }
            Change::Checked { empty, not_before } => {
                self.not_before = *not_before;
                if let Some(watch) = &mut self.watch {
                    watch.last = Some(at);
                    if *empty {
                        watch.first_empty = watch.first_empty.or(Some(at));
                        watch.empty += 1;
                    }
                }
            }
            Change::Glimpsed => self.watch = self.watch.map(|watch| Watch { first_empty: None, empty: 0, ..watch }),
            Change::CalledFailed => {
                self.watch = self.watch.map(|watch| Watch { first_empty: None, empty: 0, called_failed: true, ..watch });
            }
            Change::ReviewOpened { reason } => {
                self.review = Review::Open;
                self.review_reason = Some(*reason);
                // Whoever has ordered a resend before did not know of this.
                self.resend_asked_by = None;
                self.hold_warned |= *reason == ReviewReason::HoldExpiring;
            }
            Change::Ruled { ruling } => match ruling.decision {
                Decision::Resend => self.resend_asked_by = Some(ruling.who.clone()),
                Decision::Attach { unseen, .. } => self.answered_for = unseen,
                Decision::NotDelivered | Decision::Refund | Decision::WriteOff => {}
            },
            Change::ReviewClosed { .. } => {
                self.review = Review::Closed;
                self.resend_asked_by = None;
            }
            Change::Capturing => self.money = MoneyLane::Capturing,
            Change::Captured => self.money = MoneyLane::Captured,
            Change::Releasing => self.money = MoneyLane::Releasing,
            Change::Released => self.money = MoneyLane::Released,
            Change::RefundDue => self.money = MoneyLane::RefundDue,
            Change::Refunded => self.money = MoneyLane::Refunded,
        }
    }

    fn step_taken(&mut self) {
        self.tries = 0;
        self.not_before = None;
    }

    fn reached(&mut self, name: StageName, at: Moment) {
        if !self.stages.iter().any(|stage| stage.name == name) {
            self.stages.push(Stage { name, at: at.timestamp() });
        }
    }
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
