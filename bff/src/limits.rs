//! How much one customer may ask, so that nobody uses up the providers' budgets for all.

use crate::config::LimitConfig;
use crate::failure::Failure;
use crate::session::HandleHash;
use contract::ProblemCode;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use order::Customer;
use std::hash::Hash;

/// Limits per session and per customer.
pub(crate) struct Limits {
    requests: DefaultKeyedRateLimiter<HandleHash>,
    sessions: DefaultKeyedRateLimiter<Customer>,
}

impl Limits {
    /// As configured.
    pub(crate) fn new(config: &LimitConfig) -> Self {
        let requests = Quota::per_minute(config.requests_per_minute).allow_burst(config.request_burst);
        Self { requests: RateLimiter::keyed(requests), sessions: RateLimiter::keyed(Quota::per_minute(config.sessions_per_minute)) }
    }

    /// One request of a session.
    pub(crate) fn request(&self, session: HandleHash) -> Result<(), Failure> {
        check(&self.requests, &session)
    }

    /// One new session of a customer; also the moment to forget who has been quiet.
    pub(crate) fn session(&self, customer: &Customer) -> Result<(), Failure> {
        self.requests.retain_recent();
        self.sessions.retain_recent();
        check(&self.sessions, customer)
    }
}

fn check<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Failure> {
    limiter.check_key(key).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now()).as_secs().saturating_add(1);
        let wait = u32::try_from(wait).unwrap_or(60);
        Failure::new(ProblemCode::RateLimited, format!("too many requests from this customer: wait {wait} s")).with_wait(wait)
    })
}
