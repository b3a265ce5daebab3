//! What is on a SIM and how it came there.

use crate::{DataLeft, OrderId, SimId, Timestamp};
use serde::{Deserialize, Serialize};

/// Reply of `GET /v1/sims/{sim}/packages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Packages {
    /// The SIM that they are on.
    pub sim: SimId,
    /// When the provider was last heard; `None`: never, so only our own deliveries are listed.
    pub as_of: Option<Timestamp>,
    /// Newest first.
    pub packages: Vec<Package>,
}

/// A package on a SIM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Package {
    /// Unique within the SIM.
    pub id: String,
    /// The provider's name for it.
    pub title: String,
    /// Bought with the SIM, or later.
    pub origin: Origin,
    /// Where it is in its life.
    pub state: PackageState,
    /// Data left of what it held; `None`: not known.
    pub data: Option<DataLeft>,
    /// When it was bought; `None`: not known.
    pub bought_at: Option<Timestamp>,
    /// When it started; `None`: not yet, or not known.
    pub activated_at: Option<Timestamp>,
    /// When it ends or ended; `None`: not known.
    pub expires_at: Option<Timestamp>,
    /// Who says so.
    pub source: Source,
    /// The order that brought it, when it was this customer's own.
    pub order: Option<OrderId>,
}

/// How a package came onto the SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Bought with the SIM.
    Initial,
    /// A top-up.
    TopUp,
    /// The provider does not say.
    Unknown,
}

/// Where a package is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PackageState {
    /// Bought, not started.
    Waiting,
    /// Running.
    Active,
    /// Its allowance is used up.
    UsedUp,
    /// Its time is over.
    Expired,
    /// The provider uses a word that we do not know.
    Unknown,
}

/// Who says that a package is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The provider's own list.
    Provider,
    /// Our journal: the provider confirmed the order, its list was not asked since.
    Journal,
}
