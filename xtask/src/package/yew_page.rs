//! The page of `embed/yew`, a Yew application of its own: built as trunk would, with the package beside it as files.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::copy_folder;
use crate::need::bindgen::Bindgen;
use crate::place::Place;
use crate::step::{run, step};

/// As cargo, the page and its folder are called.
const EXAMPLE: &str = "yew_page";
const SCRIPT: &str = "page";
const FOLDER: &str = "yew";

/// Builds it into `pages`.
pub(super) fn build(place: &Place, pages: &Path) -> Result<()> {
    let bindgen = Bindgen::build(place)?;
    let folder = pages.join(FOLDER);
    step("the page that is a Yew application", "two modules of WebAssembly, each with a Yew of its own, share one page", || {
        run(place.widget("build").args(["--example", EXAMPLE]))?;
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
        }
        let mut module = Command::new(bindgen.command());
        module.args(["--target", "web", "--no-typescript", "--out-name", SCRIPT, "--out-dir"]);
        run(module.arg(&folder).arg(place.example_wasm(EXAMPLE)))?;
        let page = place.root().join("embed").join(FOLDER).join("index.html");
        fs::copy(&page, folder.join("index.html")).with_context(|| format!("could not copy {}", page.display()))?;
        copy_folder(&place.package().join("npm"), &folder.join("esim-topup"))
    })
}
