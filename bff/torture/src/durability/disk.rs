//! A disk that keeps what was synced and forgets everything else.

use super::trace::Step;
use std::collections::HashMap;

#[derive(Debug, Default)]
struct File {
    /// What a power cut leaves.
    kept: Vec<u8>,
    /// What lies in memory, oldest first.
    pending: Vec<Step>,
}

/// The files as a power cut leaves them at the first bytes sent that are `fatal`; `None`: none were.
pub(super) fn after_power_cut(steps: &[Step], fatal: impl Fn(&[u8]) -> bool) -> Option<HashMap<String, Vec<u8>>> {
    let mut files: HashMap<String, File> = HashMap::new();
    // By thread: which file it syncs, and how much of it lay in memory when that began.
    let mut syncs: HashMap<&str, (&str, usize)> = HashMap::new();
    for step in steps {
        match step {
            Step::Write { file, .. } | Step::Truncate { file, .. } => files.entry(file.clone()).or_default().pending.push(step.clone()),
            Step::SyncBegins { file, thread } => {
                syncs.insert(thread, (file, files.get(file).map_or(0, |file| file.pending.len())));
            }
            Step::SyncEnds { thread } => {
                if let Some((file, until)) = syncs.remove(thread.as_str()) {
                    files.entry(file.to_owned()).or_default().keep(until);
                    // Another thread's sync of the same file was begun with more in memory than is left now.
                    for (other, pending) in syncs.values_mut().filter(|(other, _)| *other == file) {
                        debug_assert_eq!(*other, file);
                        *pending = pending.saturating_sub(until);
                    }
                }
            }
            Step::Sent(bytes) if fatal(bytes) => return Some(files.into_iter().map(|(name, file)| (name, file.kept)).collect()),
            Step::Sent(_) => {}
        }
    }
    None
}

impl File {
    fn keep(&mut self, until: usize) {
        for step in self.pending.drain(..until.min(self.pending.len())) {
            match step {
                Step::Write { at, bytes, .. } => {
                    let end = at + bytes.len();
                    if self.kept.len() < end {
                        self.kept.resize(end, 0);
                    }
                    self.kept.splice(at..end, bytes);
                }
                Step::Truncate { length, .. } => self.kept.resize(length, 0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(at: usize, bytes: &[u8]) -> Step {
        Step::Write { file: "f".to_owned(), at, bytes: bytes.to_vec() }
    }

    fn begins(thread: &str) -> Step {
        Step::SyncBegins { file: "f".to_owned(), thread: thread.to_owned() }
    }

    fn ends(thread: &str) -> Step {
        Step::SyncEnds { thread: thread.to_owned() }
    }

    fn kept(steps: &[Step]) -> Vec<u8> {
        let sent = [steps, &[Step::Sent(vec![9])]].concat();
        after_power_cut(&sent, |_| true).unwrap().remove("f").unwrap()
    }

    #[test]
    fn only_what_was_written_before_a_sync_that_has_ended_is_kept() {
        assert_eq!(kept(&[write(0, b"ab")]), b"");
        assert_eq!(kept(&[write(0, b"ab"), begins("1")]), b"");
        assert_eq!(kept(&[write(0, b"ab"), begins("1"), write(1, b"x"), ends("1")]), b"ab");
        assert_eq!(kept(&[write(0, b"ab"), begins("1"), write(1, b"x"), begins("2"), ends("1"), ends("2")]), b"ax");
        let shorter = Step::Truncate { file: "f".to_owned(), length: 1 };
        assert_eq!(kept(&[write(0, b"ab"), shorter, write(2, b"z"), begins("1"), ends("1")]), b"a\0z");
    }

    #[test]
    fn without_the_fatal_bytes_there_is_no_power_cut() {
        assert_eq!(after_power_cut(&[write(0, b"ab"), Step::Sent(vec![9])], |_| false), None);
    }
}
