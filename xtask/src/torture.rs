//! `cargo xtask torture`: the proofs of the order engine at a length that no test run has time for.

use std::num::NonZeroU32;
use std::process::Command;

use anyhow::Result;

use crate::need::{postgres, strace};
use crate::place::Place;
use crate::step::{run as run_program, step};

/// How long.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many kills at random moments, over both backends.
    #[arg(long, default_value = "1000")]
    kills: NonZeroU32,
    /// How many simulated worlds.
    #[arg(long, default_value = "50000")]
    seeds: NonZeroU32,
}

/// Runs them one after the other, each to its end, and stops at the first that finds something.
pub(crate) fn run(place: &Place, arguments: &Arguments) -> Result<()> {
    postgres::server()?;
    strace::strace()?;
    let torture = |mode: &[&str]| {
        let mut cargo = place.cargo();
        cargo.args(["run", "--quiet", "--release", "--package", "torture", "--"]).args(mode);
        cargo
    };
    let mut simulation = place.cargo();
    simulation
        .args(["test", "--release", "--package", "order", "--test", "simulation", "--", "--nocapture"])
        .env("SIMULATION_SEEDS", arguments.seeds.to_string());
    let kills = arguments.kills.to_string();
    let proofs: [(&str, &str, Command); 6] = [
        ("the fault matrix", "every fault of either provider, on both backends, judged by the ledger", torture(&["matrix"])),
        ("a crash at every step", "before and after each transaction, and inside each call", torture(&["crash"])),
        ("a power cut", "at the first byte of a purchase: what is on the disk then must know of it", torture(&["power"])),
        ("a frozen instance", "it wakes past its lease, and may neither store nor send", torture(&["frozen"])),
        ("kills at random moments", "under load, restarted on the same journal every time", torture(&["kills", "--kills", &kills])),
        ("simulated worlds", "network, clock and hook by seed; a failing seed is printed and replays", simulation),
    ];
    for (what, why, mut proof) in proofs {
        step(what, why, || run_program(&mut proof))?;
    }
    Ok(())
}
