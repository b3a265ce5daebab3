//! The BFF as a process of its own, with a journal on disk, so that a journey can kill it and start it again.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sandbox::Running;
use tokio::process::{Child, Command};
use tokio::time;

use crate::browser::PAUSE;
use crate::built;

/// The BFF of one stage: its configuration, its journal, and the process while it runs.
#[derive(Debug)]
pub struct Bff {
    url: String,
    folder: PathBuf,
    secrets: Vec<(String, String)>,
    process: Option<Child>,
}

impl Bff {
    /// Writes the configuration into `folder` and starts the BFF, for a page served from `origin`.
    pub(crate) async fn start(folder: PathBuf, sandbox: &Running, origin: &str) -> Result<Self> {
        let port = free_port()?;
        let url = format!("http://127.0.0.1:{port}");
        fs::write(folder.join("bff.toml"), crate::config::text(port, origin, sandbox))?;
        fs::write(folder.join("storefront.pem"), sandbox.public_key_pem())?;
        let secrets = crate::config::secrets(sandbox);
        let mut bff = Self { url, folder, secrets, process: None };
        bff.restart().await?;
        Ok(bff)
    }

    /// Its own address, past the front door.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
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
        let mut command = Command::new(built::bff()?);
        command.arg("--config").arg(self.folder.join("bff.toml")).current_dir(&self.folder);
        command.envs(self.secrets.iter().cloned());
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let mut process = command.spawn().context("the BFF could not be started")?;
        let ready = format!("{}/readyz", self.url);
        while !answers(&ready).await {
            if let Some(status) = process.try_wait()? {
                bail!("the BFF ended with {status} before it was ready, see {}", self.log().display());
            }
            time::sleep(PAUSE).await;
        }
        self.process = Some(process);
        Ok(())
    }

    /// What it has written so far.
    pub fn log_text(&self) -> Result<String> {
        fs::read_to_string(self.log()).context("the BFF's log can't be read")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("bff.log")
    }
}

async fn answers(url: &str) -> bool {
    reqwest::get(url).await.is_ok_and(|answer| answer.status().is_success())
}

/// A port that was free a moment ago; the BFF needs to know it before it starts.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
