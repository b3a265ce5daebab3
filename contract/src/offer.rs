//! Packages that may be bought for one SIM now.

use crate::{Money, OfferId, SimId, Timestamp};
use serde::{Deserialize, Serialize};

/// Reply of `GET /v1/sims/{sim}/offers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offers {
    /// The SIM that they are for.
    pub sim: SimId,
    /// When the provider was asked.
    pub as_of: Timestamp,
    /// May be empty: nothing can be bought for this SIM.
    pub offers: Vec<Offer>,
}

/// A package that may be bought for this SIM now, at its retail price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// Names it in the order.
    pub id: OfferId,
    /// The provider's name for it, for receipts; the widget composes its own from the fields.
    pub title: String,
    /// How much data.
    pub data: DataAmount,
    /// The fair-use rule of an unlimited package, in the provider's words.
    pub fair_use: Option<String>,
    /// Voice minutes in it; `None`: no voice.
    pub minutes: Option<u32>,
    /// Text messages in it; `None`: no texts.
    pub texts: Option<u32>,
    /// How long it lasts once started.
    pub validity: Validity,
    /// What the customer pays.
    pub price: Money,
    /// What buying it does to the SIM.
    pub effects: Effects,
}

/// How much data a package holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DataAmount {
    /// No volume to count.
    Unlimited,
    /// That many bytes.
    Bytes(u64),
}

/// How long a package lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// Days of 24 hours.
    Days(u32),
    /// Calendar months: ends on the same day of a later month.
    Months(u32),
    /// The provider does not say.
    Unknown,
}

/// The four effects of a top-up, each with an honest `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Effects {
    /// When it starts.
    pub activation: Activation,
    /// What it does to the data on the SIM.
    pub data_effect: DataEffect,
    /// What it does to the end of what is on the SIM.
    pub validity_effect: ValidityEffect,
    /// Until when it must be started.
    pub activate_by: ActivateBy,
}

/// When a top-up starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// At once.
    Now,
    /// With its first use.
    FirstUse,
    /// When the running package ends.
    AfterCurrent,
    /// When the customer starts it.
    Manual,
    /// The provider does not say.
    Unknown,
}

/// What a top-up does to the data on the SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DataEffect {
    /// One larger pool.
    Adds,
    /// A pool of its own beside the others.
    Separate,
    /// The provider does not say.
    Unknown,
}

/// What a top-up does to the end of what is on the SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValidityEffect {
    /// The end moves by the new package's days.
    AddsDays,
    /// The end becomes now plus the new package's days.
    Resets,
    /// Each package keeps its own end.
    Independent,
    /// The provider does not say.
    Unknown,
}

/// Until when a top-up must be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivateBy {
    /// No deadline: it starts by itself.
    None,
    /// Within that many days.
    Days(u32),
    /// The provider does not say.
    Unknown,
}
