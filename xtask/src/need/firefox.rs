//! Firefox and its WebDriver, for the journeys in a second engine.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::browser::named;
use super::{debian, on_path};
use crate::place::Place;
use crate::step::{answer, run, step};

/// Mozilla's own, from crates.io: Debian has the browser without it, and npm only scripts that would fetch it from elsewhere.
const VERSION: &str = "0.37.1";
const BROWSERS: [&str; 2] = ["firefox-esr", "firefox"];
const WORDS: &str = "the journeys are played in Firefox too: install it (Debian: `apt-get install firefox-esr`), or set FIREFOX to it";

/// A browser and the driver that belongs to it.
#[derive(Debug)]
pub(crate) struct Firefox {
    pub(crate) firefox: PathBuf,
    pub(crate) geckodriver: PathBuf,
}

/// The browser that `FIREFOX` names, or the one on the search path, or one installed now by apt; and a driver, compiled once.
pub(crate) fn firefox(place: &Place) -> Result<Firefox> {
    let found = || Ok::<_, anyhow::Error>(named("FIREFOX")?.or_else(|| BROWSERS.into_iter().find_map(on_path)));
    if found()?.is_none() && debian::may_install() {
        debian::install(&["firefox-esr", "fonts-liberation"], "the journeys are played in a second engine")?;
    }
    let Some(firefox) = found()? else { bail!(WORDS) };
    Ok(Firefox { firefox, geckodriver: geckodriver(place)? })
}

/// The driver that `GECKODRIVER` names, or the one on the search path, or ours of an earlier run, or a new one under `target/tools`.
fn geckodriver(place: &Place) -> Result<PathBuf> {
    let tools = place.tools();
    let ours = tools.join("bin/geckodriver");
    let works = |program: &PathBuf| answer(Command::new(program).arg("--version")).is_some();
    if let Some(named) = named("GECKODRIVER")? {
        return Ok(named);
    }
    if let Some(known) = on_path("geckodriver").into_iter().chain([ours.clone()]).find(works) {
        return Ok(known);
    }
    step(
        &format!("installing geckodriver {VERSION}, once"),
        "it drives Firefox; it is compiled from source, about two minutes on two cores",
        || {
            let mut install = place.cargo();
            // It waits for a browser most of the time, so its speed is not worth the minutes of an optimised build.
            install.args(["install", "geckodriver", "--version", VERSION, "--locked", "--debug", "--root"]);
            run(install.arg(&tools).env("CARGO_PROFILE_DEV_DEBUG", "0"))
        },
    )?;
    Ok(ours)
}
