//! `bff --config bff.toml` reads the configuration and runs until it is told to stop; its subcommands ask a BFF that runs.

use bff::review::{Command, CommandError};
use bff::{Config, log};
use clap::Parser;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// The exit code for a configuration that cannot be used.
const UNUSABLE: u8 = 2;

/// The backend-for-frontend of the top-up widget.
///
/// Every key of the configuration can be overridden by an environment variable: TOPUP_BFF__SERVER__LISTEN overrides
/// server.listen. Secrets are read from the variables or files that the configuration names.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration, in TOML; bff.example.toml explains every key.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Only read and judge the configuration: says what is right, or everything that is wrong, and ends.
    #[arg(long)]
    check_config: bool,
    /// What to do beside a BFF that runs; without it, run.
    #[command(subcommand)]
    command: Option<Command>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(command) = &arguments.command {
        return ask(command, arguments.config.as_deref());
    }
    let Some(path) = &arguments.config else {
        return complain("--config FILE is missing: bff.example.toml is a whole one", UNUSABLE);
    };
    let config = match Config::load(path) {
        Ok(config) => config,
        Err(error) => return complain(&format!("{}\n{error}", path.display()), UNUSABLE),
    };
    if arguments.check_config {
        return say(&config.to_string());
    }
    let level = config.log;
    if tracing::subscriber::set_global_default(log::subscriber(level, std::io::stdout)).is_err() {
        return complain("the log cannot be set up twice", 1);
    }
    log::log_panics();
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&format!("{error:#}"), 1),
    }
}

#[tokio::main]
async fn run(config: Config) -> anyhow::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let running = bff::start(config).await?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// Asks the BFF that runs, and prints what it says.
fn ask(command: &Command, config: Option<&Path>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string(), 1),
    };
    match runtime.block_on(command.run(config)) {
        Ok(text) => say(&text),
        Err(error @ (CommandError::Config(_) | CommandError::Nowhere | CommandError::NoKey(_))) => complain(&error.to_string(), UNUSABLE),
        Err(error @ CommandError::Asked(_)) => complain(&error.to_string(), 1),
    }
}

fn say(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(text: &str, code: u8) -> ExitCode {
    // Nobody is left to tell when the standard error is closed; the code still tells.
    let _ = writeln!(std::io::stderr(), "bff: {text}");
    ExitCode::from(code)
}
