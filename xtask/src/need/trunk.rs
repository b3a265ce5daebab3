//! trunk, which serves the demo page and rebuilds it when a file changes.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::on_path;
use crate::place::Place;
use crate::step::{answer, run, step};

/// The newest version that a 1.94 toolchain builds.
const VERSION: &str = "0.21.14";

/// A trunk of our version: the one on the search path, the one installed earlier, or a new one under `target/tools`.
pub(crate) fn trunk(place: &Place) -> Result<PathBuf> {
    let tools = place.tools();
    let ours = tools.join("bin/trunk");
    let known = on_path("trunk").into_iter().chain([ours.clone()]);
    if let Some(found) = known.into_iter().find(is_our_version) {
        return Ok(found);
    }
    step(
        &format!("installing trunk {VERSION}, once"),
        "it serves the demo page; it is compiled from source, five to nine minutes on two cores",
        || {
            let mut install = place.cargo();
            // It serves plain HTTP on loopback and downloads nothing, so its TLS stacks and its update check stay out;
            // nor is its speed worth the minutes that its own release settings (fat LTO) take.
            install
                .args(["install", "trunk", "--version", VERSION, "--locked", "--no-default-features", "--root"])
                .arg(&tools)
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
            run(&mut install)
        },
    )?;
    Ok(ours)
}

fn is_our_version(program: &PathBuf) -> bool {
    answer(Command::new(program).arg("--version")).is_some_and(|answer| answer.split_whitespace().nth(1) == Some(VERSION))
}
