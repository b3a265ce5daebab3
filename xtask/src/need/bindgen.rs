//! wasm-bindgen's command and test runner, built from our own workspace so that they match the library exactly.

use std::path::PathBuf;

use anyhow::Result;

use crate::place::Place;
use crate::step::{run, step};

/// The two programs of `xtask/bindgen`, built and in one folder.
pub(crate) struct Bindgen {
    folder: PathBuf,
}

impl Bindgen {
    /// Builds them: a minute or two the first time, nothing afterwards.
    pub(crate) fn build(place: &Place) -> Result<Self> {
        step(
            "wasm-bindgen, at the version of Cargo.lock",
            "it turns the compiled widget into a JavaScript module; about two minutes the first time",
            || run(place.native("build").args(["--quiet", "--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"])),
        )?;
        Ok(Self { folder: place.programs() })
    }

    /// The command itself.
    pub(crate) fn command(&self) -> PathBuf {
        self.folder.join("wasm-bindgen")
    }

    /// What cargo starts instead of a test that was compiled to wasm.
    pub(crate) fn test_runner(&self) -> PathBuf {
        self.folder.join("wasm-bindgen-test-runner")
    }
}
