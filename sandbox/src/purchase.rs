//! One purchase, told the same way for both providers.

use time::OffsetDateTime;

use crate::{ConnectPurchase, Player, TopUp};

/// One purchase at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Who sold it.
    pub player: Player,
    /// The provider's order id.
    pub order_id: String,
    /// The SIM it was bought for.
    pub iccid: String,
    /// The package or product bought.
    pub package: String,
    /// The caller's mark: PressOne's `description`, Connect's `X-Correlation-ID` (empty when none was sent).
    pub marker: String,
    /// Whether it is on the SIM now.
    pub is_delivered: bool,
    /// When the provider took it back.
    pub reversed_at: Option<OffsetDateTime>,
    /// When it was bought, on the sandbox clock.
    pub at: OffsetDateTime,
}

impl Purchase {
    pub(crate) fn of_pressone(topup: &TopUp) -> Self {
        Self {
            player: Player::Pressone,
            order_id: topup.order_id.to_string(),
            iccid: topup.iccid.clone(),
            package: topup.package_id.clone(),
            marker: topup.description.clone(),
            is_delivered: topup.reversed_at.is_none(),
            reversed_at: topup.reversed_at,
            at: topup.at,
        }
    }

    pub(crate) fn of_connect(order: &ConnectPurchase) -> Self {
        Self {
            player: Player::Connect,
            order_id: order.order_id.clone(),
            iccid: order.iccid.clone(),
            package: order.product_id.clone(),
            marker: order.correlation_id.clone().unwrap_or_default(),
            is_delivered: order.subscription_id.is_some() && order.reversed_at.is_none(),
            reversed_at: order.reversed_at,
            at: order.at,
        }
    }
}
