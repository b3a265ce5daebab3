//! What the customer sees: one step at a time.

use crate::{Approval, Intent, Proposal, Remote, Trouble};
use contract::{IdempotencyKey, Money, Offer, OfferId, Offers, Order, Packages, Sim, SimId, Timestamp};
use std::rc::Rc;

/// What the customer sees. Holds all that the step's view needs beside [`crate::State::sims`].
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The session is being opened, and it is found out whether an order is under way.
    Starting,
    /// 1: which SIM.
    ChooseSim(ChooseSim),
    /// 2: which package.
    ChoosePackage(ChoosePackage),
    /// 3: is this right, and the price.
    Review(Review),
    /// 3b: the host is asked whether it may be ordered; nothing is sent yet.
    Approving(Approving),
    /// 4a: the order is on its way to the BFF; no order is known yet.
    Submitting(Submitting),
    /// 4b: the order is known and not final.
    Waiting(Waiting),
    /// 5: the order is final: delivered, rejected or reversed.
    Outcome(Outcome),
    /// The packages of a SIM.
    History(History),
    /// Nothing can be shown without a session or the SIMs; [`crate::Event::TryAgain`] starts anew.
    Stopped(Trouble),
}

/// 1: which SIM. The list itself is [`crate::State::sims`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChooseSim {
    /// The chosen card.
    pub selected: Option<SimId>,
    /// The search text as typed.
    pub query: String,
    /// The page of the list that is wanted; `None`: the one with what is selected.
    pub page: Option<usize>,
    /// Why the customer was sent back here.
    pub notice: Option<Trouble>,
}

/// 2: which package.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoosePackage {
    /// For this SIM.
    pub sim: Rc<Sim>,
    /// What may be bought, in the BFF's order; show [`crate::listed`].
    pub offers: Remote<Rc<Offers>>,
    /// The chosen card; always one of those that are listed when `offers` are ready.
    pub selected: Option<OfferId>,
    /// Which are shown, and in which order.
    pub listing: Listing,
    /// The page of the list that is wanted; `None`: the one with what is selected.
    pub page: Option<usize>,
    /// Why the customer was sent back here.
    pub notice: Option<Trouble>,
}

/// Which packages are shown, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The wanted order.
    pub sort: Sort,
    /// The wanted kind.
    pub kind: Kind,
}

/// A kind of packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// All of them.
    #[default]
    All,
    /// Those without a volume to count.
    Unlimited,
    /// Those with minutes.
    WithCalls,
}

/// The order of the packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Cheapest data first.
    #[default]
    BestValue,
    /// Cheapest first.
    LowestPrice,
    /// Most data first.
    MostData,
}

/// 3: is this right, and the price.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// For this SIM.
    pub sim: Rc<Sim>,
    /// What the customer is about to agree to; its price is the newest known.
    pub offer: Rc<Offer>,
    /// The price that was shown before, when it is another one now.
    pub was_price: Option<Money>,
    /// Whether the price is the live one.
    pub price: Price,
    /// The key of this intent; `None` for the instant until it is made.
    pub key: Option<IdempotencyKey>,
    /// Why the customer was sent back here: the last order was refused before anything was bought.
    pub notice: Option<Trouble>,
    /// What the packages step showed, for the way back.
    pub offers: Option<Rc<Offers>>,
    /// How it showed them.
    pub listing: Listing,
}

/// 3b: the host is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Approving {
    /// What the customer has agreed to; shown again when nothing comes of it.
    pub review: Review,
    /// What the host is asked about.
    pub proposal: Proposal,
}

/// Whether the price in review is the live one.
#[derive(Clone, Debug, PartialEq)]
pub enum Price {
    /// The offers are being fetched again; nothing can be confirmed yet.
    Checking,
    /// Live: may be confirmed.
    Live,
    /// Could not be checked; nothing can be confirmed.
    Unchecked(Trouble),
}

/// 4a: the order is on its way to the BFF.
#[derive(Clone, Debug, PartialEq)]
pub struct Submitting {
    /// What is being ordered, and its key.
    pub intent: Intent,
    /// When the customer confirmed.
    pub since: Timestamp,
    /// What goes on.
    pub progress: Progress,
    /// Sends that had no answer.
    pub attempts: u32,
    /// Why the last send had no answer. Never a failure of the order: it is tried again with the same key.
    pub trouble: Option<Trouble>,
    /// Whether storage holds the intent: without that nothing is sent.
    pub stored: bool,
}

/// 4b: the order is known and not final.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// As last heard. `status` review and checking are shown in their own words, never as failures.
    pub order: Rc<Order>,
    /// When it was placed, by this browser's clock where this browser placed it; the elapsed time counts from here.
    pub since: Timestamp,
    /// What goes on.
    pub progress: Progress,
    /// Asks that had no answer since the last one that had.
    pub attempts: u32,
    /// Why the last ask had no answer; the order itself goes on.
    pub trouble: Option<Trouble>,
    /// What it was placed with, when this browser placed it: to be forgotten once the order is final.
    pub placed: Option<Approval>,
    /// The answer is wanted at once, not when something changes.
    pub at_once: bool,
    /// When the answer that is awaited was asked for.
    pub asked_at: Timestamp,
    /// When the BFF has told of the order last.
    pub heard_at: Timestamp,
}

/// What goes on between the widget and the BFF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// An answer is awaited.
    Asking,
    /// A pause before the next attempt, in milliseconds.
    Resting {
        /// Milliseconds, jitter included.
        ms: u32,
    },
    /// The BFF says that another order for this SIM is under way: it is being looked up, to be shown instead.
    FindingOpen,
}

/// 5: the order is final.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The order, final: `delivered`, `rejected` (with `rejection`) or `reversed`.
    pub order: Rc<Order>,
    /// The SIM's packages with the new one; fetched when the order was delivered.
    pub packages: Option<Remote<Rc<Packages>>>,
    /// The order is asked for a little longer, because its money still moves.
    pub watch: Option<Watch>,
}

/// A final order that is asked for again, so that its receipt tells by itself what has become of the money.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// When it began; a minute later it ends.
    pub since: Timestamp,
    /// What goes on.
    pub progress: Progress,
    /// Asks that brought nothing new.
    pub asks: u32,
}

/// The packages of a SIM.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Of this SIM.
    pub sim: Rc<Sim>,
    /// Newest first.
    pub packages: Remote<Rc<Packages>>,
    /// Where [`crate::Event::Back`] goes.
    pub back: Box<Step>,
}

/// A step's name, for `data-step` and the host's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepName {
    /// [`Step::Starting`]
    Starting,
    /// [`Step::ChooseSim`]
    ChooseSim,
    /// [`Step::ChoosePackage`]
    ChoosePackage,
    /// [`Step::Review`]
    Review,
    /// [`Step::Approving`]
    Approving,
    /// [`Step::Submitting`]
    Submitting,
    /// [`Step::Waiting`]
    Waiting,
    /// [`Step::Outcome`]
    Outcome,
    /// [`Step::History`]
    History,
    /// [`Step::Stopped`]
    Stopped,
}

impl Step {
    /// Its name.
    pub const fn name(&self) -> StepName {
        match self {
            Self::Starting => StepName::Starting,
            Self::ChooseSim(_) => StepName::ChooseSim,
            Self::ChoosePackage(_) => StepName::ChoosePackage,
            Self::Review(_) => StepName::Review,
            Self::Approving(_) => StepName::Approving,
            Self::Submitting(_) => StepName::Submitting,
            Self::Waiting(_) => StepName::Waiting,
            Self::Outcome(_) => StepName::Outcome,
            Self::History(_) => StepName::History,
            Self::Stopped(_) => StepName::Stopped,
        }
    }
}

impl StepName {
    /// As `data-step` and the host's events say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::ChooseSim => "choose-sim",
            Self::ChoosePackage => "choose-package",
            Self::Review => "review",
            Self::Approving => "approving",
            Self::Submitting => "submitting",
            Self::Waiting => "waiting",
            Self::Outcome => "outcome",
            Self::History => "history",
            Self::Stopped => "stopped",
        }
    }
}
