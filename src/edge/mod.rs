//! The thin edge: everything that the journey may not touch. Clock, dice, storage, network, page and host, a room each.

pub mod bridge;
pub mod client;
mod clock;
pub mod config;
mod desk;
mod fetch;
pub mod json;
mod page;
pub mod panics;
pub mod storage;
mod telling;
mod wire;

pub use clock::moment;
pub use desk::Desk;
pub use page::{PageListeners, is_online, is_visible};
