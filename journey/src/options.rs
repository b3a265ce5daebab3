//! What the host wants of a widget.

use crate::Trouble;
use contract::{Iccid, OfferId, Order, OrderId};
use std::rc::Rc;

/// What the host wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The SIM to start with, when it is one of the session's.
    pub iccid: Option<Iccid>,
    /// The package to start with, when it is offered.
    pub package: Option<OfferId>,
    /// The order to start with, when it is one of the session's.
    pub order: Option<OrderId>,
    /// How much of the journey is wanted.
    pub view: View,
    /// Whether the host is to be asked before an order is sent.
    pub approval: bool,
}

/// How much of the journey is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All of it.
    #[default]
    Journey,
    /// All of it, from the review of the preselected package on where there is one.
    Review,
    /// Only what is on the preselected SIM, or on one that is chosen.
    History,
    /// Only where the preselected order stands.
    Status,
}

impl View {
    /// The view of that name; an unknown one is the whole journey.
    pub fn named(name: &str) -> Self {
        match name {
            "review" => Self::Review,
            "history" => Self::History,
            "status" => Self::Status,
            _ => Self::Journey,
        }
    }

    /// Whether there is a way from what is shown to another order.
    pub const fn sells(self) -> bool {
        matches!(self, Self::Journey | Self::Review)
    }
}

/// The order that the host wants to be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Link {
    /// None, or it has been dealt with.
    None,
    /// Not known yet.
    Asked(OrderId),
    /// There.
    Known(Rc<Order>),
    /// Not to be had.
    Unknown(Trouble),
}

impl Link {
    /// What the options ask for. Only a status without an order is nothing that can be shown.
    pub(crate) fn of(options: &Options) -> Self {
        match &options.order {
            Some(order) if options.view != View::History => Self::Asked(order.clone()),
            None if options.view == View::Status => Self::Unknown(Trouble::no_order()),
            _ => Self::None,
        }
    }
}
