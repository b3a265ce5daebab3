//! `cargo xtask check`: what can be judged without running the product. The only definition of a check: CI calls this.

use std::process::Command;

use anyhow::Result;

use crate::docs::snippets;
use crate::locales;
use crate::need::toolchain;
use crate::place::Place;
use crate::step::{run as run_program, step};
use crate::tidy;

/// Runs every check, the quick ones first, and stops at the first that fails.
pub(crate) fn run(place: &Place) -> Result<()> {
    toolchain::judges(place)?;
    toolchain::wasm_target(place)?;
    step("tidy rules", "house rules that no compiler knows: see xtask/src/tidy.rs", || tidy::check(place.root()))?;
    step("locales", "every language says everything that English says, and none is too large", || locales::check(place.root()))?;
    step("quoted programs", "what a document shows of a program is what a test runs", || snippets::check(place.root()))?;
    step("formatting", "one layout, so that a difference is always a change", || {
        run_program(place.cargo().args(["fmt", "--all", "--check"]))
    })?;
    step("lints, native crates", "clippy over every crate and its tests; a warning is an error", || {
        lint(place.native("clippy").args(["--features", "e2e/browser"]))
    })?;
    step("lints, the widget as wasm", "the widget only means something on the target that it ships for", || {
        lint(&mut place.widget("clippy"))
    })?;
    step("documentation, native crates", "links that lead nowhere and examples that are not code", || document(&mut place.native("doc")))?;
    step("documentation, the widget", "the same, on its own target", || document(&mut place.widget("doc")))
}

fn lint(clippy: &mut Command) -> Result<()> {
    run_program(clippy.args(["--all-targets", "--", "-D", "warnings"]))
}

fn document(doc: &mut Command) -> Result<()> {
    run_program(doc.args(["--no-deps", "--document-private-items"]).env("RUSTDOCFLAGS", "-D warnings"))
}
