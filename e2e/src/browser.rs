//! A headless Chromium with a profile of its own, as one customer's device.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::driver::Driver;

/// How long anything may take that the page should do by itself. Generous, because a slow machine is not a defect.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look again for what has no event to wait for: a page behind a closed root, another process, the ledger.
pub(crate) const PAUSE: Duration = Duration::from_millis(50);

/// Chromium without its own conversation with the world, and without a sandbox that root can't have.
const ARGUMENTS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--lang=en-GB",
];

/// A browser under control, with its driver and its profile.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with an empty profile.
    pub async fn start() -> Result<Self> {
        let driver = Driver::start().await?;
        let profile = tempfile::tempdir()?;
        let mut arguments: Vec<_> = ARGUMENTS.iter().map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut options = json!({ "args": arguments });
        if let (Ok(chrome), Some(options)) = (env::var("CHROME"), options.as_object_mut()) {
            options.insert("binary".to_owned(), chrome.into());
        }
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(driver.url())
            .await
            .context("the browser did not start")?;
        Ok(Self { client, _driver: driver, _profile: profile })
    }

    /// The WebDriver session, for what this type does not offer.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Shows the page at this width and height, in CSS pixels; narrower than a window could be.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// Takes the browser off the network, or puts it back.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// A picture of the whole page, below the fold too, in `target/screenshots/<name>.png`.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = crate::built::target()?.join("screenshots");
        fs::create_dir_all(&folder)?;
        let answer = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await?;
        let picture = answer.get("data").and_then(Value::as_str).context("the browser took no picture")?;
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, BASE64_STANDARD.decode(picture)?)?;
        Ok(path)
    }

    /// Ends the session, and with it the browser.
    pub async fn close(&self) -> Result<()> {
        self.client.clone().close().await.context("the browser did not close")
    }

    /// A command of the DevTools protocol, for what this type does not offer.
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
