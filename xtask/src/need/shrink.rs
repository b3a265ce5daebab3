//! The program of `xtask/shrink`, which makes the files that ship small.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::step::{run, step};

/// The program, built.
pub(crate) struct Shrink {
    program: PathBuf,
}

impl Shrink {
    /// Builds it: a minute or two the first time, nothing afterwards. A program of its own, because its parsers of JavaScript and CSS
    /// would make every command wait that long.
    pub(crate) fn build(place: &Place) -> Result<Self> {
        step("the minifier", "it takes out of the shipped files what no browser needs; about two minutes the first time", || {
            run(place.native("build").args(["--quiet", "--bin", "shrink"]))
        })?;
        Ok(Self { program: place.programs().join("shrink") })
    }

    /// Makes these files of a folder smaller, in place; a wasm before its glue.
    pub(crate) fn files(&self, folder: &Path, names: &[&str]) -> Result<()> {
        run(Command::new(&self.program).args(names).current_dir(folder))
    }
}
