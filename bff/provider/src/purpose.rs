//! What a call is for, which decides who is served first, and which endpoint it goes to, which decides by which limit.

use serde::Deserialize;
use std::fmt;

/// What a read is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An order is being placed or settled: served first, out of the part that is kept for orders.
    Sale,
    /// A customer looks around: has a share of each limit, and waits when that is spent.
    Browsing,
}

/// A resource of a provider that has a limit of its own; both providers count by endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resource {
    /// Orders and sends: `orders`, `orders/topups`, `orders/{id}`.
    Orders,
    /// A SIM itself: `sims/{iccid}`.
    Sims,
    /// PressOne: `sims/{iccid}/usage`.
    Usage,
    /// PressOne: `sims/{iccid}/topups`.
    Topups,
    /// PressOne: `sims/{iccid}/packages`.
    Packages,
    /// Connect: `products`.
    Products,
    /// Connect: `subscriptions`, `subscriptions/{id}`.
    Subscriptions,
}

impl Resource {
    /// The resources of PressOne.
    pub(crate) const PRESSONE: &[Self] = &[Self::Orders, Self::Sims, Self::Usage, Self::Topups, Self::Packages];
    /// The resources of Connect.
    pub(crate) const CONNECT: &[Self] = &[Self::Orders, Self::Sims, Self::Products, Self::Subscriptions];
}

impl fmt::Display for Resource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Orders => "orders",
            Self::Sims => "sims",
            Self::Usage => "usage",
            Self::Topups => "topups",
            Self::Packages => "packages",
            Self::Products => "products",
            Self::Subscriptions => "subscriptions",
        })
    }
}
