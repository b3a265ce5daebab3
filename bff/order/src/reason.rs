//! Why nobody knows what became of an order, and why a person must decide.

use provider::UnknownWhy;
use serde::{Deserialize, Serialize};

/// Why nobody knows what became of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The answer does not tell.
    Answer(UnknownWhy),
    /// The process ended, or lost its lease, between the intent and the answer.
    Interrupted,
    /// The provider's statements about the order contradict each other.
    Contradiction,
    /// The provider does not show the order that it said it had accepted.
    Invisible,
}

/// Why a person must decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// More than one thing at the provider could be the effect of this order.
    SeveralCandidates,
    /// One thing could be the effect of this order or of another one of ours.
    SharedCandidate,
    /// Something new is on the SIM, and the provider does not say what it is.
    UnnamedCandidate,
    /// The provider shows the order, but as undone.
    Undone,
    /// The provider carried it out for another SIM or package.
    Mismatch,
    /// The provider says it failed, or people have said so, and yet something new is on the SIM.
    FailedButPresent,
    /// An answer says something else than what is settled already.
    Contradiction,
    /// What it seems to have bought is another order's already.
    EffectTaken,
    /// A day has passed.
    Overdue,
    /// The hold on the money ends within the hour, and nobody knows yet whether it is owed.
    HoldExpiring,
    /// It was delivered after its money had been given back.
    DeliveredAfterRelease,
    /// The provider took back what it had delivered.
    Reversed,
    /// The hold had ended before the money of a delivered order could be taken.
    HoldExpired,
    /// The hook will not take the money of a delivered order.
    CaptureRefused,
    /// The hook has not taken the money of a delivered order for a day.
    CaptureFailing,
    /// The hook will not give the money back.
    ReleaseRefused,
    /// The hook has not given the money of a rejected order back for a day.
    ReleaseFailing,
    /// The hook will not pay the money back.
    RefundRefused,
    /// The hook has not paid the money back for a day.
    RefundFailing,
}

impl ReviewReason {
    /// Whether the review only says that it takes long: then evidence may still settle the order by itself, and closes the
    /// review.
    pub(crate) const fn yields_to_evidence(self) -> bool {
        matches!(self, Self::Overdue | Self::HoldExpiring | Self::UnnamedCandidate)
    }

    /// Whether the evidence is at odds with itself, so that a person chooses. What is left is about time, or about money that does
    /// not move, and neither says anything about what is on the SIM.
    pub(crate) const fn is_doubt(self) -> bool {
        match self {
            Self::SeveralCandidates
            | Self::SharedCandidate
            | Self::Undone
            | Self::Mismatch
            | Self::FailedButPresent
            | Self::Contradiction
            | Self::EffectTaken => true,
            // Named one by one, so that whoever adds a reason must say which it is: a doubt that is taken for none moves money by itself.
            Self::UnnamedCandidate
            | Self::Overdue
            | Self::HoldExpiring
            | Self::DeliveredAfterRelease
            | Self::Reversed
            | Self::HoldExpired
            | Self::CaptureRefused
            | Self::CaptureFailing
            | Self::ReleaseRefused
            | Self::ReleaseFailing
            | Self::RefundRefused
            | Self::RefundFailing => false,
        }
    }
}
