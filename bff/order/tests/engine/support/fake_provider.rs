//! A provider that answers as it is told and remembers what was really bought.

use async_trait::async_trait;
use contract::{OfferId, RejectionCode, Starts, Timestamp};
use order::{Clock, TokioClock};
use provider::*;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it does with one send.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Sells and says so (PressOne).
    Sell,
    /// Takes the order and sells at once (Connect).
    Accept,
    /// Sells, and the answer is lost.
    SellInSilence,
    /// Does not sell, and the answer is lost.
    Silence,
    /// Never answers; sells if told so.
    Hang {
        sells: bool,
    },
    /// The connection fails.
    NoConnection,
    /// 401.
    Unauthorised,
    /// 429.
    Limited(u32),
    Refuse(RejectionCode),
    /// Sells and answers only then.
    SellAfter(Duration),
    /// Does not sell, and says that it sold that.
    Claim(&'static str),
}

/// One thing that was really bought.
#[derive(Clone, Debug)]
pub(crate) struct Bought {
    pub(crate) id: String,
    pub(crate) iccid: String,
    pub(crate) offer: OfferId,
    pub(crate) marker: Marker,
    pub(crate) at: Timestamp,
    pub(crate) listed: bool,
    pub(crate) undone: bool,
}

pub(crate) struct FakeProvider {
    by_marker: bool,
    pub(crate) acts: Mutex<VecDeque<Act>>,
    pub(crate) bought: Mutex<Vec<Bought>>,
    pub(crate) sends: Mutex<Vec<Submission>>,
    pub(crate) renewed: Mutex<u32>,
    pub(crate) looks: Mutex<u32>,
    pub(crate) statuses: Mutex<VecDeque<Result<StatusReading, ReadError>>>,
    pub(crate) listing: Mutex<Result<(), ReadError>>,
    /// Whether what is bought appears in the list.
    pub(crate) lists: Mutex<bool>,
    pub(crate) baseline: Mutex<Result<(), ReadError>>,
    clock: Mutex<Option<Arc<TokioClock>>>,
}

impl FakeProvider {
    pub(crate) fn by_marker() -> Self {
        Self {
            by_marker: true,
            acts: Mutex::default(),
            bought: Mutex::default(),
            sends: Mutex::default(),
            renewed: Mutex::default(),
            looks: Mutex::default(),
            statuses: Mutex::default(),
            listing: Mutex::new(Ok(())),
            lists: Mutex::new(true),
            baseline: Mutex::new(Ok(())),
            clock: Mutex::default(),
        }
    }

    pub(crate) fn by_difference() -> Self {
        Self { by_marker: false, ..Self::by_marker() }
    }

    pub(crate) fn set_clock(&self, clock: Arc<TokioClock>) {
        *self.clock.lock().expect("no panic") = Some(clock);
    }

    pub(crate) fn will(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().expect("no panic").extend(acts);
    }

    pub(crate) fn will_say(&self, statuses: impl IntoIterator<Item = Result<StatusReading, ReadError>>) {
        self.statuses.lock().expect("no panic").extend(statuses);
    }

    pub(crate) fn sells(&self, iccid: &str, offer: &OfferId, marker: &Marker) -> String {
        let mut bought = self.bought.lock().expect("no panic");
        let id = format!("{}", 5000 + bought.len());
        let listed = *self.lists.lock().expect("no panic");
        bought.push(Bought {
            id: id.clone(),
            iccid: iccid.to_owned(),
            offer: offer.clone(),
            marker: marker.clone(),
            at: self.at(),
            listed,
            undone: false,
        });
        id
    }

    pub(crate) fn list_everything(&self) {
        *self.lists.lock().expect("no panic") = true;
        self.bought.lock().expect("no panic").iter_mut().for_each(|bought| bought.listed = true);
    }

    /// Takes back what it sold, and says so in its list.
    pub(crate) fn take_back(&self, id: &str) {
        self.bought.lock().expect("no panic").iter_mut().filter(|bought| bought.id == id).for_each(|bought| bought.undone = true);
    }

    pub(crate) fn bought_for(&self, iccid: &str) -> usize {
        self.bought.lock().expect("no panic").iter().filter(|bought| bought.iccid == iccid).count()
    }

    pub(crate) fn sends(&self) -> Vec<Submission> {
        self.sends.lock().expect("no panic").clone()
    }

    fn at(&self) -> Timestamp {
        self.clock.lock().expect("no panic").as_ref().expect("a clock").now().timestamp()
    }

    fn heard(&self, transport: Transport, status: Option<u16>, body: String) -> Evidence {
        Evidence { transport, status, body, retry_after: None, error: None, at: self.at() }
    }
}

#[async_trait]
impl Provider for FakeProvider {
    async fn sim(&self, _sim: &SimTarget) -> Result<SimReading, ReadError> {
        Err(ReadError::NotFound)
    }

    async fn offers(&self, _sim: &SimTarget, _purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        Ok(Vec::new())
    }

    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError> {
        self.baseline.lock().expect("no panic").clone()?;
        if self.by_marker {
            return Ok(Baseline::default());
        }
        let bought = self.bought.lock().expect("no panic");
        let mine = bought.iter().filter(|bought| bought.iccid == sim.iccid.as_str() && bought.listed);
        Ok(Baseline { known: mine.map(|bought| bought.id.clone()).collect() })
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        self.sends.lock().expect("no panic").push(submission.clone());
        let act = self.acts.lock().expect("no panic").pop_front().unwrap_or(Act::Sell);
        let sell = || self.sells(submission.sim.iccid.as_str(), &submission.offer, &submission.marker);
        match act {
            Act::Sell => self.heard(Transport::Complete, Some(200), format!("sold {}", sell())),
            Act::SellAfter(delay) => {
                let id = sell();
                tokio::time::sleep(delay).await;
                self.heard(Transport::Complete, Some(200), format!("sold {id}"))
            }
            Act::Accept => self.heard(Transport::Complete, Some(202), format!("accepted order-{}", sell())),
            Act::SellInSilence => {
                sell();
                self.heard(Transport::Broken, None, String::new())
            }
            Act::Silence => self.heard(Transport::Broken, None, String::new()),
            Act::Claim(id) => self.heard(Transport::Complete, Some(200), format!("sold {id}")),
            Act::Hang { sells } => {
                if sells {
                    sell();
                }
                std::future::pending().await
            }
            Act::NoConnection => self.heard(Transport::NotSent, None, String::new()),
            Act::Unauthorised => self.heard(Transport::Complete, Some(401), String::new()),
            Act::Limited(wait) => self.heard(Transport::Complete, Some(429), format!("wait {wait}")),
            Act::Refuse(code) => self.heard(Transport::Complete, Some(422), serde_json::to_string(&code).expect("a code")),
        }
    }

    fn classify(&self, _submission: &Submission, evidence: &Evidence) -> Verdict {
        let word = |at: usize| evidence.body.split(' ').nth(at).unwrap_or_default().to_owned();
        match (evidence.transport, evidence.status) {
            (Transport::NotSent, _) => Verdict::NotSent,
            (Transport::Complete, Some(200)) => Verdict::Delivered(ProviderOrderId(word(1))),
            (Transport::Complete, Some(202)) => Verdict::Accepted(ProviderOrderId(word(1))),
            (Transport::Complete, Some(401)) => Verdict::Unauthorised,
            (Transport::Complete, Some(429)) => Verdict::Limited { wait: word(1).parse().expect("seconds") },
            (Transport::Complete, Some(422)) => {
                Verdict::Refused { code: serde_json::from_str(&evidence.body).expect("a code"), retry_after: None }
            }
            _ => Verdict::Unknown(UnknownWhy::Broken),
        }
    }

    async fn renew_token(&self) {
        *self.renewed.lock().expect("no panic") += 1;
    }

    async fn status(&self, _submission: &Submission, _order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        let mut statuses = self.statuses.lock().expect("no panic");
        // The last one stays.
        if statuses.len() > 1 { statuses.pop_front() } else { statuses.front().cloned() }.unwrap_or(Ok(StatusReading::Accepted))
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        *self.looks.lock().expect("no panic") += 1;
        self.listing.lock().expect("no panic").clone()?;
        let bought = self.bought.lock().expect("no panic");
        let shown = bought.iter().filter(|bought| {
            let ours = if self.by_marker {
                bought.marker == submission.marker
            } else {
                bought.iccid == submission.sim.iccid.as_str() && !baseline.known.contains(&bought.id)
            };
            ours && bought.listed
        });
        // As Connect is read: what was not there before and is dated before, more than the clocks differ, names no product.
        let not_before = submission.intended_at.unix_seconds() - 120;
        let is_named = |bought: &Bought| self.by_marker || bought.at.unix_seconds() >= not_before;
        let candidate = |bought: &Bought| Candidate {
            id: ProviderOrderId(bought.id.clone()),
            by_marker: self.by_marker,
            offer: Some(bought.offer.clone()).filter(|_| is_named(bought)),
            created_at: None,
            undone: bought.undone,
            starts: Starts::Unknown,
        };
        Ok(shown.map(candidate).collect())
    }

    async fn history(&self, _sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        Ok(Vec::new())
    }

    fn history_interval(&self) -> Duration {
        Duration::from_secs(900)
    }
}
