//! The stage for whole journeys: the sandbox in process, the BFF as the program that ships, a real browser, and a recording of
//! every byte that the browser sent and received. The journeys themselves are in `tests/`.
//!
//! Architecture invariant: a journey acts only as a customer can (it clicks, types, reloads), and money is judged only by the sandbox's
//! ledger, never by what the widget or the BFF says.

mod bff;
mod browser;
mod built;
mod config;
mod driver;
mod engine;
mod front;
mod host;
mod mishap;
mod record;
mod screen;
mod stage;
mod widget;

pub use bff::Bff;
pub use browser::Browser;
pub use engine::Engine;
pub use front::Front;
pub use mishap::{Happened, Mishap};
pub use record::{Exchange, Record};
pub use stage::{Stage, play, play_at, play_in};
pub use widget::Widget;
