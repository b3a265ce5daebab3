//! The order engine under torture: every fault of the sandbox, a crash at every step, kills at random moments, an instance frozen
//! past its lease, and the order of writes to disk and to the network; on SQLite and on PostgreSQL.
//!
//! Architecture invariant: engine and clients are the ones that ship, over real sockets; what happened is told by the sandbox's
//! ledger, and what may not happen is told by [`judge`], which knows nothing of how the engine decides.
#![deny(missing_docs)]

pub mod child;
pub mod crash;
pub mod crossing;
pub mod durability;
pub mod errand;
pub mod frozen;
pub mod judge;
pub mod kills;
pub mod matrix;
pub mod peers;
pub mod place;
pub mod process;
pub mod report;
pub mod rest;
pub mod stage;
