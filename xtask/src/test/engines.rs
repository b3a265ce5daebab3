//! The engines beside Chromium that the journeys are played in: what can't be had is said and left out, but never in CI.

use std::env;
use std::process::Command;

use anyhow::Result;

use crate::need::{firefox, webkit};
use crate::place::Place;
use crate::say;

/// Tells the tests where the engines are, and to leave out those that this machine can't have.
///
/// # Errors
/// In CI, when one can't be had.
pub(super) fn offer(place: &Place, tests: &mut Command) -> Result<()> {
    let mut missing = Vec::new();
    match firefox::firefox(place) {
        Ok(found) => drop(tests.env("FIREFOX", found.firefox).env("GECKODRIVER", found.geckodriver)),
        Err(error) => missing.push(("firefox", error)),
    }
    match webkit::webkit() {
        Ok(found) => drop(tests.env("WEBKIT", found.browser).env("WEBKITDRIVER", found.driver)),
        Err(error) => missing.push(("webkit", error)),
    }
    tests.arg("--");
    for (engine, error) in missing {
        if env::var_os("CI").is_some() {
            return Err(error.context(format!("{engine} can't be had, and CI leaves no engine out")));
        }
        say::line(&format!("NOT TESTED in {engine}: {error:#}"));
        tests.args(["--skip", &format!("engines::{engine}::")]);
    }
    Ok(())
}
