//! A provider's side: takes requests, sells, and answers as the real one does; what it really sold stands in its ledger.

use crate::ledger::{End, Ledger, Sale, Taken};
use crate::storm::{Fault as F, Storm, seconds};
use contract::{OfferId, RejectionCode, Starts};
use order::{Clock as _, Moment, TokioClock};
use provider::{Baseline, Candidate, ProviderOrderId, ReadError, StatusReading, Submission};
use serde_json::json;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How a provider can be asked what became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// PressOne: sells at once, and lists with our marker.
    Marker,
    /// Connect: accepts first, and lists without it.
    Difference,
}

/// An answer as it leaves the provider.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) retry_after: Option<u32>,
}

pub(crate) struct Server {
    pub(crate) dialect: Dialect,
    pub(crate) storm: Arc<Storm>,
    pub(crate) clock: Arc<TokioClock>,
    ledger: Mutex<Ledger>,
}

/// The clock of a provider may be behind ours by that much, in the real client's settings.
const SKEW_S: i64 = 120;

impl Server {
    pub(crate) fn new(dialect: Dialect, storm: Arc<Storm>, clock: Arc<TokioClock>) -> Self {
        Self { dialect, storm, clock, ledger: Mutex::default() }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries a request out, or not, and answers; `None`: the answer is lost.
    pub(crate) fn post(&self, submission: &Submission, fault: Option<F>) -> Option<Reply> {
        let reply = |status, body: String| Some(Reply { status, body, retry_after: None });
        let html = || "<html>gateway</html>".to_owned();
        match fault {
            Some(F::ServerError) => reply(500, html()),
            Some(F::Unexpected) => self.unexpected(),
            Some(F::Unauthorised) => reply(401, String::new()),
            Some(F::Limited) => self.limited(),
            Some(F::Refusal) => self.refusal(),
            Some(F::OddStatus) => reply(*[302, 409, 418, 204].get(self.throw("odd").below(4)).unwrap_or(&409), String::new()),
            Some(F::Undone) => {
                let id = self.sell(submission, self.clock.now());
                self.ledger().sales.iter_mut().filter(|sale| sale.id == id).for_each(|sale| sale.undone = true);
                None
            }
            _ => {
                let sold = match self.dialect {
                    Dialect::Marker => self.sold(submission),
                    Dialect::Difference => self.accepted(submission),
                };
                match fault {
                    Some(F::LostAnswer) => None,
                    Some(F::DoneServerError) => reply(503, html()),
                    Some(F::DoneGateway) => reply(502, html()),
                    Some(F::DoneGarbage) => reply(200, html()),
                    Some(F::DoneWrongEcho) => reply(200, json!({"data": {"id": "77 7", "package_id": "other"}}).to_string()),
                    Some(F::DoneUnexpected) => self.unexpected(),
                    _ => sold,
                }
            }
        }
    }

    fn throw(&self, name: &str) -> crate::dice::Throw {
        self.storm.throw(name)
    }

    fn unexpected(&self) -> Option<Reply> {
        let body = match self.dialect {
            Dialect::Marker => json!({"code": 53, "reason": "Something unexpected happened."}),
            Dialect::Difference => json!({"type": "UNEXPECTED", "messages": ["Something unexpected happened."]}),
        };
        Some(Reply { status: 422, body: body.to_string(), retry_after: None })
    }

    fn limited(&self) -> Option<Reply> {
        let body = match self.dialect {
            Dialect::Marker => json!({"message": "Too Many Attempts."}),
            Dialect::Difference => json!({"type": "TOO MANY REQUESTS", "messages": ["slow down"]}),
        };
        let retry_after = self.throw("limit").one_of(&[None, Some(2), Some(30), Some(600)]).flatten();
        Some(Reply { status: 429, body: body.to_string(), retry_after })
    }

    fn refusal(&self) -> Option<Reply> {
        let (status, body) = match self.dialect {
            Dialect::Marker => (422, json!({"data": {"package_id": "validation.order_exceed_limit"}, "meta": {"message": "wrong"}})),
            Dialect::Difference => (404, json!({"type": "SIM_NOT_FOUND", "messages": ["unknown"]})),
        };
        Some(Reply { status, body: body.to_string(), retry_after: None })
    }

    fn sold(&self, submission: &Submission) -> Option<Reply> {
        let id: u64 = self.sell(submission, self.clock.now()).parse().unwrap_or_default();
        let order = json!({"id": id, "package_id": submission.offer, "description": submission.marker.as_str(), "quantity": 1});
        Some(Reply { status: 200, body: json!({"data": order, "meta": {"message": "success"}}).to_string(), retry_after: None })
    }

    fn accepted(&self, submission: &Submission) -> Option<Reply> {
        let now = self.clock.now();
        let iccid = submission.sim.iccid.as_str();
        let mut throw = self.throw(&format!("fulfils {iccid}"));
        let ends_at = now.plus(throw.millis(5, 700));
        let id = format!("order-{}", self.ledger().taken.len());
        let fault = self
            .storm
            .strikes(&format!("order {iccid}"), &[F::NotVisible, F::Stuck, F::Failed, F::FailedButDelivers, F::Elsewhere, F::OldEffect]);
        let end = match fault {
            Some(F::Stuck) => End::Never,
            Some(F::Failed) => End::Failed,
            Some(F::FailedButDelivers) => {
                self.sell(submission, ends_at.plus(throw.millis(0, 12_000)));
                End::Failed
            }
            Some(F::Elsewhere) => {
                let sold = self.sell(submission, ends_at);
                let elsewhere = |sale: &mut Sale| "89000000000000000000".clone_into(&mut sale.iccid);
                self.ledger().sales.iter_mut().filter(|sale| sale.id == sold).for_each(elsewhere);
                End::Mismatch
            }
            Some(F::OldEffect) => {
                let old = self.listed(iccid, now).first().map(|sale| sale.id.clone());
                let new = self.sell(submission, ends_at);
                End::Completed(old.unwrap_or(new))
            }
            _ => End::Completed(self.sell(submission, ends_at)),
        };
        let visible_at = if fault == Some(F::NotVisible) { now.plus(throw.millis(10, 2_000)) } else { now };
        self.ledger().taken.push(Taken { id: id.clone(), visible_at, ends_at, end });
        Some(Reply { status: 201, body: json!({"id": id, "status": "ACCEPTED"}).to_string(), retry_after: None })
    }

    fn sell(&self, submission: &Submission, at: Moment) -> String {
        let iccid = submission.sim.iccid.as_str();
        let fault = self.storm.strikes(&format!("listing {iccid}"), &[F::ListedLate, F::ListedVeryLate, F::NeverListed, F::ListedTwice]);
        let mut throw = self.throw(&format!("late {iccid}"));
        let late = match fault {
            Some(F::ListedLate) => Some(throw.millis(10, 12_000)),
            Some(F::ListedVeryLate) => Some(seconds(3_600) * u32::try_from(throw.below(200)).unwrap_or_default()),
            Some(F::NeverListed) => None,
            _ => Some(std::time::Duration::ZERO),
        };
        let marker = Some(submission.marker.clone());
        let listed_twice = fault == Some(F::ListedTwice);
        self.enter(|id| Sale {
            id,
            iccid: iccid.to_owned(),
            offer: submission.offer.clone(),
            marker,
            at,
            listed_at: late.map(|late| at.plus(late)),
            listed_twice,
            undone: false,
        })
    }

    /// Somebody who is not a customer of ours buys for the SIM.
    pub(crate) fn foreign_purchase(&self, iccid: &str, offer: &OfferId) {
        let now = self.clock.now();
        self.enter(|id| Sale {
            id,
            iccid: iccid.to_owned(),
            offer: offer.clone(),
            marker: None,
            at: now,
            listed_at: Some(now),
            listed_twice: false,
            undone: false,
        });
    }

    fn enter(&self, sale: impl FnOnce(String) -> Sale) -> String {
        let mut ledger = self.ledger();
        let sale = sale(format!("{}", 5_001 + ledger.sales.len()));
        let id = sale.id.clone();
        ledger.sales.push(sale);
        id
    }

    fn listed(&self, iccid: &str, now: Moment) -> Vec<Sale> {
        let ledger = self.ledger();
        ledger.sales.iter().filter(|sale| sale.iccid == iccid && sale.listed_at.is_some_and(|at| at <= now)).cloned().collect()
    }

    pub(crate) fn baseline(&self, iccid: &str) -> Baseline {
        match self.dialect {
            Dialect::Marker => Baseline::default(),
            Dialect::Difference => Baseline { known: self.listed(iccid, self.clock.now()).into_iter().map(|sale| sale.id).collect() },
        }
    }

    pub(crate) fn candidates(&self, submission: &Submission, baseline: &Baseline) -> Vec<Candidate> {
        let not_before = submission.intended_at.unix_seconds() - SKEW_S;
        let listed = self.listed(submission.sim.iccid.as_str(), self.clock.now());
        let possible = listed.into_iter().filter(|sale| match self.dialect {
            Dialect::Marker => sale.marker.as_ref() == Some(&submission.marker),
            Dialect::Difference => !baseline.known.contains(&sale.id),
        });
        let mut found = Vec::new();
        for sale in possible {
            // As Connect is read: what was not there before and is dated before names no product.
            let is_named = self.dialect == Dialect::Marker || sale.at.timestamp().unix_seconds() >= not_before;
            let candidate = |id: String| Candidate {
                id: ProviderOrderId(id),
                by_marker: self.dialect == Dialect::Marker,
                offer: Some(sale.offer.clone()).filter(|_| is_named),
                created_at: Some(sale.at.timestamp()),
                undone: sale.undone,
                starts: Starts::Unknown,
            };
            found.push(candidate(sale.id.clone()));
            found.extend(sale.listed_twice.then(|| candidate(format!("9{}", sale.id))));
        }
        found
    }

    pub(crate) fn status(&self, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        let now = self.clock.now();
        let ledger = self.ledger();
        let Some(taken) = ledger.taken.iter().find(|taken| taken.id == order.0) else { return Ok(StatusReading::NotVisible) };
        Ok(match &taken.end {
            _ if now < taken.visible_at => StatusReading::NotVisible,
            _ if now < taken.ends_at && taken.ends_at.since(now) > seconds(10) => StatusReading::Accepted,
            _ if now < taken.ends_at => StatusReading::Fulfilling,
            End::Never => StatusReading::Fulfilling,
            End::Mismatch => StatusReading::Mismatch,
            End::Failed => StatusReading::Failed(RejectionCode::NotAdded),
            End::Completed(effect) => StatusReading::Completed { effect: effect.clone(), starts: Starts::Now },
        })
    }
}
