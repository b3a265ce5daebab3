//! What a top-up changes, as far as the provider says so.

use crate::is_over;
use contract::{Activation, DataAmount, DataEffect, DataLeft, Offer, Sim, SimState, Timestamp, Validity, ValidityEffect};

/// An amount of data, or the honest absence of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// That many bytes.
    Bytes(u64),
    /// No volume to count.
    Unlimited,
    /// Nobody says.
    Unknown,
}

/// Data and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// How much.
    pub data: Amount,
    /// Until when; `None`: not known, or not started.
    pub until: Option<Timestamp>,
}

/// What a top-up changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeforeAfter {
    /// What the SIM holds now.
    pub before: Holding,
    /// What it holds with the top-up.
    pub after: After,
}

/// What a SIM holds with a top-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It starts at once: all that the SIM holds then.
    Total(Holding),
    /// It starts at once beside what is there, which goes on unchanged with its own end; the new package by itself.
    Beside(Holding),
    /// It starts later; what is there now goes on unchanged until then.
    Waits {
        /// When it starts.
        start: Start,
        /// The new package by itself; `until` only where it can be known.
        package: Holding,
    },
    /// The provider does not say when it starts; the new package by itself.
    Unsaid {
        /// How much the new package holds.
        data: Amount,
    },
}

/// When a package starts that does not start at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With its first use.
    FirstUse,
    /// When the running one ends.
    AfterCurrent,
    /// When the customer starts it.
    Manual,
}

/// What topping `sim` up with `offer` at `now` changes, by the offer's four effects.
pub fn before_after(sim: &Sim, offer: &Offer, now: Timestamp) -> BeforeAfter {
    let before = held(sim, now);
    let package = Amount::of(offer.data);
    let waits = |start, until| After::Waits { start, package: Holding { data: package, until } };
    let after = match offer.effects.activation {
        Activation::Now => at_once(before, offer, now),
        Activation::AfterCurrent => waits(Start::AfterCurrent, before.until.and_then(|current| later(current, offer.validity))),
        Activation::FirstUse => waits(Start::FirstUse, None),
        Activation::Manual => waits(Start::Manual, None),
        Activation::Unknown => After::Unsaid { data: package },
    };
    BeforeAfter { before, after }
}

impl Amount {
    /// What a package holds.
    pub const fn of(data: DataAmount) -> Self {
        match data {
            DataAmount::Unlimited => Self::Unlimited,
            DataAmount::Bytes(bytes) => Self::Bytes(bytes),
        }
    }

    /// Both together: unlimited outweighs all, unknown all but that.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unlimited, _) | (_, Self::Unlimited) => Self::Unlimited,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Bytes(one), Self::Bytes(two)) => Self::Bytes(one.saturating_add(two)),
        }
    }
}

/// What the SIM holds now. What has ended counts as nothing, whatever the last meter said.
fn held(sim: &Sim, now: Timestamp) -> Holding {
    let data = match sim.data {
        _ if is_over(sim, now) => Amount::Bytes(0),
        Some(DataLeft::Unlimited) => Amount::Unlimited,
        Some(DataLeft::Metered { remaining, .. }) => Amount::Bytes(remaining),
        None if sim.state == SimState::UsedUp => Amount::Bytes(0),
        None => Amount::Unknown,
    };
    Holding { data, until: sim.expires_at.filter(|end| *end > now) }
}

/// What a top-up that starts at once makes of what is there. Two amounts with an end each are never summed under one date.
fn at_once(before: Holding, offer: &Offer, now: Timestamp) -> After {
    let package = Amount::of(offer.data);
    let own = Holding { data: package, until: later(now, offer.validity) };
    let until = end(before.until, offer, now);
    match (offer.effects.data_effect, offer.effects.validity_effect) {
        (DataEffect::Unknown, _) => After::Total(Holding { data: Amount::Unknown, until }),
        (_, ValidityEffect::Independent) if before.data == Amount::Bytes(0) => After::Total(own),
        (_, ValidityEffect::Independent) => After::Beside(own),
        (DataEffect::Adds | DataEffect::Separate, _) => After::Total(Holding { data: before.data.and(package), until }),
    }
}

/// When a SIM ends whose top-up starts at once.
fn end(current: Option<Timestamp>, offer: &Offer, now: Timestamp) -> Option<Timestamp> {
    match offer.effects.validity_effect {
        ValidityEffect::AddsDays => later(current.unwrap_or(now), offer.validity),
        ValidityEffect::Resets => later(now, offer.validity),
        ValidityEffect::Independent => later(now, offer.validity).map(|new| current.map_or(new, |old| old.max(new))),
        ValidityEffect::Unknown => None,
    }
}

fn later(from: Timestamp, validity: Validity) -> Option<Timestamp> {
    match validity {
        Validity::Days(days) => Some(from.plus_days(i64::from(days))),
        Validity::Months(months) => Some(from.plus_months(months)),
        Validity::Unknown => None,
    }
}
