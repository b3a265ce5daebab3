//! The process is killed (SIGKILL) at every step of an order and started again: the sandbox's ledger never shows a second
//! purchase, and the order ends delivered, rejected before it was sent, or with a person.
//!
//! This binary is both: the judge, and, when told so by its environment, the process that is killed. The killed one stops at
//! its point because its journal, provider and hook are wrapped, so the engine under test is the one that ships.
#![expect(clippy::expect_used, reason = "a test may stop at the first surprise")]

mod killed {
    pub(crate) mod judge;
    pub(crate) mod process;
    pub(crate) mod stops;
}
mod real_shop;

fn main() -> std::process::ExitCode {
    match std::env::var(killed::process::ERRAND) {
        Ok(errand) => killed::process::run(&errand),
        Err(_) => killed::judge::run(),
    }
}
