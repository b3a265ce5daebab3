//! How long the engine waits for what, in one place.

use std::time::Duration;

/// Deadlines and schedules. The defaults are the ones the protocol was designed with; [`Settings::hurried`] is for tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The longest one send to a provider may take, from the intent to the last byte of the answer.
    pub submit_deadline: Duration,
    /// How long after that another worker may take the order over, as unknown.
    pub submit_grace: Duration,
    /// How long a worker owns an order that it has claimed; longer than any other phase may take.
    pub lease: Duration,
    /// The longest one reading at a provider may take.
    pub read_timeout: Duration,
    /// Pauses between tries of what comes before the intent (live offers, baseline, authorisation); then the order is rejected.
    pub before_intent: Vec<Duration>,
    /// Pauses before the second and third attempt of a send that provably had no effect.
    pub resend: Vec<Duration>,
    /// The longest wait that a limiter may ask for before the order is rejected instead.
    pub limiter_patience: Duration,
    /// How long the live price of P0 holds; older than that, it is asked again before the intent.
    pub price_holds: Duration,
    /// How long an accepted order may be invisible to its status call before it counts as unknown.
    pub invisible: Duration,
    /// Over how long the SIM must show nothing new before a provider's "failed" is believed: a failed order has been seen to
    /// deliver seconds later.
    pub failed_settles: Duration,
    /// The steps of a schedule are divided by this, so that a test of ten days takes seconds.
    pub hurry: u32,
    /// More unknown outcomes than this within [`Self::breaker_window`] stop new sends to a provider account.
    pub breaker_unknowns: u32,
    /// Over how long unknown outcomes are counted.
    pub breaker_window: Duration,
    /// How many orders are worked on at the same time.
    pub concurrency: usize,
    /// How many of them may be of one provider account, so that one that hangs leaves room for the others.
    pub per_account: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            submit_deadline: seconds(60),
            submit_grace: seconds(30),
            lease: seconds(180),
            read_timeout: seconds(20),
            before_intent: vec![seconds(1), seconds(3)],
            resend: vec![seconds(1), seconds(5)],
            limiter_patience: seconds(60),
            price_holds: seconds(120),
            invisible: seconds(60),
            failed_settles: seconds(10),
            hurry: 1,
            breaker_unknowns: 5,
            breaker_window: seconds(600),
            concurrency: 64,
            per_account: 24,
        }
    }
}

impl Settings {
    /// Everything that is waited for without being talked to, divided: pauses, schedules, the absence rule, the day until
    /// review. Deadlines of calls stay as they are, because the network is not faster in a test.
    #[must_use]
    pub fn hurried(mut self, by: u32) -> Self {
        let by = by.max(1);
        let divide = |span: &Duration| *span / by;
        self.before_intent = self.before_intent.iter().map(divide).collect();
        self.resend = self.resend.iter().map(divide).collect();
        self.invisible /= by;
        self.failed_settles /= by;
        self.breaker_window /= by;
        self.hurry = self.hurry.saturating_mul(by);
        self
    }
}
