//! What the host is told about a trouble: everything that a program may decide by, and nothing that a person reads.

use crate::{Action, Approval, Session, State, Step, Trouble, TroubleKind};
use contract::Timestamp;

/// A trouble, as `topup-error` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The BFF's code, or the journey's own name for what the BFF has not said.
    pub code: &'static str,
    /// What could not be done.
    pub stage: Stage,
    /// Whether the customer, or the page, can go on without the shop.
    pub recoverable: bool,
    /// Seconds before which trying again is useless.
    pub retry_after: Option<i64>,
    /// What helps.
    pub action: &'static str,
    /// Names the failure in the BFF's log.
    pub diagnostics_id: Option<String>,
    /// What the host has approved in vain.
    pub approval: Option<Approval>,
}

/// What could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Opening a session.
    Session,
    /// Listing the SIMs.
    Sims,
    /// Listing the packages.
    Packages,
    /// Checking what is about to be ordered.
    Review,
    /// Ordering it.
    Submit,
    /// Asking where an order stands.
    Status,
    /// Listing what is on a SIM.
    History,
}

impl Stage {
    /// As the host's events say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Sims => "sims",
            Self::Packages => "packages",
            Self::Review => "review",
            Self::Submit => "submit",
            Self::Status => "status",
            Self::History => "history",
        }
    }

    /// What cannot be done in that state. A step may also show why the one before it has failed: that is the caller's to know.
    pub(crate) fn of(state: &State) -> Self {
        match &state.step {
            _ if matches!(state.session, Session::Lost(_)) => Self::Session,
            Step::Stopped(trouble) if trouble.kind == TroubleKind::Session => Self::Session,
            Step::Stopped(_) if state.options.view == crate::View::Status => Self::Status,
            Step::Starting | Step::ChooseSim(_) | Step::Stopped(_) => Self::Sims,
            Step::ChoosePackage(_) => Self::Packages,
            Step::Review(_) => Self::Review,
            Step::Approving(_) | Step::Submitting(_) => Self::Submit,
            Step::Waiting(_) => Self::Status,
            Step::Outcome(_) | Step::History(_) => Self::History,
        }
    }
}

impl Fault {
    /// What a trouble at a stage means to a program.
    pub fn new(trouble: &Trouble, stage: Stage, now: Timestamp) -> Self {
        let wait = crate::seconds_to_wait(trouble.action, now);
        let (action, recoverable) = match trouble.action {
            Action::TryAgain => ("retry", true),
            Action::WaitUntil(_) => ("wait", true),
            Action::ChoosePackage => ("choose_package", true),
            Action::ChooseSim => ("choose_sim", true),
            Action::SignIn => ("sign_in", true),
            Action::ContactShop => ("ask_shop", false),
        };
        let retry_after = Some(wait).filter(|seconds| *seconds > 0);
        Self { code: trouble.code, stage, recoverable, retry_after, action, diagnostics_id: trouble.diagnostics_id.clone(), approval: None }
    }
}
