//! One send of an order, and what an answer to it can mean.

use contract::{Iccid, Money, OfferId, RejectionCode, SimKind, Timestamp};
use std::fmt;

/// A SIM as a provider needs to know it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SimTarget {
    /// Which SIM.
    pub iccid: Iccid,
    /// eSIM or plastic card (Connect `sim_type`).
    pub kind: SimKind,
    /// ISO 3166-1 alpha-2 (Connect `country`).
    pub country: Option<String>,
    /// The device that holds an eSIM (Connect eSIM top-ups).
    pub device: Option<Device>,
}

/// The device that holds an eSIM (Connect `subscriber.device`).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Device {
    /// `ios`, `android` or `iot`.
    pub operating_system: String,
    /// Free text.
    pub model: Option<String>,
    /// Unique id of the device.
    pub id: Option<String>,
}

/// Our unguessable tag on an order, sent with every attempt: `tu` and 26 characters of `[a-z0-9]`, because PressOne's
/// filter is a LIKE without case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Marker(String);

/// Why a text is not a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkerError;

impl Marker {
    /// A new one from 26 random letters and digits.
    pub fn random() -> Self {
        use rand::RngExt as _;
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut random = rand::rng();
        let tail = (0..26).filter_map(|_| ALPHABET.get(random.random_range(0..ALPHABET.len()))).map(|byte| char::from(*byte));
        Self("tu".chars().chain(tail).collect())
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Marker {
    type Error = MarkerError;

    fn try_from(text: String) -> Result<Self, MarkerError> {
        let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if plain && (26..=64).contains(&text.len()) { Ok(Self(text)) } else { Err(MarkerError) }
    }
}

impl From<Marker> for String {
    fn from(marker: Marker) -> Self {
        marker.0
    }
}

impl fmt::Display for MarkerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a marker is 26 to 64 lower-case letters and digits")
    }
}

impl std::error::Error for MarkerError {}

/// One send of an order.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Submission {
    /// The SIM to top up.
    pub sim: SimTarget,
    /// The package or product to buy.
    pub offer: OfferId,
    /// What the customer pays (Connect `sold_price`, `sold_currency`).
    pub sold: Money,
    /// Our tag (PressOne `description`; Connect's `X-Correlation-ID` is derived from it and `attempt`).
    pub marker: Marker,
    /// 1 for the first send, 2 or 3 only after proof that the one before had no effect.
    pub attempt: u32,
    /// When the intent was made durable; candidates older than this minus clock skew are not ours.
    pub intended_at: Timestamp,
}

/// The provider's name for an order (PressOne numeric id, Connect UUID) or, where that was never learnt, for its effect.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ProviderOrderId(pub String);

/// What the provider showed for a SIM before the send: ids of orders or subscriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Baseline {
    /// PressOne: ids of history entries are too dear to read (1 call per 15 minutes), so this is empty there and the marker
    /// does the work. Connect: ids of all subscriptions of the SIM.
    pub known: Vec<String>,
}

/// What an answer to a send means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Proof that no byte of the order was sent: may be sent again.
    NotSent,
    /// Refused before it had an effect, because of the token: may be sent again once with a new one.
    Unauthorised,
    /// Refused before it had an effect, in the limiter's own words: may be sent again after that many seconds.
    Limited {
        /// Seconds to wait.
        wait: u32,
    },
    /// A listed refusal: nothing was bought.
    Refused {
        /// The cause, for the customer.
        code: RejectionCode,
        /// Seconds after which a new order makes sense, when the provider says so.
        retry_after: Option<u32>,
    },
    /// Taken, not yet carried out: poll this order.
    Accepted(ProviderOrderId),
    /// Carried out: id, ICCID and package match what was asked.
    Delivered(ProviderOrderId),
    /// Everything else: only reconciliation can tell.
    Unknown(UnknownWhy),
}

/// Why an answer does not tell what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownWhy {
    /// The exchange broke after something may have been sent.
    Broken,
    /// A status that is no listed answer (all 5xx and 3xx among them).
    Status,
    /// A success status with a body that cannot be read.
    Unreadable,
    /// A success that speaks of something else than what was asked.
    Mismatch,
    /// A refusal whose code is not listed, or code 53.
    Code,
}
