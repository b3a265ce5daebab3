//! What the machine asks of the edge.

use crate::{Approval, Fault, Intent, Proposal, Reason, StepName};
use contract::{IdempotencyKey, OrderId, OrderStatus, PlaceOrder, RejectionCode, SimId, Timestamp};

/// Names one started task; its reply carries it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u32);

/// What the machine asks of the edge.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Do it, and report [`crate::Input::Done`] under that ticket.
    Start(Ticket, Task),
    /// Nobody waits for it any more: abort it.
    Cancel(Ticket),
    /// The stored intent has become an order: storage notes which, so that a reload can ask for it by name.
    Remember(Box<Intent>),
    /// The intent under this key is settled: storage may forget it.
    Forget(SimId, IdempotencyKey),
    /// That order of the SIM is final: storage may forget the intent that has become it, whoever has placed it.
    Settled(SimId, OrderId),
    /// No order has come of what the host approved: storage keeps it for the next time that the host is asked.
    Keep(Approval),
    /// The host has said what it has to say under that key, or about what it has approved under it: storage may forget both.
    Drop(IdempotencyKey),
    /// The host is asked about this: storage keeps it, so that a page which was left to pay elsewhere asks again under the same key.
    Asked(Box<Intent>),
    /// End the session at the BFF, and forget all that is stored for its customer.
    LogOut,
    /// That order is waited for from now on, or none: widgets that wait for the same one let one of them ask.
    Watch(Option<OrderId>),
    /// Tell the host.
    Tell(Told),
}

/// Something that takes time and brings one [`crate::Reply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Ask the host for a token and swap it for a session.
    OpenSession(Reason),
    /// Read the stored intents of the session's customer.
    LoadIntents,
    /// Wait until that time: then the session is soon over.
    Age(Timestamp),
    /// Ask the host whether that may be ordered.
    Approve(Box<Proposal>),
    /// Make a fresh random key, and read what the host was asked about.
    MakeKey,
    /// Store it, unless storage holds another unsettled one for its SIM: that one is the reply then.
    StoreIntent(Box<Intent>),
    /// Wait that many milliseconds.
    Rest {
        /// Milliseconds.
        ms: u32,
    },
    /// `GET /v1/orders?open=true`.
    OpenOrders,
    /// `GET /v1/sims`.
    Sims,
    /// `GET /v1/sims/{sim}/offers`.
    Offers(SimId),
    /// `POST /v1/orders` with that key.
    Place(IdempotencyKey, Box<PlaceOrder>),
    /// `GET /v1/orders/{id}?after={after}&wait={wait}`.
    Order {
        /// Which.
        id: OrderId,
        /// The version that is known; `None`: answer at once.
        after: Option<u64>,
    },
    /// `GET /v1/sims/{sim}/packages`.
    Packages(SimId),
}

/// What the host is told (`topup-…` events). No whole ICCID in any.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// `topup-ready`: the customer can act.
    Ready,
    /// `topup-step`: another step is shown.
    Step(StepName),
    /// `topup-submitted`: the BFF has taken the order.
    Submitted {
        /// Names the order.
        order: OrderId,
        /// Speakable reference.
        reference: String,
        /// Last four digits of the ICCID.
        sim_tail: String,
    },
    /// `topup-status`: the order has moved.
    Status {
        /// Names the order.
        order: OrderId,
        /// Speakable reference.
        reference: String,
        /// Where it stands.
        status: OrderStatus,
    },
    /// `topup-completed`: the package is on the SIM.
    Completed {
        /// Names the order.
        order: OrderId,
        /// Speakable reference.
        reference: String,
        /// Last four digits of the ICCID.
        sim_tail: String,
    },
    /// `topup-failed`: for certain, nothing was bought or it was taken back.
    Failed {
        /// Names the order.
        order: OrderId,
        /// Speakable reference.
        reference: String,
        /// Why; `None` when it was reversed.
        rejection: Option<RejectionCode>,
        /// What it was placed with, when this widget has seen it being placed.
        approval: Option<Approval>,
    },
    /// `topup-error`: something else than an order went wrong.
    Error(Fault),
}
