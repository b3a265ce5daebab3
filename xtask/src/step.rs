//! A step of a command: announced, timed, and stopped at the first program that fails.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::say;

/// Announces `what` and `why`, does it, and tells how long it took.
pub(crate) fn step<T>(what: &str, why: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say::headline(what, why);
    let start = Instant::now();
    let outcome = work();
    let end = if outcome.is_ok() { "done" } else { "failed" };
    say::took(end, start.elapsed());
    outcome
}

/// Runs a program to its end, its output going straight to the terminal.
///
/// # Errors
/// When it can't be started, or ends with another status than success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("could not start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// What a program prints, or nothing when it is missing or fails: for asking whether a tool is there, and which.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let outcome = run(Command::new("rustc").arg("--no-such-flag").stderr(Stdio::null()));
        let words = outcome.map_err(|error| error.to_string());
        assert!(words.as_ref().is_err_and(|words| words.contains("`rustc --no-such-flag` ended with")), "{words:?}");
    }

    #[test]
    fn a_missing_program_has_no_answer() {
        assert_eq!(answer(&mut Command::new("no-such-program-at-all")), None);
    }
}
