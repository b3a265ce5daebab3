//! Logs: one JSON object per line, and nothing in it that a customer or provider would mind.

use tracing::{Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// A subscriber that writes JSON lines. Libraries speak from `warn` on only: below that, HTTP clients print URLs, and
/// providers put ICCIDs into theirs.
pub fn subscriber<W>(level: Level, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let ours = format!("warn,bff={level},order={level},provider={level}");
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(EnvFilter::new(ours))
        .with_writer(writer)
        .finish()
}

/// Sends panics to the log, where they are found, in place of the standard error.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let text = panic.payload_as_str().unwrap_or("no text");
        tracing::error!(place, text, "a panic");
    }));
}
