//! A widget whose module has panicked says so, keeps the order's reference, and can start again.
//!
//! The panic is a real one: Yew does not survive a page that moves its elements, as page translators do. The wasm has no way to ask for one.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use sandbox::Player;
use serde_json::Value;

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";
const FALLEN: &str = "[data-fallback='panicked']";

/// Puts a `<font>` around what is in each element, as a translator does, so that Yew's next insertion misses its place.
const TRANSLATE: &str = "const wrap = (element) => {
    [...element.children].forEach(wrap);
    if (!element.firstChild) return;
    const font = document.createElement('font');
    font.append(...element.childNodes);
    element.append(font);
};
wrap(arguments[0]);";

/// A second widget beside the first, for the same customer.
const ANOTHER: &str = "const first = document.querySelector('esim-topup');
const second = document.createElement('esim-topup');
second.setAttribute('bff', first.getAttribute('bff'));
second.getSession = first.getSession;
first.after(second);";

#[tokio::test]
async fn a_panic_takes_every_widget_of_the_page_to_the_fallback_and_each_can_start_again() -> Result<()> {
    play("panic", async |stage| {
        let first = stage.visit("lab-connect", Some("connect-slow")).await?;
        first.press("label[data-tail]").await?;
        first.go_on().await?;
        first.choose_package(EUROPE).await?;
        stage.hold_next(Player::Connect);
        first.go_on().await?;
        first.at("waiting").await?;
        let reference = first.read("b[data-reference]").await?;
        stage.browser.client().execute(ANOTHER, Vec::new()).await?;
        let second = Widget::nth(&stage.browser, 1).await?;
        second.at("waiting").await?;

        translate(stage, &first).await?;
        // Not its visible text: it may just be fading in.
        let said = first.wait_for(FALLEN).await?.prop("textContent").await?.context("words")?;
        assert!(said.contains(&reference) && said.contains("You will not be charged twice"), "{said}");
        second.wait_for(FALLEN).await?;
        let told = stage.browser.client().execute("return window.told", Vec::new()).await?;
        let told = told.as_array().context("a list of events")?.iter().filter(|event| event["name"] == "topup-error");
        let codes: Vec<_> = told.map(|event| event["detail"]["code"].clone()).collect();
        assert_eq!(codes, ["panicked", "panicked"]);

        for widget in [&first, &second] {
            widget.press("button").await?;
            widget.at("waiting").await?;
        }
        stage.let_go();
        for widget in [&first, &second] {
            widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
            widget.says(&reference).await?;
        }
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}

async fn translate(stage: &Stage, widget: &Widget<'_>) -> Result<Value> {
    let screen = serde_json::to_value(widget.wait_for("[data-step]").await?)?;
    Ok(stage.browser.client().execute(TRANSLATE, vec![screen]).await?)
}
