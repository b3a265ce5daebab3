//! `cargo xtask check`: what can be judged without running the product. The only definition of a check: CI calls this.

use anyhow::Result;

use crate::need::toolchain;
use crate::place::Place;
use crate::step::{run as run_program, step};
use crate::tidy;

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Runs every check, the quick ones first, and stops at the first that fails.
pub(crate) fn run(place: &Place) -> Result<()> {
    toolchain::judges(place)?;
    toolchain::wasm_target(place)?;
    step("tidy rules", "house rules that no compiler knows: see xtask/src/tidy.rs", || tidy::check(place.root()))?;
    step("formatting", "one layout, so that a difference is always a change", || {
        run_program(place.cargo().args(["fmt", "--all", "--check"]))
    })?;
    step("lints, native crates", "clippy over every crate and its tests; a warning is an error", || {
        let packages = ["--workspace", "--exclude", "esim-topup", "--all-targets"];
        run_program(place.cargo().args(["clippy"]).args(packages).args(["--", "-D", "warnings"]))
    })?;
    step("lints, the widget as wasm", "the widget only means something on the target that it ships for", || {
        let widget = ["--package", "esim-topup", "--all-targets"];
        run_program(place.cargo().args(["clippy"]).args(widget).args(WASM).args(["--", "-D", "warnings"]))
    })?;
    step("documentation, native crates", "links that lead nowhere and examples that are not code", || {
        let packages = ["--workspace", "--exclude", "esim-topup", "--exclude", "bindgen"];
        document(place, &packages)
    })?;
    step("documentation, the widget", "the same, on its own target", || document(place, &[["--package", "esim-topup"], WASM].concat()))
}

fn document(place: &Place, arguments: &[&str]) -> Result<()> {
    let mut doc = place.cargo();
    doc.args(["doc", "--no-deps", "--document-private-items"]).args(arguments);
    run_program(doc.env("RUSTDOCFLAGS", "-D warnings"))
}
