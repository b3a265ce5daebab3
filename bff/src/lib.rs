//! The backend-for-frontend: sessions, catalogue, orders and history for the widget.
//!
//! Architecture invariant: the providers' credentials, costs and own words never leave this side; every look-up is scoped by a
//! session; what is decided is decided by pure functions, and handlers only carry it to the wire.
#![deny(missing_docs)]

mod accounts;
mod app;
mod catalogue;
pub mod config;
mod database;
mod failure;
mod history;
mod http;
mod limits;
pub mod log;
mod metrics;
mod operator;
pub mod review;
mod serve;
mod session;
mod shop;
mod time;
mod vault;

pub use app::StartError;
pub use config::{Config, ConfigError, Sources};
pub use serve::{Running, start};
