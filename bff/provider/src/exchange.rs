//! One HTTP exchange: two kinds of client, and how an answer is read to its end.

use crate::config::{ConfigError, Timeouts};
use crate::evidence::{Evidence, Transport};
use crate::reading::ReadError;
use contract::Timestamp;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Client, ClientBuilder, Request, redirect, retry};
use std::error::Error;
use std::time::Duration;
use time::OffsetDateTime;

/// Longest answer to a send that is kept.
pub(crate) const SUBMIT_CAP: usize = 64 * 1024;
/// Longest answer to a read: a catalogue page of a hundred products is a tenth of it.
pub(crate) const READ_CAP: usize = 4 * 1024 * 1024;

fn client(timeouts: &Timeouts, total_ms: u32) -> ClientBuilder {
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
    Client::builder()
        .user_agent(concat!("esim-topup/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        // A redirect would carry the bearer token, or a purchase, to an address that nobody configured.
        .redirect(redirect::Policy::none())
        .referer(false)
        // Calls go where they are configured to go, whatever the environment says: a proxy could answer in a provider's name.
        .no_proxy()
        .connect_timeout(Duration::from_millis(timeouts.connect_ms.get().into()))
        .timeout(Duration::from_millis(total_ms.into()))
}

fn built(builder: ClientBuilder) -> Result<Client, ConfigError> {
    builder.build().map_err(|error| ConfigError::new("base_url", format!("no HTTP client can be made: {}", words(&error))))
}

/// The client for reads: pooled connections.
pub(crate) fn reading_client(timeouts: &Timeouts) -> Result<Client, ConfigError> {
    built(client(timeouts, timeouts.read_ms.get()).pool_idle_timeout(Duration::from_secs(30)))
}

/// The client for purchases: a fresh connection each, HTTP/1.1, and nothing is ever sent twice. reqwest and hyper would
/// otherwise repeat a request on their own when a pooled connection or a peer seems to have refused it.
pub(crate) fn submitting_client(timeouts: &Timeouts) -> Result<Client, ConfigError> {
    built(submitting(timeouts))
}

fn submitting(timeouts: &Timeouts) -> ClientBuilder {
    client(timeouts, timeouts.submit_ms.get()).http1_only().retry(retry::never()).pool_max_idle_per_host(0)
}

/// A whole answer. No `Debug`: its body may quote ICCIDs.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Runs one exchange to its end, whatever that is.
pub(crate) async fn exchange(client: &Client, request: Request, cap: usize) -> Evidence {
    let mut evidence =
        Evidence { transport: Transport::Broken, status: None, body: String::new(), retry_after: None, error: None, at: now() };
    match client.execute(request).await {
        Err(error) => {
            // Nothing but a connection that never stood proves that nothing was sent; `is_request` and even "connection
            // closed before message completed" also happen after the peer has read the whole order.
            if error.is_connect() {
                evidence.transport = Transport::NotSent;
            }
            evidence.error = Some(words(&error));
        }
        Ok(mut response) => {
            evidence.status = Some(response.status().as_u16());
            evidence.retry_after = patience(response.headers(), OffsetDateTime::now_utc());
            let mut bytes = Vec::new();
            loop {
                match response.chunk().await {
                    Ok(Some(chunk)) => {
                        let room = cap.saturating_sub(bytes.len());
                        bytes.extend(chunk.iter().take(room));
                        if chunk.len() > room {
                            evidence.error = Some(format!("the answer is longer than {cap} bytes"));
                            break;
                        }
                    }
                    Ok(None) => {
                        evidence.transport = Transport::Complete;
                        break;
                    }
                    Err(error) => {
                        evidence.error = Some(words(&error));
                        break;
                    }
                }
            }
            evidence.body = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    evidence.at = now();
    evidence
}

/// What an exchange means to somebody who only wanted to read.
pub(crate) fn reply(evidence: Evidence) -> Result<Reply, ReadError> {
    match (evidence.transport, evidence.status) {
        (Transport::Complete, Some(status)) => Ok(Reply { status, retry_after: evidence.retry_after, body: evidence.body }),
        _ => Err(ReadError::Unavailable(evidence.error.unwrap_or_else(|| "no answer".to_owned()))),
    }
}

/// Evidence that no byte was sent, and why.
pub(crate) fn not_sent(why: String) -> Evidence {
    Evidence { transport: Transport::NotSent, status: None, body: String::new(), retry_after: None, error: Some(why), at: now() }
}

/// The time now, to the second.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix_seconds(OffsetDateTime::now_utc().unix_timestamp())
}

/// An error and its causes, without the URL: PressOne's URLs hold ICCIDs.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let mut text = match () {
        () if error.is_timeout() => "timed out",
        () if error.is_connect() => "no connection",
        () if error.is_builder() => "the request cannot be made",
        () if error.is_body() || error.is_decode() => "the answer broke off",
        () => "the exchange broke",
    }
    .to_owned();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Seconds to wait: `Retry-After`, or `x-rate-limit-reset` in milliseconds since 1970 if that is a time within the next ten
/// minutes (another provider's header of that name may count something else).
fn patience(headers: &HeaderMap, now: OffsetDateTime) -> Option<u32> {
    let number = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse::<i128>().ok());
    if let Some(seconds) = number("retry-after").filter(|seconds| (0..=86_400).contains(seconds)) {
        return u32::try_from(seconds).ok();
    }
    let wait_ms = number("x-rate-limit-reset")?.checked_sub(now.unix_timestamp_nanos() / 1_000_000)?;
    if (1..=600_000).contains(&wait_ms) { u32::try_from(wait_ms.unsigned_abs().div_ceil(1_000)).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::header::HeaderName;

    #[test]
    fn waiting_times_are_read_only_when_they_can_be_true() {
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
        for (name, value, seconds) in [
            ("retry-after", "30", Some(30)),
            ("retry-after", " 30 ", Some(30)),
            ("retry-after", "0", Some(0)),
            ("retry-after", "-1", None),
            ("retry-after", "99999999999999999999999999999999999999999999", None),
            ("retry-after", "Fri, 31 Dec 2027 23:59:59 GMT", None),
            ("x-rate-limit-reset", "1800000012500", Some(13)),
            ("x-rate-limit-reset", "1800000012", None),
            ("x-rate-limit-reset", "1799999999000", None),
            ("x-rate-limit-reset", "1800009999000", None),
            ("date", "30", None),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(value))]);
            assert_eq!(patience(&headers, now), seconds, "{name}: {value}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_anybody_wait_for_longer_than_a_day(
            name in prop::sample::select(vec!["retry-after", "x-rate-limit-reset"]),
            value in prop_oneof![prop::collection::vec(any::<u8>(), 0..40), any::<i128>().prop_map(|number| number.to_string().into_bytes())],
            now in 0_i64..4_000_000_000,
        ) {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value)]);
                let wait = patience(&headers, OffsetDateTime::from_unix_timestamp(now).unwrap());
                prop_assert!(wait.is_none_or(|seconds| seconds <= 86_400), "{:?}", wait);
            }
        }
    }
}

#[cfg(test)]
#[path = "exchange_tls_tests.rs"]
mod tls_tests;
