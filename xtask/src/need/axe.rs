//! axe-core, which looks for what keeps people out of a page; from npm, at the version and checksum of our lock file.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{debian, on_path};
use crate::place::Place;
use crate::step::{run, step};

const WORDS: &str = "the widget's accessibility is judged by axe-core, which comes from npm: install Node.js and npm \
    (Debian and Ubuntu: `apt-get install npm`)";

/// Where its version and checksum are written down, in the repository.
const LOCK: &str = "tests/gallery";
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// The script to run in a page: the one fetched earlier for this lock file, or one fetched now.
pub(crate) fn axe(place: &Place) -> Result<PathBuf> {
    let folder = place.tools().join("axe");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    let lock = |name: &str| place.root().join(LOCK).join(name);
    let same = FILES.iter().all(|name| matches!((fs::read(folder.join(name)), fs::read(lock(name))), (Ok(a), Ok(b)) if a == b));
    if same && script.is_file() {
        return Ok(script);
    }
    if on_path("npm").is_none() {
        if !debian::may_install() {
            bail!(WORDS);
        }
        debian::install(&["npm"], "axe-core, which judges the widget's accessibility, comes from npm")?;
    }
    step("axe-core from npm, once", "it looks for what keeps people out of a page", || {
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        for name in FILES {
            fs::copy(lock(name), folder.join(name)).with_context(|| format!("could not copy {LOCK}/{name}"))?;
        }
        run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder))
    })?;
    if script.is_file() { Ok(script) } else { bail!("npm has installed no {}", script.display()) }
}
