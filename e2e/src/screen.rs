//! A screen that nobody sees, for an engine that can't do without one.

use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running Xvfb; it ends when dropped, and with it whatever is shown on it.
#[derive(Debug)]
pub(crate) struct Screen {
    name: String,
    _process: Child,
}

impl Screen {
    /// Starts it under a number that is free; it tells which once it listens.
    pub(crate) async fn start() -> Result<Self> {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .context("could not start Xvfb: install it (Debian and Ubuntu: `apt-get install xvfb`)")?;
        let output = process.stdout.take().context("Xvfb has no output")?;
        let number = BufReader::new(output).lines().next_line().await?.context("Xvfb ended before it had a screen")?;
        Ok(Self { name: format!(":{number}"), _process: process })
    }

    /// For `DISPLAY`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
