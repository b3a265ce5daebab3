//! Several programs that run together and stop together.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::say;
use crate::step::shown;

/// How long a program may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lines of its log that are shown when a program ends by itself.
const LAST_WORDS: usize = 15;

enum Event {
    Interrupted,
    Ended(Pid, std::io::Result<ExitStatus>),
}

struct Actor {
    name: &'static str,
    /// The process and its process group: cargo started by trunk must stop with it.
    group: Pid,
    log: Option<PathBuf>,
}

/// The running programs. Dropping it stops them all, so no way out of the demo leaves one behind.
pub(super) struct Troupe {
    actors: Vec<Actor>,
    sender: Sender<Event>,
    events: Receiver<Event>,
}

impl Troupe {
    /// An empty troupe that listens for Ctrl-C.
    pub(super) fn new() -> Result<Self> {
        let (sender, events) = mpsc::channel();
        let interrupted = sender.clone();
        // A receiver that is gone means that we are stopping already.
        ctrlc::set_handler(move || drop(interrupted.send(Event::Interrupted))).context("could not listen for Ctrl-C")?;
        Ok(Self { actors: Vec::new(), sender, events })
    }

    /// Starts a program whose output goes to `<folder>/<name>.log`.
    pub(super) fn start(&mut self, name: &'static str, mut command: Command, folder: &Path) -> Result<()> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("could not write {}", log.display()))?;
        command.stdout(file.try_clone()?).stderr(file);
        self.spawn(name, command, Some(log))
    }

    /// Starts a program whose output goes to the terminal.
    pub(super) fn start_shown(&mut self, name: &'static str, command: Command) -> Result<()> {
        self.spawn(name, command, None)
    }

    fn spawn(&mut self, name: &'static str, mut command: Command, log: Option<PathBuf>) -> Result<()> {
        // A group of its own: Ctrl-C then reaches us alone, and we stop the others in order.
        let child =
            command.stdin(Stdio::null()).process_group(0).spawn().with_context(|| format!("could not start {}", shown(&command)))?;
        let group = Pid::from_raw(i32::try_from(child.id()).context("a process id out of range")?);
        self.actors.push(Actor { name, group, log });
        report_end(child, group, self.sender.clone());
        Ok(())
    }

    /// Waits; fails as soon as a program ends or Ctrl-C is pressed.
    pub(super) fn nothing_ends_for(&mut self, time: Duration) -> Result<()> {
        match self.events.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => bail!("lost track of the programs"),
            Ok(Event::Interrupted) => bail!("stopped before everything was ready"),
            Ok(Event::Ended(group, status)) => self.fallen(group, status),
        }
    }

    /// Waits for Ctrl-C, which is the good end, or for the end of a program, which is not.
    pub(super) fn until_the_end(mut self) -> Result<()> {
        match self.events.recv().context("lost track of the programs")? {
            Event::Interrupted => {
                say::line("\nstopping");
                Ok(())
            }
            Event::Ended(group, status) => self.fallen(group, status),
        }
    }

    fn fallen(&mut self, group: Pid, status: std::io::Result<ExitStatus>) -> Result<()> {
        let at = self.actors.iter().position(|actor| actor.group == group);
        let actor = self.actors.remove(at.context("an unknown program ended")?);
        let status = status.with_context(|| format!("lost track of {}", actor.name))?;
        if let Some(log) = &actor.log {
            say::line(&last_words(&fs::read_to_string(log).unwrap_or_default()));
        }
        bail!("{} ended by itself ({status}), so everything stops", actor.name)
    }

    /// Asks every program to stop, waits for all of them, and kills what has not stopped in time.
    fn stop(&mut self) {
        for actor in &self.actors {
            signal(actor, Signal::SIGTERM);
        }
        let deadline = Instant::now() + PATIENCE;
        while !self.actors.is_empty() {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Ended(group, _)) => self.actors.retain(|actor| actor.group != group),
                Ok(Event::Interrupted) => {}
                Err(_) => break,
            }
        }
        for actor in &self.actors {
            signal(actor, Signal::SIGKILL);
        }
    }
}

impl Drop for Troupe {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits for the program on a thread of its own, which is what turns an end into an event.
fn report_end(mut child: Child, group: Pid, sender: Sender<Event>) {
    thread::spawn(move || {
        let status = child.wait();
        // Nobody listens any more when everything has been stopped.
        drop(sender.send(Event::Ended(group, status)));
    });
}

fn signal(actor: &Actor, signal: Signal) {
    if let Err(error) = killpg(actor.group, signal) {
        say::line(&format!("could not send {signal} to {}: {error}", actor.name));
    }
}

fn last_words(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    let from = lines.len().saturating_sub(LAST_WORDS);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    /// One test: a process can have a single Ctrl-C handler.
    #[test]
    fn when_one_program_ends_the_others_are_stopped_with_their_children() {
        let folder = tempfile::tempdir().unwrap();
        let mut troupe = Troupe::new().unwrap();
        // The grandchild writes a file when it is told to stop: proof that the whole group heard it.
        let heard = folder.path().join("heard");
        let grandchild = format!(
            "trap true TERM; (trap 'echo > {}; exit' TERM; echo ready; while :; do sleep 0.05; done) & wait; wait",
            heard.display()
        );
        troupe.start("steady", shell(&grandchild), folder.path()).unwrap();
        let log = folder.path().join("steady.log");
        while !fs::read_to_string(&log).unwrap().contains("ready") {
            troupe.nothing_ends_for(Duration::from_millis(10)).unwrap();
        }
        troupe.start("brief", shell("echo my last words; exit 3"), folder.path()).unwrap();
        let error = troupe.until_the_end().unwrap_err().to_string();
        assert!(error.contains("brief ended by itself (exit status: 3)"), "{error}");
        assert!(heard.exists());
    }

    #[test]
    fn only_the_end_of_a_long_log_is_shown() {
        let log: String = (1..=100).map(|line| format!("line {line}\n")).collect();
        let shown = last_words(&log);
        assert!(shown.starts_with("line 86\n") && shown.ends_with("line 100"), "{shown}");
    }
}
