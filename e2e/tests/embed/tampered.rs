//! The package for a CDN, opened by its script tag: whole, and with one byte more in a file.

use std::fs;

use anyhow::{Context, Result};
use e2e::{Browser, Engine, Widget};
use serde_json::Value;

use crate::shelf::{Shelf, package};

/// Its loader is the only script; what the widget tells is kept for the test by the page's own file.
const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
    <script src="/watch.js"></script><script src="/loader.js" data-target="main" data-bff="/bff" data-session-endpoint="/session"></script>
    </head><body><main></main></body></html>"#;
const WATCH: &str = "window.told = []; document.addEventListener('topup-error', ({ detail }) => window.told.push(detail));";

/// Lets a driver see that can't see into a closed root.
const OPEN: &str = "const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function attachShadow(options) { return attach.call(this, { ...options, mode: 'open' }); };";

/// The error that the page is told of, once it is.
const TOLD: &str = "const done = arguments[0];
const look = () => window.told.length ? done(window.told[0]) : document.addEventListener('topup-error', () => done(window.told[0]), { once: true });
look();";

/// The page with that file changed, by its name in the manifest.
async fn open(browser: &Browser, changed: Option<&str>) -> Result<()> {
    let original = package("cdn")?;
    let manifest: Value = serde_json::from_slice(&fs::read(original.join("manifest.json"))?)?;
    let changed = match changed {
        Some(name) => Some(
            manifest
                .pointer(&format!("/files/{name}/file"))
                .and_then(Value::as_str)
                .with_context(|| format!("no {name} in the manifest"))?
                .to_owned(),
        ),
        None => None,
    };
    let folder = tempfile::tempdir()?;
    for entry in fs::read_dir(&original)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
    }
    let opened = if browser.engine().sees_closed_roots() { "" } else { OPEN };
    fs::write(folder.path().join("watch.js"), format!("{WATCH}\n{opened}"))?;
    let url = Shelf { folder: folder.keep(), page: PAGE, changed }.open().await?;
    browser.client().goto(&url).await?;
    Ok(())
}

#[tokio::test]
async fn a_script_tag_starts_the_widget_under_the_strictest_policy() -> Result<()> {
    starts(Engine::Chromium).await
}

pub(crate) async fn starts(engine: Engine) -> Result<()> {
    let browser = Browser::start_in(engine).await?;
    open(&browser, None).await?;
    let widget = Widget::find(&browser).await?;
    // There is no BFF on this shelf, which the running widget finds out and says.
    widget.at("stopped").await?;
    let told = browser.client().execute_async(TOLD, Vec::new()).await?;
    assert_ne!(told.get("stage").and_then(Value::as_str), Some("load"), "{told}");
    browser.close().await
}

#[tokio::test]
async fn a_file_with_one_byte_more_is_refused_and_the_customer_and_the_page_are_told() -> Result<()> {
    refuses_what_was_changed(Engine::Chromium).await
}

pub(crate) async fn refuses_what_was_changed(engine: Engine) -> Result<()> {
    let browser = Browser::start_in(engine).await?;
    for name in ["esim-topup_bg.wasm", "esim-topup.js", "esim-topup.css", "host.js", "element.js"] {
        open(&browser, Some(name)).await?;
        let told = browser.client().execute_async(TOLD, Vec::new()).await.with_context(|| format!("nothing was told of {name}"))?;
        let told = ["code", "stage", "action"].map(|name| told.get(name).and_then(Value::as_str));
        assert_eq!(told, ["tampered", "load", "ask_shop"].map(Some), "{name}");
        let said = match name {
            // Without the shell there is no tag, and the loader says it in the page.
            "element.js" => browser.client().execute("return document.querySelector('main [role=alert]').textContent", Vec::new()).await?,
            _ => {
                let fallback = Widget::fallen(&browser).await?;
                fallback.prop("textContent").await?.context("words")?.into()
            }
        };
        assert!(said.as_str().is_some_and(|said| said.contains("Please tell the shop")), "{name}: {said}");
    }
    browser.close().await
}
