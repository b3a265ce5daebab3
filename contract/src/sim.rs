//! The customer's SIMs.

use crate::{Iccid, SimId, Timestamp};
use serde::{Deserialize, Serialize};

/// Reply of `GET /v1/sims`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sims {
    /// In the storefront's order.
    pub sims: Vec<Sim>,
}

/// A SIM as its owner may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sim {
    /// Opaque and stable; what URLs carry instead of the ICCID.
    pub id: SimId,
    /// The customer's own name for it.
    pub label: String,
    /// The whole number: its owner may copy it.
    pub iccid: Iccid,
    /// eSIM or plastic card.
    pub kind: SimKind,
    /// ISO 3166-1 alpha-2, when the storefront said so.
    pub country: Option<String>,
    /// Where the SIM is in its life.
    pub state: SimState,
    /// Data left over all running packages; `None`: not known.
    pub data: Option<DataLeft>,
    /// Voice minutes; `None`: the SIM has none, or not known.
    pub minutes: Option<Meter>,
    /// Text messages; `None`: the SIM has none, or not known.
    pub texts: Option<Meter>,
    /// When the last running package ends; `None`: not started, or not known.
    pub expires_at: Option<Timestamp>,
    /// When the provider said all this; `None`: it could not be asked.
    pub as_of: Option<Timestamp>,
    /// Whether a top-up may be tried.
    pub can_top_up: bool,
    /// Why not, when `can_top_up` is false.
    pub why_not: Option<WhyNot>,
}

/// eSIM or plastic card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SimKind {
    /// A profile that was downloaded.
    Esim,
    /// A plastic card.
    Psim,
}

/// Where a SIM is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SimState {
    /// Bought, not used yet.
    NotActive,
    /// A package runs.
    Active,
    /// The allowance is used up.
    UsedUp,
    /// The last package has ended.
    Expired,
    /// The network has taken it back for good.
    Retired,
    /// The provider could not be asked, or used a word that we do not know.
    Unknown,
}

/// Data left and bought, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DataLeft {
    /// No volume to count.
    Unlimited,
    /// A counted volume.
    Metered {
        /// Bytes left.
        remaining: u64,
        /// Bytes bought.
        total: u64,
    },
}

/// Minutes or messages left and bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meter {
    /// How many are left.
    pub remaining: u32,
    /// How many were bought.
    pub total: u32,
}

/// Why a SIM cannot be topped up now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// Retired by the network: a new eSIM is needed.
    Retired,
    /// Ended for good: a new eSIM is needed.
    Expired,
    /// Not used yet: install or switch it on first.
    NotActive,
    /// The provider offers nothing for it.
    NothingOffered,
    /// An order for it is still under way.
    OrderOpen,
    /// It holds as many packages as the provider allows.
    Full,
    /// The provider cannot be asked at the moment.
    ProviderUnavailable,
}
