//! A page that has no memory left for the widget's module says so, with the reference of an order under way, and can start later.

use anyhow::{Context, Result};
use e2e::{Widget, play};
use sandbox::Player;
use serde_json::json;

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

/// Takes all the address space that the browser gives to WebAssembly, as a page with many modules does, before the widget's starts.
const EXHAUST: &str = "const start = WebAssembly.instantiateStreaming;
WebAssembly.instantiateStreaming = (...all) => {
    globalThis.hoard = [];
    try {
        for (;;) globalThis.hoard.push(new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
    } catch {
        WebAssembly.instantiateStreaming = start;
        return start.apply(WebAssembly, all).catch((error) => {
            globalThis.refused = error.name;
            throw error;
        });
    }
}";

const TOLD: &str = "const error = window.told.find(({ name }) => name === 'topup-error').detail;
return [globalThis.refused, error.code, error.stage, error.action]";

#[tokio::test]
async fn a_page_without_memory_keeps_the_reference_and_starts_once_there_is_some() -> Result<()> {
    play("memory", async |stage| {
        let client = stage.browser.client();
        let widget = stage.visit("lab-connect", Some("connect-slow")).await?;
        widget.press("label[data-tail]").await?;
        widget.go_on().await?;
        widget.choose_package(EUROPE).await?;
        stage.hold_next(Player::Connect);
        widget.go_on().await?;
        widget.at("waiting").await?;
        let reference = widget.read("b[data-reference]").await?;

        stage.browser.devtools("Page.enable", json!({})).await?;
        let exhausted = stage.browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": EXHAUST })).await?;
        client.refresh().await?;
        let fallen = Widget::fallen(&stage.browser).await?;
        let said = fallen.prop("textContent").await?.context("words")?;
        assert!(said.contains(&reference) && said.contains("You will not be charged twice"), "{said}");
        let told = client.execute(TOLD, Vec::new()).await?;
        assert_eq!(told, json!(["RangeError", "unavailable", "load", "retry"]));

        stage.browser.devtools("Page.removeScriptToEvaluateOnNewDocument", exhausted).await?;
        client.execute("globalThis.hoard = undefined", Vec::new()).await?;
        stage.browser.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        fallen.find(fantoccini::Locator::Css("button")).await?.click().await?;
        let widget = Widget::find(&stage.browser).await?;
        widget.at("waiting").await?;
        widget.says(&reference).await?;
        stage.let_go();
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}
