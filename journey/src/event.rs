//! What happens to the machine.

use crate::{Approval, Intent, Kind, Opened, Options, Sort, Ticket};
use contract::{IdempotencyKey, OfferId, Offers, Order, OrderId, Orders, Packages, PaymentReference, Problem, SimId, Sims, Timestamp};

/// The clock and the dice, read by the edge when an event happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// Evenly random: spreads the retries of many widgets.
    pub dice: u8,
}

/// What reaches the machine.
#[derive(Debug, PartialEq)]
pub enum Input {
    /// The customer or the page has done something.
    Event(Event),
    /// A task has ended. Ignored unless that ticket is still awaited.
    Done(Ticket, Result<Reply, Failure>),
    /// Another widget that waits for the same order has heard of it.
    Heard(Box<Order>),
}

impl From<Event> for Input {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

/// What the customer does, and what the page does. Small, because views hold many of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A SIM card was chosen (not yet continued with).
    SelectSim(SimId),
    /// The search text over the SIMs changed.
    Search(String),
    /// A package card was chosen (not yet continued with).
    SelectOffer(OfferId),
    /// The packages are wanted in another order.
    SortBy(Sort),
    /// Only one kind of packages is wanted, or all.
    ShowKind(Kind),
    /// Another page of a long list is wanted; the first is 0.
    TurnTo(usize),
    /// On with what is selected: from the SIMs to the packages, from a package to its review.
    Continue,
    /// "Top up": the customer agrees to what review shows.
    Confirm,
    /// One step back.
    Back,
    /// The package history of a SIM is wanted.
    ShowHistory(SimId),
    /// An order that is under way is to be shown.
    FollowOrder(OrderId),
    /// The order is to be left alone (it goes on), or is final: back to the SIMs.
    TopUpAnother,
    /// The same SIM again with another package, after a rejection.
    ChooseAnotherPackage,
    /// The same again, now: after a trouble, or as "ask again" while waiting.
    TryAgain,

    /// A second has passed; sent while [`crate::needs_ticks`] says so.
    Tick,
    /// The page was shown or hidden, or its element paused.
    Visible(bool),
    /// The browser went online or offline.
    Online(bool),
    /// The browser refuses to store anything for the page.
    StorageRefused,
    /// Whether another widget asks for the order that is waited for, and tells us.
    Follow(bool),
    /// The host has signed the customer out.
    LogOut,
    /// The host changed what it wants.
    Preselect(Options),
}

/// What a [`crate::Task`] has brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// A session is open; its handle stays with the edge.
    Session(Opened),
    /// What storage holds for this customer: what is unsettled, and the approvals that no order has come of.
    Intents(Vec<Intent>, Vec<Approval>),
    /// What the host says about an order before it is sent.
    Decided(Decision),
    /// A fresh key, and what storage says the host was asked about and has not answered: nothing of that was ever sent.
    Key(IdempotencyKey, Vec<Intent>),
    /// What storage holds for the SIM now: the intent itself, or an older one of another tab that must be followed first.
    Stored(Box<Intent>),
    /// The pause is over.
    Rested,
    /// `GET /v1/orders?open=true`.
    Orders(Orders),
    /// `GET /v1/sims`.
    Sims(Sims),
    /// `GET /v1/sims/{sim}/offers`.
    Offers(Offers),
    /// `POST /v1/orders` and `GET /v1/orders/{id}`.
    Order(Box<Order>),
    /// `GET /v1/sims/{sim}/packages`.
    Packages(Packages),
}

/// Why a task has brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The connection failed, before or after the request was sent: nobody knows.
    Network,
    /// No answer in time.
    Timeout,
    /// The BFF answered with a problem document.
    Problem(Box<Problem>),
    /// The BFF answered with that status and something else than its contract says.
    Unreadable {
        /// The HTTP status; 0 when there was none.
        status: u16,
    },
    /// The host's `getSession` refused or threw.
    NoToken,
    /// The host's `beforeSubmit` threw, or answered something that it may not.
    NoDecision,
}

/// What the host says about an order before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be sent, with what the host names its payment.
    Approve(Option<PaymentReference>),
    /// The customer has changed their mind.
    Cancel,
    /// It may not be sent, for a reason in the host's words.
    Reject(String),
}
