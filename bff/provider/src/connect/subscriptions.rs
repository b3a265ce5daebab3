//! Subscriptions of a SIM at Connect: what is on it, and how a new one is told from an old one.

use super::complaint::refusal;
use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::moment;
use crate::reading::{Candidate, HistoryEntry, ReadError};
use crate::submission::{ProviderOrderId, SimTarget};
use crate::volume::{bytes, unit};
use contract::{DataLeft, OfferId, Origin, PackageState, Starts, Timestamp};
use serde::Deserialize;
use std::cmp::Reverse;

/// One subscription, read; its id is sure to be there. No `Debug`: it holds a whole ICCID.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) name: String,
    /// The ICCID, when it says so.
    pub(super) sim: Option<String>,
    pub(super) product: ProductName,
    pub(super) state: PackageState,
    pub(super) says: Says,
    pub(super) data: Option<DataLeft>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) activated_at: Option<Timestamp>,
    pub(super) expires_at: Option<Timestamp>,
}

/// What the status of a subscription says about the top-up that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// It is on the SIM, waiting, running or over; also when there is no status, as in a sample of v1.
    OnTheSim,
    /// It was taken back.
    TakenBack,
    /// A word that no page lists.
    Unlisted,
}

/// The words of the lifecycle page. It has none for "taken back": those that follow are not documented, but can mean nothing
/// else.
const WORDS: &[(&str, PackageState, Says)] = &[
    ("", PackageState::Unknown, Says::OnTheSim),
    ("PENDING", PackageState::Waiting, Says::OnTheSim),
    ("PENDING_USAGE", PackageState::Waiting, Says::OnTheSim),
    ("ACTIVE", PackageState::Active, Says::OnTheSim),
    ("DEPLETED", PackageState::UsedUp, Says::OnTheSim),
    ("EXPIRED", PackageState::Expired, Says::OnTheSim),
    ("CANCELLED", PackageState::Unknown, Says::TakenBack),
    ("CANCELED", PackageState::Unknown, Says::TakenBack),
    ("REVERSED", PackageState::Unknown, Says::TakenBack),
    ("REFUNDED", PackageState::Unknown, Says::TakenBack),
];

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    name: Scalar,
    #[serde(default)]
    sim_id: Scalar,
    #[serde(default)]
    product_id: Scalar,
    #[serde(default)]
    status: Scalar,
    #[serde(default)]
    created_date: Scalar,
    #[serde(default)]
    activation_date: Scalar,
    #[serde(default)]
    expiry_date: Scalar,
    #[serde(default)]
    initial_balance: Scalar,
    #[serde(default)]
    current_balance: Scalar,
    #[serde(default)]
    spend_balance: Scalar,
    #[serde(default)]
    spent_balance: Scalar,
    #[serde(default)]
    balance_units: Scalar,
}

/// One page of `GET /subscriptions?iccid=…`. One without an id makes the whole page unreadable: it might be the new one.
pub(super) fn page(reply: &Reply) -> Result<Vec<Subscription>, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    json::items(&reply.body)?.into_iter().map(|item| read(json::object(item)?)).collect()
}

/// What a subscription says of its product.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum ProductName {
    /// Nothing: it is on the lifecycle page only; the usage and report samples leave it out.
    Unsaid,
    Named(OfferId),
    /// Something that no order could be for.
    Odd,
}

impl ProductName {
    fn read(wire: &Scalar) -> Self {
        match wire.word() {
            Some(id) => id.parse().map_or(Self::Odd, Self::Named),
            None if wire.is_odd() => Self::Odd,
            None => Self::Unsaid,
        }
    }

    pub(super) fn named(&self) -> Option<&OfferId> {
        match self {
            Self::Named(product) => Some(product),
            Self::Unsaid | Self::Odd => None,
        }
    }
}

/// `GET /subscriptions/{id}`.
pub(super) fn single(reply: &Reply) -> Result<Subscription, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    read(json::document(&reply.body)?)
}

fn read(wire: Wire) -> Result<Subscription, ReadError> {
    let time = |time: &Scalar| time.word().and_then(moment::parse);
    let status = wire.status.word().unwrap_or_default().to_ascii_uppercase();
    // What is said in a way that cannot be read may say anything.
    let listed = WORDS.iter().find(|(word, ..)| *word == status && !wire.status.is_odd());
    let (state, says) = listed.map_or((PackageState::Unknown, Says::Unlisted), |(_, state, says)| (*state, *says));
    let without = |what: &str| ReadError::Malformed(format!("a subscription without a usable {what}"));
    // Written otherwise than in digits it may name any SIM, ours as well.
    let named = wire.sim_id.word();
    if wire.sim_id.is_odd() || named.is_some_and(|sim| !sim.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(without("ICCID"));
    }
    Ok(Subscription {
        id: wire.id.name().ok_or_else(|| without("id"))?.to_owned(),
        name: wire.name.word().unwrap_or_default().to_owned(),
        sim: named.map(ToOwned::to_owned),
        product: ProductName::read(&wire.product_id),
        state,
        says,
        data: balance(&wire),
        created_at: time(&wire.created_date),
        activated_at: time(&wire.activation_date),
        expires_at: time(&wire.expiry_date),
    })
}

fn balance(wire: &Wire) -> Option<DataLeft> {
    let unit = unit(wire.balance_units.word().unwrap_or("Bytes"))?;
    let amount = |amount: &Scalar| amount.decimal().and_then(|amount| bytes(amount, unit));
    let total = amount(&wire.initial_balance)?;
    let spent = || amount(&wire.spend_balance).or_else(|| amount(&wire.spent_balance));
    let remaining = amount(&wire.current_balance).or_else(|| Some(total.saturating_sub(spent()?)))?;
    Some(DataLeft::Metered { remaining, total })
}

impl Subscription {
    /// Whether it is on that SIM; the list was asked for it, so only a named other one is not.
    pub(super) fn is_on(&self, sim: &SimTarget) -> bool {
        self.sim.as_deref().is_none_or(|sim_id| sim_id == sim.iccid.as_str())
    }

    /// Whether it names our SIM with one digit more or less: ICCIDs are written with their check digit or without.
    pub(super) fn is_nearly_on(&self, sim: &SimTarget) -> bool {
        let ours = sim.iccid.as_str();
        self.sim
            .as_deref()
            .is_some_and(|theirs| theirs.len().abs_diff(ours.len()) == 1 && (theirs.starts_with(ours) || ours.starts_with(theirs)))
    }

    /// Whether it runs.
    pub(super) fn starts(&self) -> Starts {
        match self.state {
            PackageState::Waiting => Starts::Later,
            PackageState::Active | PackageState::UsedUp | PackageState::Expired => Starts::Now,
            PackageState::Unknown => Starts::Unknown,
        }
    }

    /// As the possible effect of an order that was sent then. What was not there before and yet is dated before contradicts itself,
    /// for one of the two clocks may be wrong: its product counts as not named, so that it is no delivery, and no absence either.
    ///
    /// # Errors
    /// A status that no page lists: it may be under way, or gone again.
    pub(super) fn candidate(&self, not_before: Timestamp) -> Result<Candidate, ReadError> {
        if self.says == Says::Unlisted {
            return Err(ReadError::Malformed("a new subscription with a status that is not documented".to_owned()));
        }
        Ok(Candidate {
            id: ProviderOrderId(self.id.clone()),
            by_marker: false,
            offer: self.product.named().cloned().filter(|_| self.created_at.is_none_or(|created_at| created_at >= not_before)),
            created_at: self.created_at,
            undone: self.says == Says::TakenBack,
            starts: self.starts(),
        })
    }
}

/// The history, newest first. A SIM's first plan comes with its activation, every later one is a top-up; that holds only when
/// all of them say when they were made.
pub(super) fn history(mut subscriptions: Vec<Subscription>) -> Vec<HistoryEntry> {
    subscriptions.sort_by_key(|subscription| Reverse((subscription.created_at, subscription.activated_at)));
    let dated = subscriptions.iter().all(|subscription| subscription.created_at.is_some());
    let last = subscriptions.len().saturating_sub(1);
    let origin = |index| match index {
        _ if !dated => Origin::Unknown,
        index if index == last => Origin::Initial,
        _ => Origin::TopUp,
    };
    let entry = |(index, subscription): (usize, Subscription)| HistoryEntry {
        origin: origin(index),
        id: subscription.id,
        offer: subscription.product.named().cloned(),
        title: subscription.name,
        state: subscription.state,
        data: subscription.data,
        bought_at: subscription.created_at,
        activated_at: subscription.activated_at,
        expires_at: subscription.expires_at,
    };
    subscriptions.into_iter().enumerate().map(entry).collect()
}

#[cfg(test)]
#[path = "subscriptions_tests.rs"]
mod tests;
