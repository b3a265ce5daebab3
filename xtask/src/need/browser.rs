//! Chromium and its WebDriver, for the tests that need a real browser.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::{debian, on_path};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const WORDS: &str = "these tests drive a real browser: install Chromium and chromedriver \
    (Debian and Ubuntu: `apt-get install chromium chromium-driver`), or set CHROME and CHROMEDRIVER to them";

/// A browser and the driver that belongs to it.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

/// The browser that `CHROME` and `CHROMEDRIVER` name, or the one on the search path, or one installed now by apt.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(found) = found()? {
        return Ok(found);
    }
    if !debian::may_install() {
        bail!(WORDS);
    }
    // The fonts make screenshots legible on a machine that has none.
    let packages = ["chromium", "chromium-driver", "fonts-liberation"];
    debian::install(&packages, "the widget's tests and the journeys run in a real browser")?;
    found()?.context(WORDS)
}

fn found() -> Result<Option<Browser>> {
    let chrome = named("CHROME")?.or_else(|| BROWSERS.into_iter().find_map(on_path));
    let chromedriver = named("CHROMEDRIVER")?.or_else(|| on_path("chromedriver"));
    Ok(chrome.zip(chromedriver).map(|(chrome, chromedriver)| Browser { chrome, chromedriver }))
}

/// A path from the environment must be right: falling back in silence would test another browser than the one asked for.
pub(super) fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(None);
    };
    if !path.is_file() {
        bail!("{variable} is set to {}, which is not a file", path.display());
    }
    Ok(Some(path))
}
