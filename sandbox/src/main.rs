//! The sandbox as a program: ports and files from the command line, stopped by SIGINT or SIGTERM.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Parser;
use sandbox::{DEMO_HOOK_SECRET, Options, PRESSONE_PREFIX, Running, Sandbox};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Plays PressOne, Connect and a storefront on loopback, faults included.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port of the PressOne player; 0 takes any free one.
    #[arg(long, default_value_t = 8801)]
    pressone_port: u16,
    /// Port of the Connect player.
    #[arg(long, default_value_t = 8802)]
    connect_port: u16,
    /// Port of the storefront player.
    #[arg(long, default_value_t = 8803)]
    storefront_port: u16,
    /// Port of the control API.
    #[arg(long, default_value_t = 8804)]
    control_port: u16,
    /// Folder served at the storefront's `/`: the built demo page.
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Writes the public key of session tokens here, in PEM, before the first request is answered.
    #[arg(long, value_name = "FILE")]
    public_key_out: Option<PathBuf>,
    /// The BFF's address as the demo page must use it.
    #[arg(long, value_name = "URL", default_value = "/bff")]
    bff_url: String,
    /// Environment variable that holds the `whsec_` secret of payment hooks; the published demo secret when left out.
    #[arg(long, value_name = "NAME")]
    hook_secret_env: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    // Before the first listener answers, so that an early signal is not lost.
    let mut terminated = signal(SignalKind::terminate()).context("failed to listen for SIGTERM")?;
    let mut interrupted = signal(SignalKind::interrupt()).context("failed to listen for SIGINT")?;
    let key_file = arguments.public_key_out.clone();
    let running = Sandbox::start(options(arguments)?).await?;
    if let Some(file) = key_file {
        std::fs::write(&file, running.public_key_pem()).with_context(|| format!("failed to write the public key to {}", file.display()))?;
    }
    announce(&running).context("failed to print the addresses")?;
    tokio::select! {
        _ = terminated.recv() => tracing::info!("stopping on SIGTERM"),
        _ = interrupted.recv() => tracing::info!("stopping on SIGINT"),
    }
    running.shutdown().await;
    Ok(())
}

fn options(arguments: Arguments) -> anyhow::Result<Options> {
    let hook_secret = match &arguments.hook_secret_env {
        Some(name) => std::env::var(name).with_context(|| format!("failed to read the hook secret from ${name}"))?,
        None => DEMO_HOOK_SECRET.to_owned(),
    };
    if let Some(site) = &arguments.site {
        anyhow::ensure!(site.is_dir(), "failed to serve the site: {} is no folder", site.display());
    }
    Ok(Options {
        pressone_port: arguments.pressone_port,
        connect_port: arguments.connect_port,
        storefront_port: arguments.storefront_port,
        control_port: arguments.control_port,
        site: arguments.site,
        bff_url: arguments.bff_url,
        hook_secret,
        ..Options::default()
    })
}

/// One line per player on standard output, for people and for scripts that wait for it.
fn announce(running: &Running) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "pressone    {}{PRESSONE_PREFIX}", running.pressone_url())?;
    writeln!(out, "connect     {}/v2", running.connect_url())?;
    writeln!(out, "storefront  {}", running.storefront_url())?;
    writeln!(out, "control     {}", running.control_url())?;
    out.flush()
}
