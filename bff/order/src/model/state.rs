//! What the world of the model is made of, and when two worlds are the same.

use crate::clock::Moment;
use crate::customer::PaymentTerms;
use crate::fixtures;
use crate::payment::Authorisation;
use crate::record::OrderRecord;
use provider::Verdict;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The times at which things happen, in seconds: the send; after its deadline and the leases; after the quarter of an hour of the
/// absence rule; after a day; after the watch; and a day more for what was sent last.
pub(super) const TIMES: [u64; 6] = [0, 200, 1_300, 90_000, 950_400, 1_040_000];

/// Until when processes die, workers stand still and requests travel: after that, time passes only when nothing else can happen.
pub(super) const STORM: usize = 2;

/// What one instance does for one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Task {
    /// Owns it and goes on with the next step.
    Ready { epoch: u64 },
    /// The intent is in the journal; the request has not left.
    Intended { epoch: u64, number: u32 },
    /// A rule broken on purpose: the request has left, the intent is not in the journal.
    SentFirst { epoch: u64, number: u32 },
    /// Waits for the answer.
    Sending { epoch: u64, number: u32 },
}

/// Where the money really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Money {
    Untouched,
    Held,
    Declined,
    Captured,
    Released,
}

/// What the provider really sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sold {
    pub(super) order: usize,
    /// From when on the list shows it, as an index of [`TIMES`].
    pub(super) listed: usize,
}

/// What an accepted order's status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    Completed,
    Failed,
}

/// One order in the journal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) record: Arc<OrderRecord>,
    pub(super) epoch: u64,
    pub(super) leased_until: Option<Moment>,
}

/// Everything there is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct World {
    pub(super) time: usize,
    pub(super) rows: [Option<Row>; 2],
    /// By instance, then by order.
    pub(super) tasks: [[Option<Task>; 2]; 2],
    /// Requests on their way: order and number.
    pub(super) travelling: Vec<(usize, u32)>,
    /// Answers that somebody waits for.
    pub(super) answers: Vec<(usize, u32, Verdict)>,
    pub(super) sold: Vec<Sold>,
    pub(super) ends: [Option<End>; 2],
    pub(super) money: [Money; 2],
    pub(super) crashes: u8,
    /// A rule that was broken on the way here.
    pub(super) broken: Option<&'static str>,
}

/// That index of [`TIMES`], as the journal counts.
pub(super) fn moment(time: usize) -> Moment {
    start().plus(std::time::Duration::from_secs(TIMES[time]))
}

fn start() -> Moment {
    Moment::from_unix_millis(1_795_285_800_000)
}

/// The two orders that the two customers would place, for one SIM or for two of one account.
pub(super) fn orders(one_sim: bool) -> [Arc<OrderRecord>; 2] {
    let one = fixtures::order(PaymentTerms::Hook);
    let mut other = fixtures::order(PaymentTerms::Hook);
    "cus_2".clone_into(&mut other.customer.reference);
    if !one_sim {
        other.sim.target.iccid = "89340000000000999".parse().expect("digits");
    }
    [Arc::new(one), Arc::new(other)]
}

pub(super) fn held() -> Authorisation {
    Authorisation::Held { authorisation: "auth".to_owned(), expires_at: None }
}

impl World {
    pub(super) fn new(crashes: u8) -> Self {
        Self {
            time: 0,
            rows: [None, None],
            tasks: [[None; 2]; 2],
            travelling: Vec::new(),
            answers: Vec::new(),
            sold: Vec::new(),
            ends: [None; 2],
            money: [Money::Untouched; 2],
            crashes,
            broken: None,
        }
    }

    pub(super) fn now(&self) -> Moment {
        moment(self.time)
    }

    pub(super) fn record(&self, order: usize) -> Option<&OrderRecord> {
        self.rows[order].as_ref().map(|row| row.record.as_ref())
    }

    pub(super) fn sold_for(&self, order: usize) -> usize {
        self.sold.iter().filter(|sold| sold.order == order).count()
    }
}

/// Everything that a decision may depend on; what only grows (revision, version) or is only shown (stages) is left out, or no two
/// ways would ever lead to the same world.
impl Hash for World {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.time, &self.tasks, &self.travelling, &self.sold, &self.ends, &self.money, self.crashes, self.broken).hash(state);
        for (order, number, verdict) in &self.answers {
            (order, number, format!("{verdict:?}")).hash(state);
        }
        for row in &self.rows {
            let Some(row) = row else {
                0_u8.hash(state);
                continue;
            };
            (row.epoch, row.leased_until).hash(state);
            let order = row.record.as_ref();
            (order.lanes(), format!("{:?}", order.review_reason), order.price_seen_at, order.placed_at).hash(state);
            (order.authorisation.is_some(), &order.provider_order, &order.effect, order.tries, order.not_before).hash(state);
            (order.rejection.map(|rejection| format!("{:?}", rejection.code)), order.delivered_at).hash(state);
            if let Some(watch) = order.watch {
                (watch.since, watch.last, watch.first_empty, watch.empty, watch.called_failed).hash(state);
            }
            for attempt in &order.attempts {
                let heard = attempt.evidence.as_ref().map(|evidence| (evidence.status, format!("{:?}", evidence.transport)));
                (attempt.intended_at, attempt.without_effect, &attempt.baseline.known, heard).hash(state);
            }
        }
    }
}
