//! What went wrong, in terms of what the person can do about it.

use crate::{Event, Failure, State, Step};
use contract::{Order, Problem, ProblemCode, RejectionCode, Retry, Timestamp};

/// A failure as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The cause.
    pub kind: TroubleKind,
    /// The way on.
    pub action: Action,
    /// Names the failure in the BFF's log; what the customer quotes to the shop.
    pub diagnostics_id: Option<String>,
    /// The BFF's own name for it, or that of its kind: what the host is told.
    pub code: &'static str,
    /// What the host says about it, to be shown as it is.
    pub said: Option<String>,
}

/// The cause of a trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TroubleKind {
    /// No answer: the connection failed.
    Network,
    /// No answer in time.
    Timeout,
    /// The right to be here has ended or was not given.
    Session,
    /// The network or the shop asks for patience.
    Busy,
    /// The reseller's matter (credit, configuration): never said which.
    Shop,
    /// There is no such SIM or order in this session.
    NotFound,
    /// The host wants an order to be shown that is not in this session, or has named none.
    NoOrder,
    /// The package is no longer offered for this SIM.
    OfferGone,
    /// The price has changed since it was shown.
    Repriced,
    /// The SIM cannot be topped up.
    SimCannot,
    /// The host has not approved the order, or could not be asked.
    NotApproved,
    /// The session may not do this.
    Forbidden,
    /// Our own fault: a wrong request, an unreadable answer, an error of the BFF.
    Internal,
}

/// What the person can do about a trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The same again.
    TryAgain,
    /// The same again, after that time.
    WaitUntil(Timestamp),
    /// Choose another package.
    ChoosePackage,
    /// Choose another SIM.
    ChooseSim,
    /// Sign in to the shop again.
    SignIn,
    /// Ask the shop, with the diagnostics id.
    ContactShop,
}

impl TroubleKind {
    /// A stable name, for `data-trouble` and the host's events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Session => "session",
            Self::Busy => "busy",
            Self::Shop => "shop",
            Self::NotFound => "not_found",
            Self::NoOrder => "not_found",
            Self::OfferGone => "offer_gone",
            Self::Repriced => "repriced",
            Self::SimCannot => "sim_cannot",
            Self::NotApproved => "not_approved",
            Self::Forbidden => "forbidden",
            Self::Internal => "internal",
        }
    }
}

impl Trouble {
    /// What a failure means to the customer; `now` turns "wait that many seconds" into a time.
    pub fn of(failure: &Failure, now: Timestamp) -> Self {
        match failure {
            Failure::Network => Self::bare(TroubleKind::Network, Action::TryAgain),
            Failure::Timeout => Self::bare(TroubleKind::Timeout, Action::TryAgain),
            Failure::Unreadable { .. } => Self::bare(TroubleKind::Internal, Action::TryAgain),
            Failure::NoToken => Self::signed_out(),
            Failure::NoDecision => Self::bare(TroubleKind::NotApproved, Action::TryAgain),
            Failure::Problem(problem) => Self::of_problem(problem, now),
        }
    }

    /// The preselected SIM is not among the session's.
    pub(crate) const fn not_found() -> Self {
        Self::bare(TroubleKind::NotFound, Action::ChooseSim)
    }

    /// The chosen package is not among the SIM's offers any more.
    pub(crate) const fn offer_gone() -> Self {
        Self::bare(TroubleKind::OfferGone, Action::ChoosePackage)
    }

    /// The host has named no order to show the status of, or one that is not among the session's.
    pub(crate) const fn no_order() -> Self {
        Self::bare(TroubleKind::NoOrder, Action::ContactShop)
    }

    /// Another order for the SIM is under way, so that this one was not taken.
    pub(crate) const fn order_open() -> Self {
        let (kind, action, code) = (TroubleKind::SimCannot, Action::ChooseSim, ProblemCode::OrderOpen.as_str());
        Self { kind, action, diagnostics_id: None, code, said: None }
    }

    /// There is no session any more, and the host gives no other.
    pub(crate) const fn signed_out() -> Self {
        Self::bare(TroubleKind::Session, Action::SignIn)
    }

    /// The host has said no, in its own words.
    pub(crate) fn refused(said: String) -> Self {
        Self { said: Some(said).filter(|said| !said.is_empty()), ..Self::bare(TroubleKind::NotApproved, Action::TryAgain) }
    }

    const fn bare(kind: TroubleKind, action: Action) -> Self {
        Self { kind, action, diagnostics_id: None, code: kind.name(), said: None }
    }

    fn of_problem(problem: &Problem, now: Timestamp) -> Self {
        let later = problem
            .retry_after
            .filter(|seconds| *seconds > 0)
            .map_or(Action::TryAgain, |seconds| Action::WaitUntil(now.plus_seconds(i64::from(seconds))));
        let (kind, action) = match problem.code {
            ProblemCode::NotFound => (TroubleKind::NotFound, Action::ChooseSim),
            ProblemCode::Unauthenticated | ProblemCode::SessionExpired | ProblemCode::TokenRejected => {
                (TroubleKind::Session, Action::SignIn)
            }
            ProblemCode::Forbidden => (TroubleKind::Forbidden, Action::ContactShop),
            ProblemCode::OfferGone => (TroubleKind::OfferGone, Action::ChoosePackage),
            // The key has an order, made by another tab: not this one, and nobody can say here that nothing was bought.
            ProblemCode::KeyReused => (TroubleKind::NoOrder, Action::ChooseSim),
            ProblemCode::Repriced => (TroubleKind::Repriced, Action::TryAgain),
            ProblemCode::SimNotEligible | ProblemCode::OrderOpen => (TroubleKind::SimCannot, Action::ChooseSim),
            ProblemCode::RateLimited | ProblemCode::ProviderUnavailable | ProblemCode::Unavailable => (TroubleKind::Busy, later),
            ProblemCode::OriginNotAllowed | ProblemCode::ShopCannot => (TroubleKind::Shop, Action::ContactShop),
            ProblemCode::Internal if problem.retry == Retry::Later => (TroubleKind::Internal, later),
            ProblemCode::Internal
            | ProblemCode::BadRequest
            | ProblemCode::Invalid
            | ProblemCode::TooLarge
            | ProblemCode::UnsupportedMediaType
            | ProblemCode::MethodNotAllowed
            | ProblemCode::KeyMissing
            | ProblemCode::NotPossible => (TroubleKind::Internal, Action::ContactShop),
        };
        let diagnostics_id = Some(problem.diagnostics_id.clone()).filter(|id| !id.is_empty());
        Self { kind, action, diagnostics_id, code: problem.code.as_str(), said: None }
    }
}

impl State {
    /// What may help where a trouble stands in the place of what could not be had; none where only the shop can do something about it, or
    /// the host wants no more of the journey.
    pub fn way_out(&self, trouble: &Trouble) -> Option<Event> {
        let sells = self.options.view.sells();
        match (trouble.action, &self.step) {
            (Action::ContactShop, _) if matches!(trouble.kind, TroubleKind::NoOrder | TroubleKind::Forbidden) => None,
            (Action::ChooseSim, Step::ChoosePackage(_) | Step::History(_) | Step::Outcome(_)) if sells => Some(Event::TopUpAnother),
            (Action::ChoosePackage, Step::Outcome(_)) if sells => Some(Event::ChooseAnotherPackage),
            (Action::ChooseSim | Action::ChoosePackage, Step::History(_) | Step::Outcome(_)) => self.leads_back().then_some(Event::Back),
            // A full stop has one way out, whatever it was.
            _ => Some(Event::TryAgain),
        }
    }
}

/// What to do after an order that was refused or taken back: the same again where nothing about it was wrong, or only its price, and not
/// before the time that the network asks for; another package where the package was wrong, another SIM where that was, or where nobody
/// says.
pub fn way_on(order: &Order) -> Action {
    let Some(rejection) = &order.rejection else { return Action::ChooseSim };
    match rejection.code {
        RejectionCode::SimRetired | RejectionCode::SimNotEligible => Action::ChooseSim,
        RejectionCode::Busy | RejectionCode::ProviderUnavailable => {
            rejection.retry_after.map_or(Action::TryAgain, |seconds| Action::WaitUntil(order.updated_at.plus_seconds(i64::from(seconds))))
        }
        RejectionCode::PaymentDeclined | RejectionCode::PaymentUnavailable | RejectionCode::Absent | RejectionCode::Repriced => {
            Action::TryAgain
        }
        RejectionCode::PurchaseLimit
        | RejectionCode::OurFault
        | RejectionCode::NotOffered
        | RejectionCode::ShopCannot
        | RejectionCode::Unavailable
        | RejectionCode::NotAdded => Action::ChoosePackage,
    }
}
