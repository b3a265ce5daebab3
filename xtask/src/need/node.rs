//! Node and npm, with which the npm package is looked at as those look at it who install it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{debian, on_path};
use crate::step::answer;

/// The oldest that Vite runs on.
const OLDEST: (u32, u32) = (20, 19);
const WORDS: &str = "the npm package is tried as shops take it: install Node 20.19 or newer, with npm";

/// The two programs.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) node: PathBuf,
    pub(crate) npm: PathBuf,
}

/// Those on the search path, or new ones by apt where its version will do.
pub(crate) fn node() -> Result<Node> {
    if let Some(found) = found() {
        return Ok(found);
    }
    if on_path("node").is_none() && debian::may_install() {
        debian::install(&["nodejs", "npm"], "the npm package is tried as shops take it")?;
    }
    match found() {
        Some(found) => Ok(found),
        None => bail!(WORDS),
    }
}

fn found() -> Option<Node> {
    let (node, npm) = (on_path("node")?, on_path("npm")?);
    let version = answer(Command::new(&node).arg("--version"))?;
    (parsed(&version)? >= OLDEST).then_some(Node { node, npm })
}

/// Major and minor of `v20.19.2`.
fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_node_tells_it() {
        assert_eq!(parsed("v20.19.2"), Some((20, 19)));
        assert!(parsed("v18.20.4").is_some_and(|version| version < OLDEST));
        assert_eq!(parsed("node"), None);
    }
}
