//! What went wrong, in terms of what the person can do about it.

use contract::Timestamp;

/// A failure as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The cause.
    pub kind: TroubleKind,
    /// The way on.
    pub action: Action,
    /// Names the failure in the BFF's log; what the customer quotes to the shop.
    pub diagnostics_id: Option<String>,
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
    /// The package is no longer offered for this SIM.
    OfferGone,
    /// The price has changed since it was shown.
    Repriced,
    /// The SIM cannot be topped up.
    SimCannot,
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
            Self::OfferGone => "offer_gone",
            Self::Repriced => "repriced",
            Self::SimCannot => "sim_cannot",
            Self::Forbidden => "forbidden",
            Self::Internal => "internal",
        }
    }
}
