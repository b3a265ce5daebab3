//! Python with packages of its own, with which the documented shop in Python is tried.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{debian, on_path};
use crate::place::Place;
use crate::step::{answer, run, step};

const WORDS: &str = "the documented shop in Python is tried as a program: install Python 3.10 or newer with pip \
    (Debian and Ubuntu: `apt-get install python3-pip`)";

/// The program, and the folder with the packages that `requirements` names, installed where nothing else sees them.
pub(crate) fn with_packages(place: &Place, requirements: &str) -> Result<(PathBuf, PathBuf)> {
    let has_pip = || answer(Command::new("python3").args(["-m", "pip", "--version"])).is_some();
    if !has_pip() && debian::may_install() {
        debian::install(&["python3-pip"], "the documented shop in Python is tried as a program")?;
    }
    let python = on_path("python3").filter(|_| has_pip()).context(WORDS)?;
    let wanted = place.root().join(requirements);
    let folder = place.tools().join("docs-python");
    let done = folder.join("requirements.txt");
    let text = fs::read(&wanted).with_context(|| format!("could not read {requirements}"))?;
    if fs::read(&done).is_ok_and(|installed| installed == text) {
        return Ok((python, folder));
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    step("packages from PyPI, once", "the documented shop in Python stands on them", || {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--target"]);
        run(pip.arg(&folder).arg("--requirement").arg(&wanted))
    })?;
    if !folder.join("flask").is_dir() {
        bail!("pip has installed nothing in {}", folder.display());
    }
    fs::write(&done, text).with_context(|| format!("could not write {}", done.display()))?;
    Ok((python, folder))
}
