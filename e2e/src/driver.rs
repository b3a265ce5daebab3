//! chromedriver as a process of our own, on a port that it chooses itself.

use std::env;
use std::ffi::OsString;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How often it is started before the machine is believed to have no port for it.
const STARTS: u32 = 5;

/// A running chromedriver; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Driver {
    url: String,
    _process: Child,
}

impl Driver {
    /// Starts `CHROMEDRIVER`, or the one on the search path, and waits until it listens.
    ///
    /// It takes a free port of IPv4 and then wants the same one of IPv6; it ends when another connection of the machine has that
    /// one, so it is started again then.
    pub(crate) async fn start() -> Result<Self> {
        let mut last_words = String::new();
        for _ in 0..STARTS {
            match Self::start_once().await? {
                Ok(driver) => return Ok(driver),
                Err(words) => last_words = words,
            }
        }
        bail!("chromedriver ended {STARTS} times before it listened; it said: {last_words}")
    }

    /// The driver, or what it said before it ended.
    async fn start_once() -> Result<Result<Self, String>> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {}: install chromedriver, or set CHROMEDRIVER", program.to_string_lossy()))?;
        let output = process.stdout.take().context("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut words = String::new();
        while let Some(line) = lines.next_line().await? {
            if let Some(port) = port_in(&line) {
                // Its pipe must stay open and be read, or chromedriver dies of its next word.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Ok(Self { url: format!("http://127.0.0.1:{port}"), _process: process }));
            }
            words.push_str(&line);
            words.push('\n');
        }
        Ok(Err(words))
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// The port in chromedriver's line "ChromeDriver was started successfully on port 38947."
fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_line_that_tells_it() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 38947."), Some(38947));
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
