//! The gallery's page under control.

use std::env;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use e2e::Browser;
use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};

use crate::Result;

/// A script may take this long: a slow machine is not a defect.
const PATIENCE: Duration = Duration::from_secs(60);

/// The page in a browser of its own.
pub(crate) struct Page {
    pub(crate) browser: Browser,
}

/// What is shown: a state, and how.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) state: &'a str,
    pub(crate) theme: &'a str,
    pub(crate) locale: &'a str,
}

impl<'a> Wanted<'a> {
    /// That state in English and light.
    pub(crate) const fn state(state: &'a str) -> Self {
        Self { state, theme: "light", locale: "en-GB" }
    }
}

impl Page {
    /// Opens it without motion, in a zone and a size that are the same everywhere.
    pub(crate) async fn open() -> Result<Self> {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/gallery/index.html");
        let Ok(page) = page.canonicalize() else {
            bail!("there is no gallery: run `cargo xtask gallery` first");
        };
        let browser = Browser::start().await?;
        browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "UTC" })).await?;
        let page = Self { browser }.featuring(&[("prefers-reduced-motion", "reduce")], &page).await?;
        Ok(page)
    }

    async fn featuring(self, features: &[(&str, &str)], page: &Path) -> Result<Self> {
        self.emulate(features).await?;
        self.browser.resize(400, 900).await?;
        let timeouts = TimeoutConfiguration::new(Some(PATIENCE), None, None);
        self.browser.client().update_timeouts(timeouts).await?;
        self.browser.client().goto(&format!("file://{}#state=starting", page.display())).await?;
        self.ask("return gallery.started", Vec::new()).await?;
        Ok(self)
    }

    /// Has the browser answer these media queries so.
    pub(crate) async fn emulate(&self, features: &[(&str, &str)]) -> Result {
        let features: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Runs a script and waits for what it promises.
    pub(crate) async fn ask(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.browser.client().execute(script, arguments).await.with_context(|| format!("the page could not answer: {script}"))
    }

    /// Shows one state, as wide as the window.
    pub(crate) async fn show(&self, wanted: &Wanted<'_>) -> Result {
        let Wanted { state, theme, locale } = wanted;
        let wanted = json!({ "state": state, "theme": theme, "locale": locale, "width": "100%" });
        self.ask("window.root = await gallery.show(arguments[0])", vec![wanted]).await.map(drop)
    }

    /// Has all text written in blocks, by a font that is the same on every machine.
    pub(crate) async fn write_in_blocks(&self) -> Result {
        let font = BASE64_STANDARD.encode(include_bytes!("../../../tests/gallery/blocks.woff2"));
        let script = "
            const source = `url(data:font/woff2;base64,${arguments[0]})`;
            document.fonts.add(await new FontFace('Blocks', source, { weight: '100 900' }).load());
            document.documentElement.style.setProperty('--topup-font', 'Blocks');";
        self.ask(script, vec![json!(font)]).await.map(drop)
    }

    /// The names of all states.
    pub(crate) async fn states(&self) -> Result<Vec<String>> {
        let names = self.ask("return gallery.names()", Vec::new()).await?;
        let names: Vec<String> = serde_json::from_value(names)?;
        if names.len() < 50 {
            bail!("the gallery has lost most of its states: {names:?}");
        }
        Ok(names)
    }
}
