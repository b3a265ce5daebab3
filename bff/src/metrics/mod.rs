//! Numbers for the machines that watch the BFF, kept per process: a second BFF in the same process counts for itself.

mod counted;

pub(crate) use counted::Counted;

use crate::app::App;
use order::{Figures, Moment};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The media type of the text.
pub(crate) const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the latency buckets, in seconds; the last ones are for long-polls and slow providers.
const SECONDS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The most reviews and dead letters that are counted; more of them need no exact number to be too many.
const COUNTED: usize = 1_000;

/// All numbers of one BFF.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    request_seconds: Family<Routed, Histogram, fn() -> Histogram>,
    calls: Calls,
    orders: Family<Outcome, Counter>,
    reviews_open: Gauge,
    dead_letters: Gauge,
    breaker_open: Family<OfAccount, Gauge>,
    recent_unknowns: Family<OfAccount, Gauge>,
    journal_up: Gauge,
}

/// Calls to providers; clones count together.
#[derive(Clone)]
pub(crate) struct Calls {
    calls: Family<Called, Counter>,
    seconds: Family<Call, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Routed {
    method: String,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    account: String,
    call: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    account: String,
    call: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfAccount {
    account: String,
}

fn latencies() -> Histogram {
    Histogram::new(SECONDS)
}

impl Metrics {
    /// None counted yet.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("topup");
        let requests = Family::default();
        registry.register("http_requests", "Answered requests, of customers and operators", requests.clone());
        let request_seconds = Family::new_with_constructor(latencies as fn() -> Histogram);
        registry.register_with_unit("http_request", "How long answers took, long-polls included", Unit::Seconds, request_seconds.clone());
        let calls = Calls { calls: Family::default(), seconds: Family::new_with_constructor(latencies) };
        registry.register("provider_calls", "Calls to providers by how they ended", calls.calls.clone());
        registry.register_with_unit("provider_call", "How long providers took", Unit::Seconds, calls.seconds.clone());
        let orders = Family::default();
        registry.register("orders", "What became of orders since this process started", orders.clone());
        let (reviews_open, dead_letters, journal_up) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register("reviews_open", "Orders that wait for a person, up to 1,000", reviews_open.clone());
        registry.register("dead_letters", "What was given up and not brought to the shop, up to 1,000", dead_letters.clone());
        let (breaker_open, recent_unknowns) = (Family::default(), Family::default());
        registry.register("breaker_open", "1: no new order is sent to this account at the moment", breaker_open.clone());
        registry.register(
            "recent_unknown_orders",
            "Orders of this account that became unknown within the breaker's window",
            recent_unknowns.clone(),
        );
        registry.register(
            "journal_up",
            "1: the journal could be read; 0: gauges of orders are of the last time it could",
            journal_up.clone(),
        );
        registry.register("build", "What runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        Self { registry, requests, request_seconds, calls, orders, reviews_open, dead_letters, breaker_open, recent_unknowns, journal_up }
    }

    /// The counters of provider calls.
    pub(crate) fn calls(&self) -> Calls {
        self.calls.clone()
    }

    /// One answered request; `route` is a template, so there are few of them.
    pub(crate) fn answered(&self, method: &http::Method, route: &str, status: u16, took: Duration) {
        // Anybody may invent methods; only known ones become names of series.
        let known =
            [http::Method::GET, http::Method::POST, http::Method::DELETE, http::Method::OPTIONS, http::Method::HEAD].contains(method);
        let method = if known { method.as_str() } else { "other" }.to_owned();
        let routed = Routed { method: method.clone(), route: route.to_owned() };
        self.request_seconds.get_or_create(&routed).observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { method, route: route.to_owned(), status }).inc();
    }

    /// Takes the numbers that are kept elsewhere: the engine's counters and what stands in the journal.
    pub(crate) async fn look(&self, app: &App) {
        self.count_orders(&app.engine.figures());
        let stood = self.look_into_journal(app).await;
        if let Err(error) = &stood {
            tracing::warn!(%error, "the journal's numbers could not be read");
        }
        self.journal_up.set(i64::from(stood.is_ok()));
    }

    async fn look_into_journal(&self, app: &App) -> Result<(), order::StorageError> {
        self.reviews_open.set(counted(app.engine.reviews_open(COUNTED).await?));
        self.dead_letters.set(counted(app.engine.dead_errands(COUNTED).await?.len()));
        let now: Moment = order::Clock::now(&order::SystemClock);
        for account in app.config.accounts.keys() {
            let unknowns = app.journal.unknowns_since(account, now.minus(app.config.orders.breaker_window)).await?;
            let is_troubled = app.engine.is_troubled(account).await?;
            let of_account = OfAccount { account: account.clone() };
            self.recent_unknowns.get_or_create(&of_account).set(i64::from(unknowns));
            self.breaker_open.get_or_create(&of_account).set(i64::from(is_troubled));
        }
        Ok(())
    }

    fn count_orders(&self, figures: &Figures) {
        let Figures { placed, delivered, rejected, unknown, reversed, reviews_opened, sends, errands_failed, breaker_trips } = *figures;
        for (outcome, count) in [
            ("placed", placed),
            ("delivered", delivered),
            ("rejected", rejected),
            ("unknown", unknown),
            ("reversed", reversed),
            ("review_opened", reviews_opened),
            ("sent", sends),
            ("errand_failed", errands_failed),
            ("breaker_tripped", breaker_trips),
        ] {
            self.orders.get_or_create(&Outcome { outcome }).inner().store(count, Ordering::Relaxed);
        }
    }

    /// All of them as text.
    pub(crate) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut told = String::new();
        text::encode(&mut told, &self.registry)?;
        Ok(told)
    }
}

fn counted(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Calls {
    /// One call that ended so.
    fn ended(&self, account: &str, call: &'static str, outcome: &'static str, took: Duration) {
        self.seconds.get_or_create(&Call { account: account.to_owned(), call }).observe(took.as_secs_f64());
        self.calls.get_or_create(&Called { account: account.to_owned(), call, outcome }).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status_and_nobody_can_invent_series() {
        let metrics = Metrics::new();
        let took = Duration::from_millis(7);
        metrics.answered(&http::Method::GET, "/v1/sims", 200, took);
        metrics.answered(&http::Method::GET, "/v1/sims", 200, took);
        metrics.answered(&http::Method::DELETE, "/v1/session", 204, took);
        for invented in ["BREW", "WHEN"] {
            metrics.answered(&invented.parse().unwrap(), "-", 404, took);
        }
        let text = metrics.text().unwrap();
        for line in [
            r#"topup_http_requests_total{method="GET",route="/v1/sims",status="200"} 2"#,
            r#"topup_http_requests_total{method="other",route="-",status="404"} 2"#,
            r#"topup_http_requests_total{method="DELETE",route="/v1/session",status="204"} 1"#,
            r#"topup_http_request_seconds_bucket{le="0.005",method="GET",route="/v1/sims"} 0"#,
            r#"topup_http_request_seconds_bucket{le="0.01",method="GET",route="/v1/sims"} 2"#,
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
    }

    #[test]
    fn the_engines_figures_replace_what_was_told_before() {
        let metrics = Metrics::new();
        metrics.count_orders(&Figures { placed: 3, ..Figures::default() });
        metrics.count_orders(&Figures { placed: 5, unknown: 1, ..Figures::default() });
        let text = metrics.text().unwrap();
        assert!(text.contains("topup_orders_total{outcome=\"placed\"} 5\n"), "{text}");
        assert!(text.contains("topup_orders_total{outcome=\"unknown\"} 1\n"), "{text}");
    }
}
