//! A page that is itself a Yew application: it renders around the widget, takes it away and puts it back, and each hears its own clicks.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play_at};
use fantoccini::Locator;
use sandbox::Player;
use serde_json::{Value, json};

use crate::shelf::package;

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

/// What the page shows: the clicks that it has heard and those that there were, what the widget has told, how often it was rendered around.
const SHOWN: &str = "return {
    heard: Number(document.querySelector('#clicks').textContent), clicks: window.clicks, errors: window.errors,
    told: document.querySelector('#told').textContent, renders: document.querySelector('esim-topup')?.dataset.renders ?? null,
}";

/// The same once it is so, as a condition says: another application renders when it wants to.
const ONCE: &str = "const [wanted, done] = arguments;
const look = () => document.querySelector('main')?.textContent.includes(wanted) && (watch.disconnect(), done(true));
const watch = new MutationObserver(look);
watch.observe(document.body, { childList: true, characterData: true, subtree: true });
look();";

async fn press(stage: &Stage, id: &str) -> Result<()> {
    Ok(stage.browser.client().find(Locator::Id(id)).await?.click().await?)
}

async fn shown(stage: &Stage) -> Result<Value> {
    Ok(stage.browser.client().execute(SHOWN, Vec::new()).await?)
}

async fn once(stage: &Stage, words: &str) -> Result<()> {
    let so = stage.browser.client().execute_async(ONCE, vec![words.into()]).await;
    so.with_context(|| format!("the page never says {words:?}")).map(drop)
}

#[tokio::test]
async fn a_page_that_is_a_yew_application_and_the_widget_in_it_leave_each_other_alone() -> Result<()> {
    play_at("embed-yew", package("pages")?, async |stage| {
        let widget = stage.open("/yew/index.html?customer=lab-connect&scenario=connect-slow").await?;
        // The first listeners of both have the same numbers: what is pressed here must not press what is theirs.
        for _ in 0..2 {
            widget.click("History").await?;
            widget.at("history").await?;
            widget.press("[data-back]").await?;
        }
        widget.press("label[data-tail]").await?;
        // The page renders around it, and it stays.
        for _ in 0..3 {
            press(stage, "again").await?;
        }
        assert_eq!(shown(stage).await?["renders"], "3");
        widget.wait_for("label[data-tail]:has(:checked)").await?;
        widget.go_on().await?;
        widget.choose_package(EUROPE).await?;
        stage.hold_next(Player::Connect);
        widget.go_on().await?;
        widget.at("waiting").await?;
        let reference = widget.read("b[data-reference]").await?;
        // Away and back in the middle of the order.
        press(stage, "toggle").await?;
        once(stage, "Back").await?;
        press(stage, "toggle").await?;
        let widget = Widget::find(&stage.browser).await?;
        widget.says(&reference).await?;
        stage.let_go();
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        once(stage, "topup-completed").await?;
        // Both go on.
        press(stage, "again").await?;
        widget.click("Top up another").await?;
        widget.at("choose-sim").await?;
        let shown = shown(stage).await?;
        assert_eq!((&shown["errors"], &shown["renders"]), (&json!([]), &json!("4")), "{shown}");
        assert_eq!(shown["heard"], shown["clicks"], "each click is heard once: {shown}");
        assert!(shown["told"].as_str().is_some_and(|told| told.starts_with("topup-ready topup-submitted topup-ready")), "{shown}");
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}
