//! Adding up what test binaries report.

use std::fmt;
use std::ops::AddAssign;

/// Tests that passed and tests that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The numbers of a closing line: `test result: ok. 3 passed; 0 failed; …`, as libtest and wasm-bindgen's runner both write it, or one
/// of Node's two, `# pass 3` and `# fail 0`.
pub(crate) fn read(line: &str) -> Option<Tally> {
    let nodes = |name: &str| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse().ok();
    if let Some(passed) = nodes("pass ") {
        return Some(Tally { passed, failed: 0 });
    }
    if let Some(failed) = nodes("fail ") {
        return Some(Tally { passed: 0, failed });
    }
    let (_, counts) = line.split_once("test result: ")?.1.split_once(". ")?;
    let count = |name: &str| counts.split(';').find_map(|part| part.trim().strip_suffix(name)?.trim().parse().ok());
    Some(Tally { passed: count("passed")?, failed: count("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_both_runners_are_read() {
        let native = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        let failed = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let browser = "test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 1.20s";
        assert_eq!(read(native), Some(Tally { passed: 12, failed: 0 }));
        assert_eq!(read(failed), Some(Tally { passed: 1, failed: 2 }));
        assert_eq!(read(browser), Some(Tally { passed: 5, failed: 0 }));
    }

    #[test]
    fn the_two_closing_lines_of_node_are_read() {
        assert_eq!(read("# pass 12"), Some(Tally { passed: 12, failed: 0 }));
        assert_eq!(read("# fail 2"), Some(Tally { passed: 0, failed: 2 }));
        assert_eq!(read("# passing 2"), None);
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in ["", "test tally ... ok", "test result: unreadable", "7 passed; 0 failed"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn the_total_is_the_line_that_ci_reads() {
        let mut total = Tally { passed: 2, failed: 0 };
        total += Tally { passed: 3, failed: 1 };
        assert_eq!(total.to_string(), "5 passed, 1 failed");
    }
}
