//! Where the things under test were built: beside this test, whatever the target folder is called.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The folder that cargo builds into, found from the running test (`<target>/<profile>/deps/<test>`).
pub(crate) fn target() -> Result<PathBuf> {
    let test = env::current_exe().context("this test does not know where it is")?;
    let target = test.ancestors().nth(3).context("a test runs from cargo's target folder")?;
    Ok(target.to_owned())
}

/// The built site, as a storefront serves it.
///
/// # Errors
/// When it has not been built.
pub(crate) fn site() -> Result<PathBuf> {
    let site = target()?.join("site");
    if !site.join("index.html").is_file() {
        bail!("there is no site in {}: run `cargo xtask test --only e2e`, or `cargo xtask build` first", site.display());
    }
    Ok(site)
}

/// The BFF as a program of the development profile.
///
/// # Errors
/// When it has not been built.
pub(crate) fn bff() -> Result<PathBuf> {
    let bff = target()?.join("debug/bff");
    if !bff.is_file() {
        bail!("there is no BFF at {}: run `cargo xtask test --only e2e`, or `cargo build --package bff` first", bff.display());
    }
    Ok(bff)
}
