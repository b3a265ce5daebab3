//! WebKit as GTK has it, its WebDriver and a screen that nobody sees, for the journeys in a third engine.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::browser::named;
use super::{debian, on_path};

/// Where Debian and Ubuntu have the small browser that comes with the library.
const MINI_BROWSERS: [&str; 2] =
    ["/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser"];
const WORDS: &str = "the journeys are played in WebKit too: install its driver and Xvfb (Debian and Ubuntu: \
    `apt-get install webkit2gtk-driver xvfb`), or set WEBKIT to a MiniBrowser and WEBKITDRIVER to its driver";

/// A browser and the driver that belongs to it.
#[derive(Debug)]
pub(crate) struct WebKit {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// What `WEBKIT` and `WEBKITDRIVER` name, or what Debian's packages bring, or those installed now by apt.
pub(crate) fn webkit() -> Result<WebKit> {
    if let Some(found) = found()? {
        return Ok(found);
    }
    if debian::may_install() {
        debian::install(&["webkit2gtk-driver", "xvfb", "fonts-liberation"], "the journeys are played in a third engine")?;
    }
    match found()? {
        Some(found) => Ok(found),
        None => bail!(WORDS),
    }
}

fn found() -> Result<Option<WebKit>> {
    let browser = named("WEBKIT")?.or_else(|| MINI_BROWSERS.map(Path::new).into_iter().find(|path| path.is_file()).map(Path::to_owned));
    let driver = named("WEBKITDRIVER")?.or_else(|| on_path("WebKitWebDriver"));
    Ok(browser.zip(driver).filter(|_| on_path("Xvfb").is_some()).map(|(browser, driver)| WebKit { browser, driver }))
}
