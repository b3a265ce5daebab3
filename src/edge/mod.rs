//! The thin edge: everything that the journey may not touch. Clock, dice, storage, network, page and host, a room each.

pub mod bridge;
pub mod client;
mod clock;
pub mod config;
mod desk;
mod fetch;
pub mod json;
mod page;
pub mod storage;
mod telling;
pub(crate) mod wire;

pub use clock::moment;
pub(crate) use desk::Desk;
pub use page::{PageListeners, copy, is_online, is_visible, print};
