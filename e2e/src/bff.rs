//! The BFF as a process of its own, with a journal on disk, so that a journey can kill it and start it again.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sandbox::Running;
use serde_json::Value;
use tokio::process::{Child, Command};
use tokio::time;

use crate::browser::PAUSE;
use crate::built;

/// The BFF of one stage: its configuration, its journal, and the process while it runs.
#[derive(Debug)]
pub struct Bff {
    url: Arc<Mutex<String>>,
    folder: PathBuf,
    secrets: Vec<(String, String)>,
    process: Option<Child>,
}

impl Bff {
    /// Writes the configuration into `folder` and starts the BFF, for a page served from `origin`.
    pub(crate) async fn start(folder: PathBuf, sandbox: &Running, origin: &str) -> Result<Self> {
        fs::write(folder.join("bff.toml"), crate::config::text(origin, sandbox))?;
        fs::write(folder.join("storefront.pem"), sandbox.public_key_pem())?;
        let secrets = crate::config::secrets(sandbox);
        let mut bff = Self { url: Arc::default(), folder, secrets, process: None };
        bff.restart().await?;
        Ok(bff)
    }

    /// Its own address, past the front door; every start gives it another.
    #[must_use]
    pub(crate) fn url(&self) -> Arc<Mutex<String>> {
        Arc::clone(&self.url)
    }

    /// Ends it at once, as a power cut would (SIGKILL).
    pub async fn kill(&mut self) -> Result<()> {
        match self.process.take() {
            Some(mut process) => process.kill().await.context("the BFF could not be killed"),
            None => bail!("the BFF does not run"),
        }
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub async fn stop(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        let id = process.id().context("the BFF has ended by itself")?;
        kill(Pid::from_raw(i32::try_from(id)?), Signal::SIGTERM)?;
        let status = process.wait().await?;
        if !status.success() {
            bail!("the BFF ended with {status}, see {}", self.log().display());
        }
        Ok(())
    }

    /// Starts it again with the same configuration and journal, and waits until it is ready.
    pub async fn restart(&mut self) -> Result<()> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let before = log.metadata()?.len();
        let mut command = Command::new(built::bff()?);
        command.arg("--config").arg(self.folder.join("bff.toml")).current_dir(&self.folder);
        command.envs(self.secrets.iter().cloned());
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let mut process = command.spawn().context("the BFF could not be started")?;
        let address = loop {
            let ended = process.try_wait()?;
            if let Some(address) = ready(&fs::read(self.log())?, before) {
                break address;
            }
            if let Some(status) = ended {
                bail!("the BFF ended with {status} before it was ready, see {}", self.log().display());
            }
            time::sleep(PAUSE).await;
        };
        *self.url.lock().unwrap_or_else(PoisonError::into_inner) = format!("http://{address}");
        self.process = Some(process);
        Ok(())
    }

    /// What it has written so far.
    pub fn log_text(&self) -> Result<String> {
        fs::read_to_string(self.log()).context("the BFF's log can't be read")
    }

    /// Leaves words beside its log.
    pub(crate) fn leave(&self, name: &str, words: &str) -> Result<()> {
        fs::write(self.folder.join(name), words).with_context(|| format!("{name} can't be written"))
    }

    fn log(&self) -> PathBuf {
        self.folder.join("bff.log")
    }
}

/// The address in the line that says that it takes requests, if that stands in its log beyond so many bytes: it takes a free port, which
/// nobody else can have taken meanwhile.
fn ready(log: &[u8], before: u64) -> Option<String> {
    let new = log.get(usize::try_from(before).ok()?..)?;
    let lines =
        new.split_inclusive(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line.strip_suffix(b"\n")?).ok());
    let mut ready = lines.filter(|line| line.get("message").and_then(Value::as_str) == Some("ready"));
    ready.next()?.get("address")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_the_newest_start_once_its_line_is_whole() {
        let line = |port| format!("{{\"message\":\"ready\",\"address\":\"127.0.0.1:{port}\"}}\n");
        let before = format!("{}{{\"message\":\"stopped\"}}\n", line(1));
        let at = u64::try_from(before.len()).unwrap();
        let whole = format!("{before}{{\"message\":\"begins\"}}\n{}", line(2));
        assert_eq!(ready(whole.as_bytes(), at).as_deref(), Some("127.0.0.1:2"));
        let last = whole.len() - 1;
        assert_eq!(ready(&whole.as_bytes()[..last], at), None);
        assert_eq!(ready(before.as_bytes(), at), None);
    }
}
