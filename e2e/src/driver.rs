//! A WebDriver as a process of our own, on a port that nobody else has.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time;

use crate::browser::PAUSE;
use crate::engine::Engine;
use crate::screen::Screen;

/// How often it is started before the machine is believed to have no port for it.
const STARTS: u32 = 5;

/// A running driver; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Driver {
    url: String,
    _process: Child,
    _screen: Option<Screen>,
}

impl Driver {
    /// Starts the engine's driver, and waits until it listens.
    ///
    /// chromedriver takes a free port of IPv4 and then wants the same one of IPv6; it ends when another connection of the machine has
    /// that one, so it is started again then. WebKit's has to be told a port, which another may take meanwhile.
    pub(crate) async fn start(engine: Engine) -> Result<Self> {
        let mut last_words = String::new();
        for _ in 0..STARTS {
            match Self::start_once(engine).await? {
                Ok(driver) => return Ok(driver),
                Err(words) => last_words = words,
            }
        }
        bail!("the driver of {engine:?} ended {STARTS} times before it listened; it said: {last_words}")
    }

    /// The driver, or what it said before it ended.
    async fn start_once(engine: Engine) -> Result<Result<Self, String>> {
        let screen = if engine.needs_a_screen() { Some(Screen::start().await?) } else { None };
        let port = if engine.port_mark().is_some() { 0 } else { TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port() };
        let program = engine.driver();
        let mut command = Command::new(&program);
        command.args(engine.arguments(port)).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true);
        if let Some(screen) = &screen {
            // Its sandbox needs what root does not have; what it is shown comes from this machine.
            command.env("DISPLAY", screen.name()).env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        let mut process = command
            .spawn()
            .with_context(|| format!("could not start {}, the driver of {engine:?}: is it installed?", program.to_string_lossy()))?;
        let mut lines = BufReader::new(process.stdout.take().context("the driver has no output")?).lines();
        let listening = match engine.port_mark() {
            Some(mark) => told(&mut lines, mark).await?,
            None => answering(&mut process, port).await?,
        };
        Ok(listening.map(|port| {
            // Its pipe must stay open and be read, or it dies of its next word.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            Self { url: format!("http://127.0.0.1:{port}"), _process: process, _screen: screen }
        }))
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// The port that it tells, or all that it said before it ended.
async fn told(lines: &mut Lines<BufReader<impl AsyncRead + Unpin>>, mark: &str) -> Result<Result<u16, String>> {
    let mut words = String::new();
    while let Some(line) = lines.next_line().await? {
        if let Some(port) = port_in(&line, mark) {
            return Ok(Ok(port));
        }
        words.push_str(&line);
        words.push('\n');
    }
    Ok(Err(words))
}

/// The port once something listens there, or how the driver ended before: this one says nothing.
async fn answering(process: &mut Child, port: u16) -> Result<Result<u16, String>> {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        if let Some(status) = process.try_wait()? {
            return Ok(Err(format!("{status}")));
        }
        time::sleep(PAUSE).await;
    }
    Ok(Ok(port))
}

/// The port in a line like "ChromeDriver was started successfully on port 38947."
fn port_in(line: &str, mark: &str) -> Option<u16> {
    line.split_once(mark)?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_line_that_tells_it() {
        for (engine, line, port) in [
            (Engine::Chromium, "ChromeDriver was started successfully on port 38947.", Some(38947)),
            (Engine::Chromium, "Starting ChromeDriver 156.0 on port 0", None),
            (Engine::Firefox, "1795315771410\tgeckodriver\tINFO\tListening on 127.0.0.1:42999", Some(42999)),
        ] {
            let mark = engine.port_mark().unwrap();
            assert_eq!(port_in(line, mark), port, "{line}");
        }
    }
}
