//! The widget as it ships: compiled with a standard library of its own, then made a JavaScript module that is as small as it gets.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::need::bindgen::Bindgen;
use crate::need::own_std;
use crate::need::shrink::Shrink;
use crate::need::toolchain;
use crate::place::Place;
use crate::step::{run as run_program, step};

/// The tools that make a module of a compiled widget.
pub(crate) struct Tools {
    bindgen: Bindgen,
    shrink: Shrink,
}

impl Tools {
    /// Builds what is missing of them, and looks for the wasm target.
    pub(crate) fn build(place: &Place) -> Result<Self> {
        toolchain::wasm_target(place)?;
        Ok(Self { bindgen: Bindgen::build(place)?, shrink: Shrink::build(place)? })
    }

    /// Makes these files of a folder smaller, in place.
    pub(crate) fn shrink(&self, folder: &Path, names: &[&str]) -> Result<()> {
        self.shrink.files(folder, names)
    }

    /// Turns the compiled widget into the JavaScript module and its wasm.
    pub(crate) fn module(&self, place: &Place, folder: &Path) -> Result<()> {
        let mut command = Command::new(self.bindgen.command());
        // Names of functions are a quarter of the file and serve nobody in a shop.
        command.args(["--target", "web", "--no-typescript", "--remove-name-section", "--remove-producers-section"]);
        command.args(["--out-name", "esim-topup", "--out-dir"]);
        run_program(command.arg(folder).arg(place.wasm()))?;
        let glue = folder.join("esim-topup.js");
        fs::write(&glue, without_warnings(&fs::read_to_string(&glue)?)?)?;
        self.shrink(folder, &["esim-topup_bg.wasm", "esim-topup.js"])
    }
}

/// What the glue tells those who call it as it was called once, and a way in that nobody takes: `element.js` calls it as it is now, and
/// tells of a wrong media type itself. What stands in their places instead.
const UNCALLED: [(&str, &str); 4] = [
    ("console.warn('using deprecated parameters for the initialization function; pass a single object instead')", ""),
    ("console.warn('using deprecated parameters for `initSync()`; pass a single object instead')", ""),
    (
        "console.warn(\"`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. \
         Falling back to `WebAssembly.instantiate` which is slower. Original error:\\n\", e);",
        "",
    ),
    ("export { initSync, ", "export { "),
];

/// The glue without what nobody reads or calls; the minifier then leaves out what is behind it.
fn without_warnings(glue: &str) -> Result<String> {
    UNCALLED.iter().try_fold(glue.to_owned(), |glue, (uncalled, instead)| {
        ensure!(glue.matches(uncalled).count() == 1, "the glue has not once what should be left out of it: {uncalled}");
        Ok(glue.replace(uncalled, instead))
    })
}

/// Which standard library is in a widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Std {
    /// One that was built for it.
    Own,
    /// The one that comes with the toolchain.
    Toolchain,
}

/// Compiles the widget. With a standard library of its own the wasm is 82 kB instead of 92 kB after brotli (measured with Rust 1.95):
/// the one that comes with a toolchain is compiled for speed, and brings the machinery that formats a panic nobody reads.
///
/// That takes flags which are not final, and [`own_std::unlocked`] lets a released compiler take them, for this one build alone. Without
/// them the same `cargo build --profile widget --target wasm32-unknown-unknown` works on any toolchain.
pub(crate) fn compile(place: &Place) -> Result<Std> {
    let std = if own_std::can_be_built(place) { Std::Own } else { Std::Toolchain };
    let why = "what is shown, tested and weighed is what ships: the `widget` profile, whole-program optimised; \
        its standard library takes a minute or two the first time";
    step("the widget, optimised for size", why, || {
        let mut build = place.widget("build");
        build.args(["--bin", "esim-topup", "--profile", "widget"]);
        let more: &[&str] = match std {
            Std::Own => &own_std::RUSTC,
            Std::Toolchain => &[],
        };
        if std == Std::Own {
            own_std::unlocked(&mut build).args(own_std::CARGO).envs([own_std::PANIC]);
        }
        run_program(build.envs([place.portable(more)]))
    })?;
    Ok(std)
}
