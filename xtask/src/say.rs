//! What the commands tell the person who started them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the one room of xtask that talks to the terminal")]

use std::time::Duration;

/// Announces a step and why it is worth its time.
pub(crate) fn headline(what: &str, why: &str) {
    println!("\n==> {what}\n    {why}");
}

/// A plain line of progress or result.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// Closes a step with the time that it took.
pub(crate) fn took(what: &str, time: Duration) {
    println!("    {what}: {}", readable(time));
}

/// The reason why a command stops, causes included.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("\nerror: {error:#}");
}

fn readable(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_step_is_told_in_minutes() {
        assert_eq!(readable(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(readable(Duration::from_secs(61)), "1 min 01 s");
    }
}
