//! The money side: what the engine asks of a storefront's payment hook.
//!
//! Every call is idempotent on the order id, so each may be repeated after a crash or a silence.

mod hook;

pub use hook::{HookPayment, HookSettings};

use async_trait::async_trait;
use contract::{Money, OfferId, OrderId, PaymentReference, RejectionCode, Timestamp};

/// A storefront's payment system.
#[async_trait]
pub trait Payment: Send + Sync + 'static {
    /// Holds the money.
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError>;

    /// Takes held money.
    async fn capture(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError>;

    /// Gives held money back.
    async fn release(&self, order: &OrderId, authorisation: &str) -> Result<(), PaymentError>;

    /// Pays taken money back.
    async fn refund(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError>;

    /// Where the money of an order stands.
    async fn read(&self, order: &OrderId) -> Result<HookReading, PaymentError>;

    /// Tells the storefront what became of an order; delivered at least once, so `notice.id` is there to be compared.
    async fn notify(&self, notice: &Notice) -> Result<(), PaymentError>;
}

/// What is asked for when money is to be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoriseRequest {
    /// Which order; the same id is the same hold.
    pub order: OrderId,
    /// What the customer may quote.
    pub reference: String,
    /// The storefront's own name for the customer, under a type that `Debug` does not print.
    pub customer: crate::Customer,
    /// How much.
    pub amount: Money,
    /// The last four digits of the SIM.
    pub sim_tail: String,
    /// What is bought, in the provider's words.
    pub package_title: String,
    /// The storefront's own reference of an approved payment.
    pub payment_reference: Option<PaymentReference>,
}

/// Whether money is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorisation {
    /// It is held.
    Held {
        /// The storefront's name for the hold.
        authorisation: String,
        /// When the hold ends by itself.
        expires_at: Option<Timestamp>,
    },
    /// The customer's payment was refused.
    Declined,
}

/// Where the hook says that the money of an order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookReading {
    /// It has never heard of the order.
    None,
    /// Held.
    Authorised {
        /// The storefront's name for the hold.
        authorisation: String,
        /// When the hold ends by itself, where the hook says so.
        expires_at: Option<Timestamp>,
    },
    /// Taken.
    Captured,
    /// Taken, and paid back.
    Refunded,
    /// Given back.
    Released,
    /// Refused.
    Declined,
}

/// Why a hook call came to nothing. `Display` is for the log: no URL and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// No answer, a 5xx, an answer that cannot be read or is not signed by the storefront: nothing is known.
    #[error("the payment hook gives no answer: {0}")]
    Silent(String),
    /// The hook answered that it will not: its state says otherwise, or our request is wrong.
    #[error("the payment hook refuses: {0}")]
    Refused(String),
    /// The hook answered that the hold has ended by itself.
    #[error("the hold on the money has ended")]
    Expired,
}

/// News of an order for its storefront.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The same for every repetition.
    pub id: String,
    /// What happened.
    pub kind: NoticeKind,
    /// Which order.
    pub order: OrderId,
    /// What the customer may quote.
    pub reference: String,
    /// Whose.
    pub customer: crate::Customer,
    /// The last four digits of the SIM.
    pub sim_tail: String,
    /// What was ordered.
    pub offer: OfferId,
    /// What it is called.
    pub package_title: String,
    /// What it costs the customer.
    pub amount: Money,
    /// Whether the customer is to pay it: nothing that ended otherwise than delivered, nor what came after its money had been given
    /// back.
    pub is_owed: bool,
    /// The storefront's own reference of an approved payment: an order may end before its payment was ever asked for.
    pub payment_reference: Option<PaymentReference>,
    /// When it happened.
    pub at: Timestamp,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The package is on the SIM.
    Delivered,
    /// Nothing was bought.
    Rejected(RejectionCode),
    /// A person must decide.
    Review,
    /// The provider took back what it had delivered.
    Reversed,
}
