//! A process under torture, as its torturer holds it.

use crate::crossing::{PASSED, REACHED};
use crate::errand::Errand;
use crate::judge::{Answer, Glimpse};
use crate::process::{DONE, LOOKED, PLACED, READY, REFUSED, RESTS};
use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{ChildStdin, ChildStdout, Command};

/// The argument that makes the program a process under torture.
pub const ARGUMENT: &str = "process";

/// The longest that anything is waited for; far more than anything takes, so that only what never comes is waited for in vain.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// An authority for nobody: its key was thrown away when it was made.
const NOBODY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/nobody.pem");

/// Spares a process the machine's hundred and fifty certificate authorities, which a debug build reads for a tenth of a second;
/// everybody here speaks plain HTTP.
pub fn lighten(command: &mut std::process::Command) {
    command.env("SSL_CERT_FILE", NOBODY).env("SSL_CERT_DIR", "");
}

/// One thing that a process says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It takes orders.
    Ready,
    /// It has passed a point for the first time.
    Passed(String),
    /// It waits at its point.
    Reached,
    /// An order was taken.
    Placed(Answer),
    /// An order was not taken.
    Refused(String),
    /// Somebody looked at an order who has no right to it.
    Looked(Glimpse),
    /// An order is at rest.
    Rests(String),
    /// All are.
    Done,
}

impl Said {
    fn read(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            READY => Some(Self::Ready),
            REACHED => Some(Self::Reached),
            DONE => Some(Self::Done),
            PASSED => Some(Self::Passed(rest.to_owned())),
            REFUSED => Some(Self::Refused(rest.to_owned())),
            RESTS => Some(Self::Rests(rest.to_owned())),
            PLACED => {
                let mut words = rest.split(' ').map(str::to_owned);
                Some(Self::Placed(Answer { customer: words.next()?, key: words.next()?, order: words.next()? }))
            }
            LOOKED => {
                let mut words = rest.split(' ').map(str::to_owned);
                let (storefront, order, shown) = (words.next()?, words.next()?, words.next()?);
                Some(Self::Looked(Glimpse { storefront, order, shown: shown == "true" }))
            }
            _ => None,
        }
    }
}

/// A process under torture; dropping it kills it.
pub struct Child {
    process: tokio::process::Child,
    words: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    complaints: std::fs::File,
    /// Everything that customers were told.
    pub answers: Vec<Answer>,
    /// Everything that strangers saw.
    pub glimpses: Vec<Glimpse>,
}

impl Child {
    /// Starts `program`, perhaps under another one (`strace …`), and gives it its errand.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start(under: &[String], program: &Path, errand: &Errand) -> Result<Self> {
        let complaints = tempfile::tempfile()?;
        let mut command = match under.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
            None => Command::new(program),
        };
        lighten(command.as_std_mut());
        command.arg(ARGUMENT).kill_on_drop(true).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(complaints.try_clone()?);
        let mut process = command.spawn().context("the process cannot be started")?;
        let mut words = process.stdin.take().context("no pipe")?;
        let lines = BufReader::new(process.stdout.take().context("no pipe")?).lines();
        let mut errand = serde_json::to_vec(errand)?;
        errand.push(b'\n');
        words.write_all(&errand).await.context("the process took no errand")?;
        Ok(Self { process, words, lines, complaints, answers: Vec::new(), glimpses: Vec::new() })
    }

    /// The next thing it says; `None`: it has ended.
    ///
    /// # Errors
    /// When it says what nobody understands, or nothing for too long.
    pub async fn hear(&mut self) -> Result<Option<Said>> {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.with_context(|| format!("the process says nothing more; {}", self.complaints()))??;
        let Some(line) = line else { return Ok(None) };
        let said = Said::read(&line).with_context(|| format!("the process says: {line}"))?;
        match &said {
            Said::Placed(answer) => self.answers.push(answer.clone()),
            Said::Looked(glimpse) => self.glimpses.push(glimpse.clone()),
            _ => {}
        }
        Ok(Some(said))
    }

    /// Hears it until it says that.
    ///
    /// # Errors
    /// When it ends before.
    pub async fn until(&mut self, wanted: &Said) -> Result<Vec<Said>> {
        let mut heard = Vec::new();
        while let Some(said) = self.hear().await? {
            if said == *wanted {
                return Ok(heard);
            }
            heard.push(said);
        }
        let ended = self.process.wait().await?;
        bail!("the process ended ({ended}) before it said {wanted:?}: {heard:?}; {}", self.complaints())
    }

    /// Hears it to its end, which it has come to by itself.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(&mut self) -> Result<(Vec<Said>, ExitStatus)> {
        let mut heard = Vec::new();
        while let Some(said) = self.hear().await? {
            heard.push(said);
        }
        Ok((heard, self.process.wait().await?))
    }

    /// Whether it finishes its errand; if not, it has ended by its own `abort()`.
    ///
    /// # Errors
    /// When it ends in any other way.
    pub async fn finishes(&mut self) -> Result<bool> {
        use std::os::unix::process::ExitStatusExt as _;
        while let Some(said) = self.hear().await? {
            if said == Said::Done {
                return Ok(true);
            }
        }
        let status = self.process.wait().await?;
        if status.signal() == Some(Signal::ABORT.as_raw()) { Ok(false) } else { bail!("it ended ({status}): {}", self.complaints()) }
    }

    /// Kills it (SIGKILL) and hears what it had said until then.
    ///
    /// # Errors
    /// When it had ended already, by a broken promise.
    pub async fn kill(&mut self) -> Result<Vec<Said>> {
        if let Some(ended) = self.process.try_wait()? {
            bail!("the process had ended before it was killed ({ended}): {}", self.complaints());
        }
        self.process.start_kill()?;
        let (heard, _) = self.ended().await?;
        Ok(heard)
    }

    /// Ends it where it is, as its own `abort()` would.
    ///
    /// # Errors
    /// When it has ended.
    pub fn abort(&self) -> Result<()> {
        self.signal(Signal::ABORT)
    }

    /// Tells it that nobody needs it any more, and waits until it has gone.
    ///
    /// # Errors
    /// When it does not go.
    pub async fn dismiss(mut self) -> Result<Vec<Answer>> {
        drop(self.words);
        tokio::time::timeout(PATIENCE, self.process.wait()).await.context("the process does not end")??;
        Ok(self.answers)
    }

    /// Freezes it where it is (SIGSTOP).
    ///
    /// # Errors
    /// When it has ended.
    pub fn freeze(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets a frozen one go on (SIGCONT).
    ///
    /// # Errors
    /// When it has ended.
    pub fn thaw(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let id = self.process.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        kill_process(id.context("the process has ended")?, signal)?;
        Ok(())
    }

    /// Lets it go on from where it waits.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn go(&mut self) -> Result<()> {
        self.words.write_all(b"go\n").await.context("the process has ended")
    }

    /// What it has said on its standard error.
    pub fn complaints(&mut self) -> String {
        let mut text = String::new();
        let read = self.complaints.rewind().and_then(|()| self.complaints.read_to_string(&mut text));
        match read {
            Ok(_) if text.is_empty() => "it complained of nothing".to_owned(),
            Ok(_) => text,
            Err(error) => format!("its complaints cannot be read: {error}"),
        }
    }
}
