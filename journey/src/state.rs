//! The whole state of one widget.

use crate::options::Link;
use crate::{Approval, Intent, Options, Price, Remote, Step, Task, Ticket, Trouble, View};
use contract::{Capabilities, Order, Sim, SimId, Timestamp};
use std::rc::Rc;

/// Everything that a view may show. Cheap to clone: the large parts are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The time of the last event.
    pub now: Timestamp,
    /// What the host wants.
    pub options: Options,
    /// The right to be here.
    pub session: Session,
    /// The customer's SIMs; shared by all steps.
    pub sims: Remote<Rc<[Sim]>>,
    /// Orders that were under way when last asked; a SIM with one starts no second.
    pub open_orders: Rc<[Order]>,
    /// What the customer sees.
    pub step: Step,
    /// Whether the browser believes that it is online.
    pub online: bool,
    /// Whether it is back online after it was not: worth a word to somebody who was told so.
    pub back_online: bool,
    /// Whether anybody can see the widget.
    pub visible: bool,
    /// Whether the browser refuses to store anything: then only this page knows what it has sent.
    pub forgetful: bool,
    /// What the edge is doing for us, oldest first.
    pub(crate) running: Vec<(Ticket, Task)>,
    /// The number of the next ticket.
    pub(crate) next_ticket: u32,
    /// Stored intents that are still to be looked into, while starting; `None`: storage was not read yet.
    pub(crate) stored: Option<Vec<Intent>>,
    /// What the host has approved and no order has come of: it is told of one whenever it is asked.
    pub(crate) unused: Vec<Approval>,
    /// Whether the open orders were read, while starting.
    pub(crate) orders_known: bool,
    /// When they were read last.
    pub(crate) orders_at: Timestamp,
    /// Whether the host was told that the customer can act.
    pub(crate) ready_told: bool,
    /// Whose session it was, so that another customer's never inherits what is on screen.
    pub(crate) customer: Option<String>,
    /// The order that the host wants to be shown, while starting.
    pub(crate) link: Link,
    /// Whether review is to be shown as soon as the packages are known: it is, once.
    pub(crate) review_due: bool,
    /// When the session is to be renewed, before it ends by itself.
    pub(crate) renew_at: Option<Timestamp>,
    /// Whether another widget asks for the order that is waited for.
    pub(crate) following: bool,
    /// Sessions opened since the last answer that accepted one: a storefront whose sessions are refused at once must not loop.
    pub(crate) renewals: u8,
}

/// The right to be here. The handle itself stays with the edge.
#[derive(Clone, Debug, PartialEq)]
pub enum Session {
    /// Being opened.
    Opening(Reason),
    /// Open.
    Open(Opened),
    /// Could not be opened.
    Lost(Trouble),
}

/// Why a session is asked for; the host's `getSession` hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The first of this widget.
    Initial,
    /// The last one has ended.
    Expired,
    /// The one that is open is soon over; it serves until the new one is there.
    Expiring,
}

/// What is known of an open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The storefront's own reference of the customer.
    pub customer: String,
    /// When it ends whatever is done with it.
    pub expires_at: Timestamp,
    /// What it may do.
    pub capabilities: Capabilities,
}

impl State {
    /// A widget that has just been mounted: it opens a session first. Give it to [`crate::start`].
    pub fn new(now: Timestamp, options: Options) -> Self {
        Self {
            now,
            link: Link::of(&options),
            review_due: options.view == View::Review,
            options,
            session: Session::Opening(Reason::Initial),
            sims: Remote::loading(),
            open_orders: Rc::from([]),
            step: Step::Starting,
            online: true,
            back_online: false,
            visible: true,
            forgetful: false,
            running: Vec::new(),
            next_ticket: 0,
            stored: None,
            unused: Vec::new(),
            orders_known: false,
            orders_at: now,
            ready_told: false,
            customer: None,
            renew_at: None,
            following: false,
            renewals: 0,
        }
    }

    /// The SIM of that id, when the session has it.
    pub fn sim(&self, id: &SimId) -> Option<&Sim> {
        self.sims.value()?.iter().find(|sim| sim.id == *id)
    }

    /// The order that is under way for that SIM.
    pub fn open_order(&self, sim: &SimId) -> Option<&Order> {
        self.open_orders.iter().find(|order| order.sim == *sim)
    }

    /// What is wrong with what the customer looks at; the host is told of each.
    pub fn trouble(&self) -> Option<&Trouble> {
        if let Session::Lost(trouble) = &self.session {
            return Some(trouble);
        }
        match &self.step {
            Step::Starting => None,
            Step::ChooseSim(choose) => self.sims.trouble().or(choose.notice.as_ref()),
            Step::ChoosePackage(choose) => choose.offers.trouble().or(choose.notice.as_ref()),
            Step::Review(review) => match &review.price {
                Price::Unchecked(trouble) => Some(trouble),
                Price::Checking | Price::Live => review.notice.as_ref(),
            },
            Step::Approving(_) => None,
            Step::Submitting(submitting) => submitting.trouble.as_ref(),
            Step::Waiting(waiting) => waiting.trouble.as_ref(),
            Step::Outcome(outcome) => outcome.packages.as_ref().and_then(Remote::trouble),
            Step::History(history) => history.packages.trouble(),
            Step::Stopped(trouble) => Some(trouble),
        }
    }

    /// What the session may do; nothing while there is none.
    pub fn capabilities(&self) -> Option<&Capabilities> {
        match &self.session {
            Session::Open(opened) => Some(&opened.capabilities),
            Session::Opening(_) | Session::Lost(_) => None,
        }
    }
}
