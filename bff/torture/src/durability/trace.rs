//! Reading what `strace` writes down: writes to files, syncs of files, and what goes out on sockets, in their order.

use anyhow::{Context as _, Result, bail, ensure};
use std::collections::HashMap;
use std::path::Path;

/// One thing that a process asked of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Bytes for a file, which lie in memory until they are synced.
    Write {
        /// The file's name without its folder.
        file: String,
        /// Where in the file.
        at: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// A file gets another length.
    Truncate {
        /// The file's name without its folder.
        file: String,
        /// How long it is then.
        length: usize,
    },
    /// A sync of a file has begun.
    SyncBegins {
        /// The file's name without its folder.
        file: String,
        /// Which thread waits for it.
        thread: String,
    },
    /// The sync that this thread waited for has ended.
    SyncEnds {
        /// Which thread.
        thread: String,
    },
    /// Bytes begin to go out.
    Sent(Vec<u8>),
}

/// The program and arguments under which a process is traced into that file.
pub(super) fn under(record: &Path) -> Vec<String> {
    let calls = "trace=pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,ftruncate,write,writev,sendto,sendmsg";
    let arguments = ["strace", "-f", "-y", "-xx", "-s", "1048576", "-e", calls, "-o"];
    arguments.into_iter().map(str::to_owned).chain([record.to_string_lossy().into_owned()]).collect()
}

/// Whether these bytes begin a purchase at either provider.
pub(super) fn is_purchase(sent: &[u8]) -> bool {
    let head = sent.split(|byte| *byte == b'\r').next().unwrap_or_default();
    head.starts_with(b"POST ") && head.windows(7).any(|window| window == b"/orders")
}

/// Reads a whole trace.
///
/// # Errors
/// When a file of the journal is written in a way that nobody here knows.
pub(super) fn read(text: &str) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut waiting: HashMap<&str, &str> = HashMap::new();
    for line in text.lines() {
        let (thread, rest) = line.split_once(' ').context("a line without a thread")?;
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let call = resumed.split(' ').next().unwrap_or_default();
            ensure!(waiting.remove(thread).is_some_and(|begun| begun == call), "{call} was never begun");
            if is_sync(call) && succeeded(resumed) {
                steps.push(Step::SyncEnds { thread: thread.to_owned() });
            }
            continue;
        }
        let Some((call, arguments)) = rest.split_once('(') else { continue };
        // What begins now and ends later counts from now for whoever writes, and from its end for whoever syncs.
        let begun_only = arguments.ends_with("<unfinished ...>");
        if begun_only {
            waiting.insert(thread, call);
        }
        let Some(step) = step(thread, call, arguments).with_context(|| call.to_owned())? else { continue };
        let syncs = matches!(step, Step::SyncBegins { .. });
        steps.push(step);
        if syncs && !begun_only && succeeded(arguments) {
            steps.push(Step::SyncEnds { thread: thread.to_owned() });
        }
    }
    Ok(steps)
}

fn is_sync(call: &str) -> bool {
    matches!(call, "fsync" | "fdatasync")
}

fn succeeded(line: &str) -> bool {
    line.rsplit_once("= ").is_some_and(|(_, answer)| answer.trim() == "0")
}

fn step(thread: &str, call: &str, arguments: &str) -> Result<Option<Step>> {
    let Some((path, rest)) = descriptor(arguments) else { return Ok(None) };
    let file = path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_journal = matches!(file.as_str(), "journal.db" | "journal.db-wal");
    let number = |from_end: usize| -> Result<usize> {
        let inside = rest.split(')').next().unwrap_or_default().trim_end_matches("<unfinished ...>");
        let word = inside.rsplit(',').nth(from_end).context("too few arguments")?;
        Ok(word.trim().parse()?)
    };
    Ok(match call {
        "pwrite64" if is_journal => Some(Step::Write { file, at: number(0)?, bytes: quoted(rest).context("no bytes")? }),
        "ftruncate" if is_journal => Some(Step::Truncate { file, length: number(0)? }),
        "fsync" | "fdatasync" if is_journal => Some(Step::SyncBegins { file, thread: thread.to_owned() }),
        "sendto" | "write" | "sendmsg" | "writev" if path.starts_with("socket:") || path.starts_with("TCP:") => {
            quoted(rest).map(Step::Sent)
        }
        _ if is_journal => bail!("a file of the journal is written by {call}"),
        _ => None,
    })
}

/// `7<\x2f…>, rest`: what the descriptor stands for, and the rest.
fn descriptor(arguments: &str) -> Option<(String, &str)> {
    let (_, after) = arguments.split_once('<')?;
    let (path, rest) = after.split_once('>')?;
    let path = if path.contains("\\x") { String::from_utf8_lossy(&unhex(path)).into_owned() } else { path.to_owned() };
    Some((path, rest))
}

/// The bytes between the first pair of quotation marks.
fn quoted(text: &str) -> Option<Vec<u8>> {
    let (_, after) = text.split_once('"')?;
    let (inside, _) = after.split_once('"')?;
    Some(unhex(inside))
}

fn unhex(text: &str) -> Vec<u8> {
    text.split("\\x").filter_map(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = r#"7  pwrite64(12<\x2f\x74\x2f\x6a\x6f\x75\x72\x6e\x61\x6c\x2e\x64\x62>, "\x01\x02", 2, 4096) = 2
8  sendto(9<\x73\x6f\x63\x6b\x65\x74\x3a\x5b\x31\x5d>, "\x50\x4f", 2, MSG_NOSIGNAL, NULL, 0 <unfinished ...>
7  fsync(12<\x2f\x74\x2f\x6a\x6f\x75\x72\x6e\x61\x6c\x2e\x64\x62> <unfinished ...>
8  <... sendto resumed>)      = 2
7  <... fsync resumed>)       = 0
7  write(4<\x61\x6e\x6f\x6e>, "\x01", 8) = 8
7  fdatasync(12<\x2f\x74\x2f\x6a\x6f\x75\x72\x6e\x61\x6c\x2e\x64\x62>) = -1 EIO (Input/output error)
7  +++ exited with 0 +++
"#;

    #[test]
    fn a_trace_is_read_in_its_order_and_a_failed_sync_never_ends() {
        let file = || "journal.db".to_owned();
        let begins = Step::SyncBegins { file: file(), thread: "7".to_owned() };
        let wanted = [
            Step::Write { file: file(), at: 4096, bytes: vec![1, 2] },
            Step::Sent(b"PO".to_vec()),
            begins.clone(),
            Step::SyncEnds { thread: "7".to_owned() },
            begins,
        ];
        assert_eq!(read(TRACE).unwrap(), wanted);
    }

    #[test]
    fn a_write_to_the_journal_in_an_unknown_way_is_not_overlooked() {
        let line = r#"7  pwritev2(12<\x2f\x6a\x6f\x75\x72\x6e\x61\x6c\x2e\x64\x62>, [{iov_base="\x01", iov_len=1}], 1, 0, 0) = 1"#;
        assert!(read(line).is_err());
    }

    #[test]
    fn only_a_purchase_is_one() {
        for (head, purchase) in [
            ("POST /customer/v2/orders/topups HTTP/1.1\r\n", true),
            ("POST /connect-api/v2/orders HTTP/1.1\r\n", true),
            ("POST /customer/v2/token HTTP/1.1\r\nx: /orders\r\n", false),
            ("GET /customer/v2/orders HTTP/1.1\r\n", false),
        ] {
            assert_eq!(is_purchase(head.as_bytes()), purchase, "{head}");
        }
    }
}
