//! Random walks through the pure machine: whatever a provider, a hook and the clock do, and however they lie, the lanes stay
//! legal and no second send leaves.

use crate::before_intent::{after_hold, after_offers, after_unreadable};
use crate::change::Change;
use crate::clock::Moment;
use crate::customer::PaymentTerms;
use crate::fixtures::{attempt, offer, order};
use crate::hold;
use crate::judge::{after_send, rejected, rejection};
use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::payment::{Authorisation, PaymentError};
use crate::reason::Doubt;
use crate::reconcile::{Look, after_look, after_recheck, after_status};
use crate::record::OrderRecord;
use crate::ruling::{Decision, Ruling, rule};
use crate::schedule::due;
use crate::settings::Settings;
use crate::step::{Step, step};
use crate::view::view;
use contract::*;
use proptest::prelude::*;
use provider::{Candidate, Evidence, ProviderOrderId, ReadError, StatusReading, Transport, UnknownWhy, Verdict};
use std::time::Duration;

fn read_error(choice: u8) -> ReadError {
    match choice % 5 {
        0 => ReadError::Unavailable(String::new()),
        1 => ReadError::Busy { retry_after: u32::from(choice) },
        2 => ReadError::NotFound,
        3 => ReadError::Retired,
        _ => ReadError::Malformed(String::new()),
    }
}

fn verdict(choice: u8) -> Verdict {
    match choice % 8 {
        0 => Verdict::NotSent,
        1 => Verdict::Unauthorised,
        2 => Verdict::Limited { wait: u32::from(choice) },
        3 => Verdict::Refused { code: RejectionCode::PurchaseLimit, retry_after: None },
        4 => Verdict::Accepted(ProviderOrderId("o-1".to_owned())),
        5 => Verdict::Delivered(ProviderOrderId("e-1".to_owned())),
        _ => Verdict::Unknown(UnknownWhy::Broken),
    }
}

fn status(choice: u8) -> Result<StatusReading, ReadError> {
    Ok(match choice % 8 {
        0 => StatusReading::Accepted,
        1 => StatusReading::Fulfilling,
        2 => StatusReading::Completed { effect: "e-1".to_owned(), starts: Starts::Now },
        3 => StatusReading::Mismatch,
        4 | 5 => StatusReading::Failed(RejectionCode::NotAdded),
        6 => StatusReading::NotVisible,
        _ => return Err(read_error(choice / 8)),
    })
}

fn held(expires_at: Option<Timestamp>) -> Authorisation {
    Authorisation::Held { authorisation: "auth".to_owned(), expires_at }
}

fn look(choice: u8) -> Look {
    let candidate = |id: &str, by_marker| Candidate {
        id: ProviderOrderId(id.to_owned()),
        by_marker,
        offer: [None, Some("3gb"), Some("1gb")]
            .into_iter()
            .cycle()
            .nth(usize::from(choice / 8))
            .flatten()
            .map(|id| id.parse().expect("an id")),
        created_at: None,
        undone: choice.is_multiple_of(11),
        starts: Starts::Unknown,
    };
    let candidates = match choice % 8 {
        0 => Err(read_error(choice / 8)),
        1 => Ok(vec![candidate("e-1", true)]),
        2 => Ok(vec![candidate("e-1", false), candidate("e-2", false)]),
        3 => Ok(vec![candidate("e-1", false)]),
        _ => Ok(Vec::new()),
    };
    Look { candidates, rivals: Vec::new(), list_is_live: choice.is_multiple_of(3) }
}

/// A walk: the order, the time, and an answer that is still under way.
struct Walk {
    order: OrderRecord,
    now: Moment,
    settings: Settings,
    late: Option<(u32, Verdict)>,
}

impl Walk {
    fn take(&mut self, changes: &[Change]) {
        let before = self.order.clone();
        self.order = before.amended(self.now, changes).unwrap_or_else(|illegal| panic!("{illegal}: {changes:?}"));
        self.judge(&before);
    }

    fn judge(&self, before: &OrderRecord) {
        let may_have_bought = self.order.attempts.iter().filter(|attempt| !attempt.without_effect).count();
        assert!(may_have_bought <= 1 && self.order.attempts.len() <= 3);
        assert!(before.fulfilment != Fulfilment::Unknown || self.order.fulfilment != Fulfilment::Submitting);
        assert!(before.fulfilment != Fulfilment::Rejected || self.order.fulfilment == Fulfilment::Rejected);
        assert!(before.fulfilment != Fulfilment::Absent || matches!(self.order.fulfilment, Fulfilment::Absent | Fulfilment::Delivered));
        let unproven = self.order.attempts.iter().any(|attempt| attempt.declared) || self.order.provider_order.is_some();
        assert!(self.order.fulfilment != Fulfilment::Rejected || !unproven, "rejected for ever, on nobody's proof");
        assert!(self.order.fulfilment != Fulfilment::Absent || self.order.watch.is_some());
        assert!(
            before.fulfilment != Fulfilment::Delivered || matches!(self.order.fulfilment, Fulfilment::Delivered | Fulfilment::Reversed)
        );
        let seen = view(&self.order);
        assert_eq!(seen.rejection.is_some(), seen.status == OrderStatus::Rejected);
        assert!(self.order.version >= before.version);
    }

    fn go(&mut self, choice: u8) {
        match self.order.money {
            MoneyLane::Capturing if choice.is_multiple_of(2) => self.take(&[Change::Captured]),
            MoneyLane::Releasing if choice.is_multiple_of(2) => self.take(&[Change::Released]),
            MoneyLane::RefundDue if choice.is_multiple_of(2) => self.take(&[Change::Refunded]),
            _ => {}
        }
        if choice.is_multiple_of(7)
            && let Some((number, verdict)) = self.late.take()
        {
            self.hear(number, &verdict);
        }
        if choice.is_multiple_of(5) {
            self.decide(choice / 5);
        }
        let (order, now, settings) = (&self.order, self.now, &self.settings);
        let changes = match step(order, now, settings) {
            Step::ConfirmPrice => {
                let price = if choice.is_multiple_of(16) { 1100 } else { 1000 };
                let offers = if choice % 16 == 1 { Err(read_error(choice / 16)) } else { Ok(vec![offer(price)]) };
                after_offers(order, &offers, now, settings)
            }
            Step::HoldMoney if order.terms != PaymentTerms::Hook => vec![Change::OnAccount],
            Step::HoldMoney if order.money == MoneyLane::None => vec![Change::Authorising],
            Step::HoldMoney => {
                let answer = match choice % 8 {
                    0 => Ok(Authorisation::Declined),
                    1 => Err(PaymentError::Silent(String::new())),
                    2 => Err(PaymentError::Refused(String::new())),
                    3 => Ok(held(None)),
                    _ => Ok(held(Some(now.plus(Duration::from_secs(u64::from(choice) * 100)).timestamp()))),
                };
                after_hold(order, &answer, now, settings)
            }
            Step::Submit if choice.is_multiple_of(16) => after_unreadable(order, &read_error(choice / 16), now, settings),
            Step::Submit => return self.send(choice),
            Step::CallUnknown => vec![Change::Unknown { why: Doubt::Interrupted }],
            Step::Poll => after_status(order, &status(choice), Some(&look(choice.rotate_left(3))), now, settings),
            Step::Look => after_look(order, &look(choice), now, settings),
            Step::Recheck => after_recheck(order, &look(choice).candidates, Some(&status(choice.rotate_left(3))), now),
            Step::Rest => {
                self.now = due(order, settings).unwrap_or_else(|| now.plus(Duration::from_secs(3_600))).max(now);
                return;
            }
        };
        self.take(&changes);
    }

    /// A person decides something, possible or not.
    fn decide(&mut self, choice: u8) {
        let decision = match choice % 6 {
            0 => Decision::Attach { effect: "e-7".to_owned(), unseen: false },
            1 => Decision::NotDelivered,
            2 => Decision::Refund,
            3 => Decision::WriteOff,
            _ => Decision::Resend,
        };
        let who = if choice.is_multiple_of(2) { "ana" } else { "ben" };
        let ruling = Ruling { decision, who: who.to_owned(), note: String::new() };
        if let Ok(changes) = rule(&self.order, &ruling, &[], self.now, &self.settings) {
            self.take(&changes);
        }
    }

    fn send(&mut self, choice: u8) {
        if !hold::lasts(&self.order, self.now, &self.settings) {
            self.take(&rejected(&self.order, rejection(RejectionCode::PaymentUnavailable, None, None)));
            return;
        }
        let number = u32::try_from(self.order.attempts.len()).expect("few") + 1;
        let attempt = attempt(&self.order, number, self.now, &self.settings);
        self.take(&[Change::Intended { attempt: Box::new(attempt) }]);
        if choice.is_multiple_of(4) {
            self.late = Some((number, verdict(choice / 4)));
        } else {
            self.hear(number, &verdict(choice));
        }
    }

    fn hear(&mut self, number: u32, verdict: &Verdict) {
        let status = matches!(verdict, Verdict::Unauthorised).then_some(401);
        let at = self.now.timestamp();
        let evidence = Evidence { transport: Transport::Complete, status, body: String::new(), retry_after: None, error: None, at };
        let changes = after_send(&self.order, number, &evidence, verdict, self.now, &self.settings);
        self.take(&changes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_walk_stays_legal_sends_once_and_settles(choices in proptest::collection::vec(any::<u8>(), 1..120), on_account: bool) {
        let terms = if on_account { PaymentTerms::Account { cap: None, since: Moment::default() } } else { PaymentTerms::Hook };
        let order = order(terms);
        let mut walk = Walk { now: order.placed_at, order, settings: Settings::default(), late: None };
        for choice in choices {
            walk.go(choice);
        }
        // From here on everybody answers: nothing new on the SIM, no live list, errands done.
        for _ in 0..400 {
            if walk.order.money == MoneyLane::Capturing { walk.take(&[Change::Captured]); }
            if walk.order.money == MoneyLane::Releasing { walk.take(&[Change::Released]); }
            walk.go(4);
        }
        let settled = !walk.order.fulfilment.is_open() || walk.order.review == Review::Open;
        prop_assert!(settled, "{:?}", walk.order.lanes());
    }
}
