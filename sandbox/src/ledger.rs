//! What the players really did: the only judge of money in a test.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{Operation, Player, Purchase};

/// A snapshot of every purchase, payment and request since start or reset, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Top-ups bought at PressOne, paid for and put on the eSIM.
    pub pressone_topups: Vec<TopUp>,
    /// Top-up orders taken by Connect, whether or not they have delivered yet.
    pub connect_orders: Vec<ConnectPurchase>,
    /// Payments at the storefront, one per order of the BFF.
    pub payments: Vec<Payment>,
    /// Order notifications that the storefront received.
    pub notices: Vec<Notice>,
    /// Every request a player saw, without its bearer token and without its body.
    pub requests: Vec<RequestSeen>,
}

impl Ledger {
    /// Top-ups bought at PressOne for one eSIM.
    #[must_use]
    pub fn topups_for(&self, iccid: &str) -> Vec<&TopUp> {
        self.pressone_topups.iter().filter(|it| it.iccid == iccid).collect()
    }

    /// Orders taken by Connect for one SIM.
    #[must_use]
    pub fn connect_orders_for(&self, iccid: &str) -> Vec<&ConnectPurchase> {
        self.connect_orders.iter().filter(|it| it.iccid == iccid).collect()
    }

    /// What the client under test bought for one SIM at either provider: somebody else's purchases are left out.
    #[must_use]
    pub fn purchases_for(&self, iccid: &str) -> Vec<Purchase> {
        let pressone = self.pressone_topups.iter().filter(|it| !it.is_foreign).map(Purchase::of_pressone);
        let connect = self.connect_orders.iter().filter(|it| !it.is_foreign).map(Purchase::of_connect);
        pressone.chain(connect).filter(|it| it.iccid == iccid).collect()
    }

    /// Notifications about one order of the BFF, repetitions included.
    #[must_use]
    pub fn notices_of(&self, order: &str) -> Vec<&Notice> {
        self.notices.iter().filter(|it| it.order == order).collect()
    }

    /// The payment of one order of the BFF.
    #[must_use]
    pub fn payment_of(&self, order: &str) -> Option<&Payment> {
        self.payments.iter().find(|it| it.order == order)
    }

    /// Requests that one player saw for one operation.
    #[must_use]
    pub fn requests_for(&self, player: Player, operation: Operation) -> Vec<&RequestSeen> {
        self.requests.iter().filter(|it| it.player == player && it.operation == Some(operation)).collect()
    }
}

/// One top-up bought at PressOne.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopUp {
    /// PressOne's numeric order id.
    pub order_id: u64,
    /// The eSIM it went to.
    pub iccid: String,
    /// The package bought.
    pub package_id: String,
    /// The caller's label, verbatim.
    pub description: String,
    /// What the account was shown as retail price, USD.
    pub price: Decimal,
    /// When it was committed, on the sandbox clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Bought by somebody else on the same account, not by the client under test.
    #[serde(default)]
    pub is_foreign: bool,
    /// When the provider took it back and refunded it.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub reversed_at: Option<OffsetDateTime>,
}

/// One top-up order taken by Connect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConnectPurchase {
    /// Connect's order id, a UUID.
    pub order_id: String,
    /// The subscription on the SIM, once it exists: this is what was bought.
    pub subscription_id: Option<String>,
    /// The SIM it went to.
    pub iccid: String,
    /// The product ordered.
    pub product_id: String,
    /// The `X-Correlation-ID` of the call that created the order.
    pub correlation_id: Option<String>,
    /// `sold_price` as sent, major units.
    pub sold_price: Option<Decimal>,
    /// `sold_currency` as sent.
    pub sold_currency: Option<String>,
    /// `activation_date` as sent.
    pub activation_date: Option<String>,
    /// The order's status now: `ACCEPTED`, `FULFILLING`, `COMPLETED` or `FAILED`.
    pub status: String,
    /// When it was taken, on the sandbox clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Ordered by somebody else on the same account, not by the client under test.
    #[serde(default)]
    pub is_foreign: bool,
    /// When the provider took its delivery back.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub reversed_at: Option<OffsetDateTime>,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The money is reserved.
    Authorised,
    /// The money is taken.
    Captured,
    /// The reservation is given back.
    Released,
    /// Taken money is given back.
    Refunded,
    /// The bank said no; nothing was reserved.
    Declined,
}

/// An amount in a currency's minor unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Minor units: cents for USD.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// One step in a payment's life.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentStep {
    /// The state entered.
    pub state: PaymentState,
    /// When, on the sandbox clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// One payment at the storefront.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// The BFF's order id.
    pub order: String,
    /// `auth_…`; absent when declined.
    pub authorisation: Option<String>,
    /// The amount asked for.
    pub amount: Amount,
    /// The reference of an approved payment that came with the request to hold it.
    #[serde(default)]
    pub payment_reference: Option<String>,
    /// Where it stands now.
    pub state: PaymentState,
    /// How it got there, oldest first.
    pub history: Vec<PaymentStep>,
    /// When the reservation ends by itself, on the sandbox clock; a capture afterwards is refused.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// One order notification as it arrived. A repetition stands there again, under the same id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The `webhook-id`: the same for every repetition of one notification.
    pub id: String,
    /// `order.delivered`, `order.rejected`, `order.review` or `order.reversed`.
    pub kind: String,
    /// The BFF's order id.
    pub order: String,
    /// The whole notification as received.
    pub body: serde_json::Value,
    /// When, on the sandbox clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// One request a player saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestSeen {
    /// Who was asked.
    pub player: Player,
    /// What was asked for; absent when no route fits.
    pub operation: Option<Operation>,
    /// HTTP method.
    pub method: String,
    /// Path and query, as received.
    pub path: String,
    /// HTTP status answered; absent while under way or when the connection was dropped.
    pub status: Option<u16>,
    /// The `X-Correlation-ID` sent.
    pub correlation_id: Option<String>,
    /// When it arrived, on the sandbox clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}
