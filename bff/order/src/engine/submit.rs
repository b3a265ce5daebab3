//! P2 to T3: baseline, durable intent, one send, evidence. The part that may never be wrong.

use super::Inner;
use super::amend::{AmendError, Under};
use super::figures::count;
use crate::before_intent::after_unreadable;
use crate::change::Change;
use crate::hold;
use crate::judge::{after_send_at_least, rejected, rejection};
use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::record::{Attempt, OrderRecord};
use contract::RejectionCode;
use provider::{Baseline, Evidence, Provider, Submission, Transport, Verdict};
use std::time::Duration;
use tokio::time::Instant;

/// The longest pause between two tries to store evidence.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How often evidence is tried to be stored once the engine is stopping.
const TRIES_WHILE_STOPPING: u32 = 10;

impl Inner {
    pub(super) async fn submit(&self, order: &OrderRecord, lease: u64) -> Result<OrderRecord, AmendError> {
        let Some(provider) = self.shop.provider(&order.sim.account) else {
            tracing::error!(order = %order.id, account = %order.sim.account, "the provider account is not configured");
            let shop_cannot = rejection(RejectionCode::ShopCannot, None, None);
            return self.amend(order, Under::Lease(lease), |order| rejected(order, shop_cannot)).await;
        };
        let mut baseline = match self.read(provider.baseline(&order.sim.target)).await {
            Ok(baseline) => baseline,
            Err(error) => {
                tracing::warn!(order = %order.id, %error, "no baseline");
                let decide = |order: &OrderRecord| after_unreadable(order, &error, self.now(), &self.settings);
                return self.amend(order, Under::Lease(lease), decide).await;
            }
        };
        let rivals = self.rivals(order).await?;
        let looked = self.last_look(provider.as_ref(), order, &rivals, lease).await?;
        if looked.revision != order.revision {
            return Ok(looked);
        }
        // What our other orders have bought was there before, whether the provider's list is asked for it or not.
        let bought: Vec<String> =
            rivals.into_iter().filter_map(|rival| rival.effect).filter(|effect| !baseline.known.contains(effect)).collect();
        baseline.known.extend(bought);
        if self.is_troubled(&order.sim.account).await? {
            return self.turn_away(order, lease).await;
        }
        if self.stopping.is_cancelled() {
            return Ok(order.clone());
        }
        // The deadline runs by the monotonic clock from before the intent, so that a slow disk shortens the send.
        let started = Instant::now();
        let attempt = self.attempt(order, baseline);
        let intend = |order: &OrderRecord| match may_send(order) {
            false => Vec::new(),
            true if !hold::lasts(order, attempt.intended_at, &self.settings) => {
                rejected(order, rejection(RejectionCode::PaymentUnavailable, None, None))
            }
            true => vec![Change::Intended { attempt: Box::new(attempt.clone()) }],
        };
        let order = self.amend(order, Under::Lease(lease), intend).await?;
        if order.fulfilment != Fulfilment::Submitting || order.live_attempt() != Some(&attempt) {
            return Ok(order);
        }
        let submission = &attempt.submission;
        let evidence = self.send(provider.as_ref(), &attempt, started).await;
        let verdict = provider.classify(submission, &evidence);
        tracing::info!(order = %order.id, attempt = submission.attempt, transport = ?evidence.transport, status = evidence.status, "answer heard");
        let order = self.settle(&order, submission.attempt, &evidence, &verdict).await?;
        if verdict == Verdict::Unauthorised {
            provider.renew_token().await;
        }
        Ok(order)
    }

    fn attempt(&self, order: &OrderRecord, baseline: Baseline) -> Attempt {
        let now = self.now();
        let submission = Submission {
            sim: order.sim.target.clone(),
            offer: order.quote.id.clone(),
            sold: order.quote.price,
            marker: order.marker.clone(),
            attempt: u32::try_from(order.attempts.len()).unwrap_or(u32::MAX).saturating_add(1),
            intended_at: now.timestamp(),
        };
        let deadline = now.plus(self.settings.submit_deadline);
        Attempt { submission, baseline, intended_at: now, deadline, evidence: None, without_effect: false, declared: false }
    }

    /// P3: one write, read to the end, never again by itself.
    async fn send(&self, provider: &dyn Provider, attempt: &Attempt, started: Instant) -> Evidence {
        let nothing = |transport, error: &str| Evidence {
            transport,
            status: None,
            body: String::new(),
            retry_after: None,
            error: Some(error.to_owned()),
            at: self.now().timestamp(),
        };
        // By both clocks: the monotonic one stands still while a machine sleeps, and others have called the send unknown by then.
        let by_the_wall = attempt.deadline.since(self.now());
        let left = self.settings.submit_deadline.saturating_sub(started.elapsed()).min(by_the_wall);
        if left.is_zero() {
            return nothing(Transport::NotSent, "the deadline had passed before the send began");
        }
        count(&self.counters.sends);
        let answer = tokio::time::timeout(left, provider.submit(&attempt.submission)).await;
        answer.unwrap_or_else(|_| nothing(Transport::Broken, "the deadline passed"))
    }

    /// T3: evidence is stored, whatever it takes and whoever owns the order by now.
    async fn settle(&self, order: &OrderRecord, number: u32, evidence: &Evidence, verdict: &Verdict) -> Result<OrderRecord, AmendError> {
        let mut pause = Duration::from_millis(50);
        let mut tries = 0;
        loop {
            let decide = |order: &OrderRecord| after_send_at_least(order, number, evidence, verdict, self.now(), &self.settings);
            let failure = match self.amend(order, Under::Evidence, decide).await {
                Err(error @ AmendError::Storage(_)) => error,
                settled => return settled,
            };
            tries += 1;
            tracing::error!(order = %order.id, error = %failure, tries, "evidence waits for the journal");
            if self.stopping.is_cancelled() && tries >= TRIES_WHILE_STOPPING {
                return Err(failure);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

fn may_send(order: &OrderRecord) -> bool {
    let paid = matches!(order.money, MoneyLane::Authorised | MoneyLane::OnAccount);
    order.fulfilment == Fulfilment::None && order.review != Review::Open && paid && order.live_attempt().is_none()
}
