//! What a provider said to one send, kept raw.

use contract::Timestamp;

/// What came back from one send, or how the connection ended; stored whole before it is judged.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
