//! What the customer sees: plain functions from a state to markup.
//!
//! A view decides nothing: it renders a [`journey::State`] and sends [`Act`]s.

mod announce;
mod approving;
mod choose_package;
mod choose_sim;
mod copy;
mod focus;
mod frame;
mod history;
mod icon;
mod listener;
mod loading;
mod markup;
mod offer_card;
mod outcome;
mod pager;
mod progress;
mod receipt;
mod review;
mod root;
mod scene;
mod sim_card;
mod timeline;
mod trouble;

pub use copy::{COPIED_MS, Copied};
pub use focus::focus;
pub use root::{root, screen};
pub use scene::{Act, Scene};
