//! What crosses the wire between the widget and the BFF: types and problem codes, serde only.
//!
//! Architecture invariant: no I/O and no decisions here. Values are parsed once, at the border, into types that cannot
//! hold a wrong one; inside, nobody checks again. Enums are externally tagged, times are RFC 3339 in UTC, money is in
//! minor units, data is in bytes.
#![deny(missing_docs)]

mod history;
mod iccid;
mod id;
mod money;
mod offer;
mod order;
mod problem;
mod session;
mod sim;
mod timestamp;

pub use history::{Origin, Package, PackageState, Packages, Source};
pub use iccid::{Iccid, IccidError};
pub use id::{IdError, IdempotencyKey, OfferId, OrderId, PaymentReference, SimId};
pub use money::{Currency, Money, MoneyError};
pub use offer::{ActivateBy, Activation, DataAmount, DataEffect, Effects, Offer, Offers, Validity, ValidityEffect};
pub use order::{Order, OrderStatus, Orders, PaymentStatus, PlaceOrder, Rejection, RejectionCode, Stage, StageName, Starts};
pub use problem::{FieldError, Problem, ProblemCode, Retry};
pub use session::{Capabilities, OpenSession, Session};
pub use sim::{DataLeft, Meter, Sim, SimKind, SimState, Sims, WhyNot};
pub use timestamp::{Timestamp, TimestampError};
