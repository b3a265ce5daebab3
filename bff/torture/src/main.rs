//! The torturer on the command line; with the argument `process` it is the process under torture.

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::process::ExitCode;
use torture::crash::crash_everywhere;
use torture::durability::cut_power;
use torture::frozen::freeze;
use torture::kills::kill_at_random;
use torture::matrix::matrix;
use torture::place::{BACKENDS, Backend};
use torture::report::Report;

/// Tortures the order engine; the sandbox's ledger is the judge.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    mode: Mode,
    /// On which backends; on both when left out.
    #[arg(long = "on", global = true)]
    backends: Vec<Backend>,
}

#[derive(Subcommand)]
enum Mode {
    /// Every fault of the sandbox's catalogue.
    Matrix {
        /// Only cells whose name holds this.
        #[arg(long, default_value = "")]
        named: String,
        /// Each cell with one twist of its customers by turns, instead of with all.
        #[arg(long)]
        brief: bool,
    },
    /// A crash at every step of an order, on both backends.
    Crash,
    /// Kills at random moments, under load.
    Kills {
        /// How many.
        #[arg(long, default_value_t = 1_000)]
        kills: usize,
        /// Where chance begins; told with what is broken.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// One of two instances on one database is frozen past its lease, then let go.
    Frozen {
        /// Where chance begins; told with what is broken.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// A power cut at the first byte of a purchase.
    Power,
    /// The process under torture; its errand stands on its standard input.
    #[command(hide = true)]
    Process,
}

fn main() -> Result<ExitCode> {
    let Arguments { mode, backends } = Arguments::parse();
    let backends = if backends.is_empty() { BACKENDS.to_vec() } else { backends };
    if matches!(mode, Mode::Process) {
        return torture::process::run().map(|()| ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report: Report = runtime.block_on(torture(mode, &backends))?;
    writeln!(std::io::stdout(), "{report}")?;
    Ok(if report.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn torture(mode: Mode, backends: &[Backend]) -> Result<Report> {
    let program = std::env::current_exe()?;
    match mode {
        Mode::Matrix { named, brief } => matrix(&program, backends, &named, !brief).await,
        Mode::Crash => crash_everywhere(&program, backends).await,
        Mode::Power => cut_power(&program, backends).await,
        Mode::Kills { kills, seed } => kill_at_random(&program, backends, kills, seed).await,
        Mode::Frozen { seed } => freeze(&program, seed).await,
        Mode::Process => bail!("the process under torture is its own mode"),
    }
}
