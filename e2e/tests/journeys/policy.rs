//! Under a page's Content-Security-Policy. The journeys' own page has the strictest that the widget can live with, and every journey
//! fails when the browser had to refuse anything there; this is what a customer sees where the policy is stricter still.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use serde_json::Value;

const TOLD: &str = "const done = arguments[0];
const error = () => window.told.find(({ name }) => name === 'topup-error');
const look = () => error() ? done(error().detail) : document.addEventListener('topup-error', look, { once: true });
look();";

#[tokio::test]
async fn a_page_that_forbids_webassembly_gets_the_reason_in_words_and_as_an_event() -> Result<()> {
    play("policy-blocked", async |stage| tells_that_it_is_blocked(stage).await).await
}

pub(crate) async fn tells_that_it_is_blocked(stage: &Stage) -> Result<()> {
    stage.goto("/host/without-wasm?customer=mara").await?;
    let fallen = Widget::fallen(&stage.browser).await?;
    assert_eq!(fallen.attr("data-fallback").await?.as_deref(), Some("blocked"));
    let said = fallen.prop("textContent").await?.context("words")?;
    assert!(said.contains("The shop’s page does not let it start."), "{said}");
    let told = stage.browser.client().execute_async(TOLD, Vec::new()).await?;
    let told = ["code", "stage", "action"].map(|name| told.get(name).and_then(Value::as_str));
    assert_eq!(told, ["blocked", "load", "ask_shop"].map(Some));
    Ok(())
}

#[tokio::test]
async fn what_the_policy_refuses_is_told_to_the_journey() -> Result<()> {
    let refused = play("policy-refused", async |stage| {
        stage.visit("mara", None).await?.at("choose-sim").await?;
        let elsewhere = "fetch('http://elsewhere.invalid/').catch(() => {})";
        stage.browser.client().execute(elsewhere, Vec::new()).await?;
        stage.recorded("a report", |sent| sent.path == "/host/refused").await
    })
    .await;
    let words = format!("{:#}", refused.err().context("the journey must fail")?);
    assert!(words.contains("the page's policy has refused"), "{words}");
    Ok(())
}
