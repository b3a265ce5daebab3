//! Packages of Debian and Ubuntu, installed where that can be done without asking: by root, with apt.

use std::process::Command;

use anyhow::Result;

use super::on_path;
use crate::step::{answer, run, step};

/// Whether this machine lets us install packages without asking for a password.
pub(crate) fn may_install() -> bool {
    on_path("apt-get").is_some() && answer(Command::new("id").arg("-u")).is_some_and(|user| user == "0")
}

/// Installs packages, once; `why` is told.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let apt = |arguments: &[&str]| run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
    step(&format!("installing {} by apt, once", packages.join(", ")), why, || {
        apt(&["update", "--quiet"])?;
        apt(&[&["install", "--yes", "--quiet", "--no-install-recommends"], packages].concat())
    })
}
