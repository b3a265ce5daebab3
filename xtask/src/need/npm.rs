//! Packages from npm, at the versions and checksums of a lock file.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::node::Node;
use crate::step::{run, step};

/// Installs what the folder's lock file names, unless that has been done.
pub(crate) fn packages(node: &Node, folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).with_context(|| format!("no package-lock.json in {}", folder.display()))?;
    let done = folder.join("node_modules/.installed-lock.json");
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step(&format!("packages from npm for {}, once", folder.display()), "at the versions and checksums of its lock file", || {
        run(Command::new(&node.npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder))?;
        fs::write(&done, lock).with_context(|| format!("could not write {}", done.display()))
    })
}
