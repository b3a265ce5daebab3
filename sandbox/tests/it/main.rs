//! The sandbox over real sockets: every endpoint, every magic case, and what the ledger says afterwards.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod buyer;
mod cell_rows;
mod cells;
mod connect;
mod connect_magic;
mod control;
mod lab;
mod mischief;
mod payment_magic;
mod pressone;
mod pressone_magic;
mod program;
mod storefront;
mod wire;
