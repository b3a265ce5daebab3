//! What the customer sees: plain functions from a state to markup, held by one component.
//!
//! A view decides nothing: it renders a [`journey::State`] and sends [`journey::Event`]s.

mod announce;
mod choose_package;
mod choose_sim;
mod copy;
mod focus;
mod frame;
mod history;
mod icon;
mod loading;
mod markup;
mod offer_card;
mod outcome;
mod progress;
mod receipt;
mod review;
mod root;
mod scene;
mod sim_card;
mod timeline;
mod trouble;

pub use root::{Root, RootProps};
