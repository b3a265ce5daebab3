//! What a provider says when it is asked.

use crate::submission::ProviderOrderId;
use contract::{DataLeft, Meter, OfferId, Origin, PackageState, RejectionCode, SimState, Starts, Timestamp, WhyNot};

/// Why a provider could not be read. `Display` is for the log: no URL, no secret, no whole ICCID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No answer, a 5xx, or a broken one.
    #[error("the provider does not answer: {0}")]
    Unavailable(String),
    /// The provider's limiter, or our own budget for it.
    #[error("the provider asks to wait {retry_after} s")]
    Busy {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The provider does not know this SIM or order.
    #[error("the provider does not know it")]
    NotFound,
    /// The SIM was retired (PressOne code 73).
    #[error("the SIM was retired")]
    Retired,
    /// Credentials, allow list, quota: the operator's matter.
    #[error("the provider refuses us: {0}")]
    Refused(String),
    /// An answer that cannot be read.
    #[error("the provider's answer cannot be read: {0}")]
    Malformed(String),
}

/// State of a SIM as its provider sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimReading {
    /// Where it is in its life.
    pub state: SimState,
    /// Data left over all running packages.
    pub data: Option<DataLeft>,
    /// Voice minutes.
    pub minutes: Option<Meter>,
    /// Text messages.
    pub texts: Option<Meter>,
    /// When the last running package ends.
    pub expires_at: Option<Timestamp>,
    /// Why it cannot be topped up, as far as this reading tells.
    pub why_not: Option<WhyNot>,
}

/// Where an accepted order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusReading {
    /// Taken, not started.
    Accepted,
    /// Under way; also every status word that we do not know.
    Fulfilling,
    /// Done: the effect's id, and whether it already runs. ICCID and package were compared with the submission.
    Completed {
        /// PressOne order id, Connect subscription id.
        effect: String,
        /// Whether the package runs.
        starts: Starts,
    },
    /// Done, but for another SIM or package than was asked: a person must look.
    Mismatch,
    /// The provider says it did not work. A claim, to be checked against what is on the SIM.
    Failed(RejectionCode),
    /// Not visible (yet): Connect may answer 404 just after `ACCEPTED`.
    NotVisible,
}

/// Something at the provider that could be the effect of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// PressOne order id, Connect subscription id.
    pub id: ProviderOrderId,
    /// Carries our marker, compared for equality (PressOne): as strong as an answer to the send.
    pub by_marker: bool,
    /// The package or product, when the provider says it.
    pub offer: Option<OfferId>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// It exists, and the provider itself marks it failed or refunded. A person must look.
    pub undone: bool,
    /// Whether the package runs.
    pub starts: Starts,
}

/// One package on a SIM.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HistoryEntry {
    /// The provider's id of the entry (Connect: the subscription id).
    pub id: String,
    /// The package or product, when the provider says it.
    pub offer: Option<OfferId>,
    /// The provider's name for it.
    pub title: String,
    /// Bought with the SIM, or later.
    pub origin: Origin,
    /// Where it is in its life.
    pub state: PackageState,
    /// Data left of what it held.
    pub data: Option<DataLeft>,
    /// When it was bought.
    pub bought_at: Option<Timestamp>,
    /// When it started.
    pub activated_at: Option<Timestamp>,
    /// When it ends or ended.
    pub expires_at: Option<Timestamp>,
}
