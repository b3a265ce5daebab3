//! A package that the provider would put on a SIM now.

use contract::{DataAmount, Effects, Money, OfferId, Validity};

/// A package that may be bought for a SIM, at the provider's recommended retail or list price. The reseller's cost
/// (`net_price`) is not read at all, so it cannot leak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderOffer {
    /// The provider's package or product id.
    pub id: OfferId,
    /// The provider's name for it.
    pub title: String,
    /// How much data.
    pub data: DataAmount,
    /// The fair-use rule of an unlimited package.
    pub fair_use: Option<String>,
    /// Voice minutes.
    pub minutes: Option<u32>,
    /// Text messages.
    pub texts: Option<u32>,
    /// How long it lasts.
    pub validity: Validity,
    /// PressOne: `price` (recommended retail); Connect: `price` (list). Pricing turns it into what the customer pays.
    pub list_price: Money,
    /// What buying it does, as far as this provider says.
    pub effects: Effects,
}
