//! strace, with which the tests see in what order a process writes to its disk and to the network.

use anyhow::{Result, bail};

use super::{debian, on_path};

const WORDS: &str = "a test traces the order of writes: install strace (Debian and Ubuntu: `apt-get install strace`)";

/// Sees to it that it is here.
pub(crate) fn strace() -> Result<()> {
    if on_path("strace").is_some() {
        return Ok(());
    }
    if !debian::may_install() {
        bail!(WORDS);
    }
    debian::install(&["strace"], "a test proves that nothing is sent before the intent to send it is on disk")?;
    if on_path("strace").is_some() { Ok(()) } else { bail!(WORDS) }
}
