//! The parts of a Rust toolchain that a minimal installation leaves out.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::on_path;
use crate::place::Place;
use crate::step::{answer, run, step};

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for wasm, which the widget is compiled against.
pub(crate) fn wasm_target(place: &Place) -> Result<()> {
    let folder = answer(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]).current_dir(place.root()));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    rustup(place, &["target", "add", WASM], "the widget is compiled to WebAssembly, and this toolchain can't yet")
}

/// rustfmt and clippy, which `cargo xtask check` asks for its verdict.
pub(crate) fn judges(place: &Place) -> Result<()> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if answer(place.cargo().args([command, "--version"])).is_none() {
            rustup(place, &["component", "add", component], "a minimal toolchain leaves it out, and the check needs it")?;
        }
    }
    Ok(())
}

/// Adds a part by rustup, or says what to install where there is none.
pub(super) fn rustup(place: &Place, arguments: &[&str], why: &str) -> Result<()> {
    let words = arguments.join(" ");
    if on_path("rustup").is_none() {
        bail!("{why}: install it the way this toolchain was installed (rustup would say `rustup {words}`)");
    }
    step(&format!("rustup {words}, once"), why, || run(Command::new("rustup").args(arguments).current_dir(place.root())))
}
