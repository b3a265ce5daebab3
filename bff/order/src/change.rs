//! What can happen to an order: each is an event row, and replaying them gives the order.

use crate::clock::Moment;
use crate::reason::{Doubt, ReviewReason};
use crate::record::{Attempt, OrderRecord};
use crate::ruling::Ruling;
use contract::{Rejection, Starts};
use provider::{Evidence, ProviderOrderId};
use serde::{Deserialize, Serialize};

/// One thing that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// It was placed: the row as it began. The first event of every order.
    Placed {
        /// The row.
        order: Box<OrderRecord>,
    },
    /// The offer is still made, at the quoted price.
    PriceConfirmed,
    /// A step came to nothing and is tried again then.
    Waiting {
        /// When.
        until: Moment,
    },
    /// The hook is about to be asked to hold the money.
    Authorising,
    /// The hook holds it.
    Authorised {
        /// The storefront's name for the hold.
        authorisation: String,
        /// When it ends by itself.
        #[serde(default)]
        expires_at: Option<Moment>,
    },
    /// The reseller bills it elsewhere.
    OnAccount,
    /// The hook says that the customer's payment was refused.
    Declined,
    /// The intent: from now on a send may be under way.
    Intended {
        /// What is sent.
        attempt: Box<Attempt>,
    },
    /// What came back from a send, raw.
    Heard {
        /// Which send.
        number: u32,
        /// What came back.
        evidence: Box<Evidence>,
    },
    /// It is proven, or two people have declared, that a send had no effect; the next one may follow then.
    Withdrawn {
        /// Which send.
        number: u32,
        /// The earliest time for the next one.
        not_before: Moment,
        /// By people's word, and no proof.
        #[serde(default)]
        declared: bool,
    },
    /// The provider has taken it.
    Accepted {
        /// The provider's name for it.
        order: ProviderOrderId,
    },
    /// The provider works on it.
    Fulfilling,
    /// Nobody knows what became of it.
    Unknown {
        /// Why not.
        why: Doubt,
    },
    /// The package is on the SIM.
    Delivered {
        /// The provider's name for what was put there.
        effect: String,
        /// When it starts.
        starts: Starts,
    },
    /// Nothing was bought, for certain.
    Rejected {
        /// Why.
        rejection: Rejection,
    },
    /// Nothing was bought, as far as anybody has seen; late evidence to the contrary still counts.
    Absent {
        /// As the customer is told.
        rejection: Rejection,
    },
    /// The provider took it back.
    Reversed,
    /// The provider was asked what became of it.
    Checked {
        /// The reading worked and showed nothing.
        empty: bool,
        /// The provider asks not to be asked before.
        not_before: Option<Moment>,
    },
    /// The SIM showed something that could be its effect: readings that showed nothing begin to count anew.
    Glimpsed,
    /// The provider calls it failed, for the first time: readings that showed nothing begin to count anew.
    CalledFailed,
    /// A person must decide.
    ReviewOpened {
        /// Why.
        reason: ReviewReason,
    },
    /// A person has said what is to be done; the changes that follow do it.
    Ruled {
        /// What, who and why.
        ruling: Box<Ruling>,
    },
    /// Nobody has to decide any more.
    ReviewClosed {
        /// What.
        decision: String,
        /// Who.
        who: String,
    },
    /// The money is to be taken.
    Capturing,
    /// It was taken.
    Captured,
    /// The money is to be given back.
    Releasing,
    /// It is not held any more.
    Released,
    /// The money is to be paid back.
    RefundDue,
    /// It was paid back.
    Refunded,
}

impl Change {
    /// Whether the customer can see it: only then does the version grow and a long-poll answer.
    pub const fn is_visible(&self) -> bool {
        !matches!(
            self,
            Self::PriceConfirmed
                | Self::Waiting { .. }
                | Self::Authorising
                | Self::Heard { .. }
                | Self::Checked { .. }
                | Self::Glimpsed
                | Self::CalledFailed
                | Self::Ruled { .. }
                | Self::Capturing
        )
    }

    /// The word for the log.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Placed { .. } => "placed",
            Self::PriceConfirmed => "price_confirmed",
            Self::Waiting { .. } => "waiting",
            Self::Authorising => "authorising",
            Self::Authorised { .. } => "authorised",
            Self::OnAccount => "on_account",
            Self::Declined => "declined",
            Self::Intended { .. } => "intended",
            Self::Heard { .. } => "heard",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Accepted { .. } => "accepted",
            Self::Fulfilling => "fulfilling",
            Self::Unknown { .. } => "unknown",
            Self::Delivered { .. } => "delivered",
            Self::Rejected { .. } => "rejected",
            Self::Absent { .. } => "absent",
            Self::Reversed => "reversed",
            Self::Checked { .. } => "checked",
            Self::Glimpsed => "glimpsed",
            Self::CalledFailed => "called_failed",
            Self::ReviewOpened { .. } => "review_opened",
            Self::Ruled { .. } => "ruled",
            Self::ReviewClosed { .. } => "review_closed",
            Self::Capturing => "capturing",
            Self::Captured => "captured",
            Self::Releasing => "releasing",
            Self::Released => "released",
            Self::RefundDue => "refund_due",
            Self::Refunded => "refunded",
        }
    }
}
