//! What the two tables of listed answers have in common.

use crate::evidence::{Evidence, Transport};
use crate::submission::{UnknownWhy, Verdict};
use contract::RejectionCode;

/// What a listed answer to a purchase means. There is no row for "unknown because unlisted": that is what is left over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Nothing was bought.
    Refused(RejectionCode),
    /// Refused because of the token.
    Unauthorised,
    /// Refused by the limiter.
    Limited,
    /// Listed as ambiguous.
    Ambiguous,
}

/// Seconds to wait when a limiter does not say: both providers count by the minute.
const A_MINUTE: u32 = 60;

impl Meaning {
    /// The verdict, with the waiting time of the evidence.
    pub(crate) fn verdict(self, evidence: &Evidence) -> Verdict {
        match self {
            Self::Refused(code) => Verdict::Refused { code, retry_after: evidence.retry_after },
            Self::Unauthorised => Verdict::Unauthorised,
            Self::Limited => Verdict::Limited { wait: evidence.retry_after.unwrap_or(A_MINUTE) },
            Self::Ambiguous => Verdict::Unknown(UnknownWhy::Code),
        }
    }
}

/// The status of a whole answer, or the verdict on an exchange that did not come that far.
pub(crate) fn whole_status(evidence: &Evidence) -> Result<u16, Verdict> {
    match (evidence.transport, evidence.status) {
        (Transport::Complete, Some(status)) => Ok(status),
        (Transport::NotSent, None) => Err(Verdict::NotSent),
        // A status without a whole body, or "not sent" with a status, contradicts itself: nobody knows.
        _ => Err(Verdict::Unknown(UnknownWhy::Broken)),
    }
}
