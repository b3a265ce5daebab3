//! Both providers against the sandbox, over real sockets; what was bought is judged by the sandbox's ledger.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod connect_faults;
mod connect_journey;
mod pressone_faults;
mod pressone_journey;
mod stage;
