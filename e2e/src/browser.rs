//! A browser with a profile of its own, as one customer's device.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::driver::Driver;
use crate::engine::Engine;

/// How long anything may take that the page should do by itself. Generous, because a slow machine is not a defect.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// How often to look again for what has no event to wait for: a page behind a closed root, another process, the ledger.
pub(crate) const PAUSE: Duration = Duration::from_millis(50);

/// A browser under control, with its driver and its profile.
#[derive(Debug)]
pub struct Browser {
    engine: Engine,
    client: Client,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts a Chromium with an empty profile.
    pub async fn start() -> Result<Self> {
        Self::start_in(Engine::Chromium).await
    }

    /// Starts a browser of that engine with an empty profile.
    pub async fn start_in(engine: Engine) -> Result<Self> {
        let driver = Driver::start(engine).await?;
        let profile = tempfile::tempdir()?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(engine.capabilities(profile.path()))
            .connect(driver.url())
            .await
            .with_context(|| format!("{engine:?} did not start"))?;
        client.update_timeouts(TimeoutConfiguration::new(Some(PATIENCE), None, None)).await?;
        Ok(Self { engine, client, _driver: driver, _profile: profile })
    }

    /// Its engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The WebDriver session, for what this type does not offer.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Shows the page at this width and height, in CSS pixels; Chromium narrower than a window could be.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        if self.engine != Engine::Chromium {
            return self.client.set_window_size(width, height).await.context("the window kept its size");
        }
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// Takes the browser off the network, or puts it back.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// A picture of the whole page, with Chromium below the fold too, in `target/screenshots/<name>.png`.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = crate::built::target()?.join("screenshots");
        fs::create_dir_all(&folder)?;
        let picture = self.picture().await?;
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, picture)?;
        Ok(path)
    }

    async fn picture(&self) -> Result<Vec<u8>> {
        if self.engine != Engine::Chromium {
            return self.client.screenshot().await.context("the browser took no picture");
        }
        let answer = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await?;
        let picture = answer.get("data").and_then(Value::as_str).context("the browser took no picture")?;
        BASE64_STANDARD.decode(picture).context("the picture can't be read")
    }

    /// Ends the session, and with it the browser.
    pub async fn close(&self) -> Result<()> {
        self.client.clone().close().await.context("the browser did not close")
    }

    /// A command of the DevTools protocol, which Chromium alone speaks, for what this type does not offer.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Result<Value> {
        let words = format!("the browser refused {command}");
        self.client.issue_cmd(DevTools { command, parameters }).await.context(words)
    }
}

/// chromedriver's way to the DevTools protocol, for what WebDriver can't do.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}
