//! What a provider said to one send, kept raw.

use contract::Timestamp;
use std::fmt;

/// What came back from one send, or how the connection ended; stored whole before it is judged.
/// `Debug` tells the length of the body only: PressOne's code 73 quotes the ICCID.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Evidence {
    /// How far the exchange came.
    pub transport: Transport,
    /// The HTTP status, when a head was read.
    pub status: Option<u16>,
    /// The body as far as it was read, at most 64 KiB, as text (invalid UTF-8 replaced).
    pub body: String,
    /// Seconds from `Retry-After` or a plausible `x-rate-limit-reset`.
    pub retry_after: Option<u32>,
    /// The client's words for a failed exchange, without URL or secret.
    pub error: Option<String>,
    /// When the exchange ended.
    pub at: Timestamp,
}

/// How far one exchange came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// No connection came about (DNS, TCP, TLS), or no token could be had: no byte of the order was sent.
    NotSent,
    /// Something may have been sent, and the answer was not read to its end.
    Broken,
    /// The whole answer was read.
    Complete,
}

impl fmt::Debug for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { transport, status, body, retry_after, error, at } = self;
        formatter
            .debug_struct("Evidence")
            .field("transport", transport)
            .field("status", status)
            .field("body_bytes", &body.len())
            .field("retry_after", retry_after)
            .field("error", error)
            .field("at", at)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::fixtures::complete;

    #[test]
    fn debug_never_shows_the_body() {
        let evidence = complete(422, r#"{"code": 73, "reason": "8988200000000417736 was recycled"}"#);
        assert!(!format!("{evidence:?}").contains("8988"));
    }
}
