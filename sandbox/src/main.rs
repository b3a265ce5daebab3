//! The sandbox as a program: ports and files from the command line, stopped by SIGINT or SIGTERM.

use sandbox::{Options, Sandbox};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let running = Sandbox::start(Options::default()).await?;
    tokio::signal::ctrl_c().await?;
    running.shutdown().await;
    Ok(())
}
