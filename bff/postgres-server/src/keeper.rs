//! The script below which the server runs: it obeys words on its standard input and clears up when that closes.

use crate::{Programs, ServerError};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// `$1` is the folder, `$2` the server's settings. Each word is answered with one line: `ready`, `down`, or `failed`.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
start() {
    if pg_ctl -D "$1/data" -l "$1/log" -o "$2" -w -t 60 start >>"$1/log" 2>&1; then echo ready; else echo failed; fi
}
crash() { pg_ctl -D "$1/data" -m immediate -w stop >>"$1/log" 2>&1; }
start "$1" "$2"
while read -r word; do
    case "$word" in
        crash) crash "$1"; echo down ;;
        start) start "$1" "$2" ;;
    esac
done
crash "$1"
rm -rf "$1"
"#;

/// A running script.
#[derive(Debug)]
pub(crate) struct Keeper {
    child: Child,
    /// `None` once it is told to end.
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Keeper {
    /// Starts the script, which starts the server; `true`: it takes connections.
    pub(crate) fn start(programs: &Programs, folder: &Path, settings: &str) -> Result<(Self, bool), ServerError> {
        use std::os::unix::process::CommandExt as _;
        let mut command = programs.beside("sh");
        command.args(["-c", SCRIPT, "keeper"]).arg(folder).arg(settings);
        // In a group of its own: a Ctrl-C for the tests must not reach the server before its keeper.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut child = command.spawn().map_err(ServerError::system("the server's keeper cannot be started"))?;
        let (Some(words), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ServerError::Failed { program: "sh".to_owned(), said: "no pipes".to_owned() });
        };
        let mut keeper = Self { child, words: Some(words), answers: BufReader::new(answers) };
        let up = keeper.answer()? == "ready";
        Ok((keeper, up))
    }

    /// Gives it a word and hears its answer.
    pub(crate) fn tell(&mut self, word: &str) -> Result<String, ServerError> {
        if let Some(words) = &mut self.words {
            writeln!(words, "{word}").map_err(ServerError::system("the server's keeper is gone"))?;
        }
        self.answer()
    }

    fn answer(&mut self) -> Result<String, ServerError> {
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(ServerError::system("the server's keeper is gone"))?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.words = None;
        // It ends by itself now; waiting only sees to it that the folder is gone when the drop is over.
        let _ = self.child.wait();
    }
}
