//! Everything that the browser sent and received.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// One request of the browser and its whole answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method of the request.
    pub method: Method,
    /// Path and query, as the browser asked.
    pub path: String,
    /// The headers that the browser sent.
    pub request_headers: HeaderMap,
    /// The body that the browser sent.
    pub request: Bytes,
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers that the browser received.
    pub response_headers: HeaderMap,
    /// The body that the browser received.
    pub response: Bytes,
}

impl Exchange {
    /// All that the browser received: headers and body. Bytes that are no text become replacement characters.
    #[must_use]
    pub fn received(&self) -> String {
        let headers: String =
            self.response_headers.iter().map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))).collect();
        headers + "\n" + &String::from_utf8_lossy(&self.response)
    }
}

/// The recording, oldest exchange first. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Record(Arc<Mutex<Vec<Exchange>>>);

impl Record {
    /// All exchanges so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.lock().clone()
    }

    /// The exchanges whose path starts so.
    #[must_use]
    pub fn below(&self, path: &str) -> Vec<Exchange> {
        self.lock().iter().filter(|exchange| exchange.path.starts_with(path)).cloned().collect()
    }

    /// The paths of all answers in which `secret` stands.
    #[must_use]
    pub fn leaks_of(&self, secret: &str) -> Vec<String> {
        let found = |exchange: &&Exchange| exchange.received().contains(secret);
        self.lock().iter().filter(found).map(|exchange| exchange.path.clone()).collect()
    }

    /// A line for each.
    pub(crate) fn told(&self) -> String {
        self.lock().iter().map(|exchange| format!("{} {} {}\n", exchange.method, exchange.path, exchange.status)).collect()
    }

    pub(crate) fn add(&self, exchange: Exchange) {
        self.lock().push(exchange);
    }

    /// A test that panicked while it held the lock leaves a recording that is still whole.
    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(path: &str, header: &'static str, body: &'static str) -> Exchange {
        let mut response_headers = HeaderMap::new();
        response_headers.insert("x-note", http::HeaderValue::from_static(header));
        Exchange {
            method: Method::GET,
            path: path.to_owned(),
            request_headers: HeaderMap::new(),
            request: Bytes::new(),
            status: StatusCode::OK,
            response_headers,
            response: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn a_secret_is_found_in_headers_and_bodies() {
        let record = Record::default();
        record.add(exchange("/in-body", "", "a secret word"));
        record.add(exchange("/in-header", "a secret word", ""));
        record.add(exchange("/clean", "nothing", "here"));
        assert_eq!(record.leaks_of("secret word"), ["/in-body", "/in-header"]);
    }
}
