//! Pages that bundlers have built from the npm package, each through one whole purchase: properties arrive, events are heard, and taking the
//! widget away and putting it back changes nothing.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play_at};
use fantoccini::Locator;
use sandbox::Player;

use crate::shelf::package;

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

/// The page has heard all of this, in this order; waits until it has.
const HEARD: &str = "const [wanted, done] = arguments;
const told = document.querySelector('#told');
const look = () => told.textContent.includes(wanted) && (watch.disconnect(), done(told.textContent));
const watch = new MutationObserver(look);
watch.observe(told, { childList: true, characterData: true, subtree: true });
look();";

async fn buy(stage: &Stage, app: &str) -> Result<()> {
    let client = stage.browser.client();
    let widget = stage.open(&format!("/{app}/index.html?customer=lab-connect&scenario=connect-slow")).await?;
    widget.at("choose-sim").await?;
    for _ in ["away", "back"] {
        client.find(Locator::Css("#toggle")).await?.click().await?;
    }
    let widget = Widget::find(&stage.browser).await?;
    widget.at("choose-sim").await?;
    widget.press("label[data-tail]").await?;
    widget.go_on().await?;
    widget.choose_package(EUROPE).await?;
    // The page's own word for "back" has come through as a property.
    let back = widget.wait_for("[data-back]").await?;
    assert_eq!(back.attr("aria-label").await?.context("a name")?, "Return");
    stage.hold_next(Player::Connect);
    widget.go_on().await?;
    widget.at("waiting").await?;
    stage.let_go();
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    let heard = client.execute_async(HEARD, vec!["topup-submitted topup-completed".into()]).await?;
    assert!(heard.as_str().is_some_and(|heard| heard.starts_with("topup-ready")), "{heard}");
    let ledger = stage.ledger();
    assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_purchase_in_a_strict_react_18_page() -> Result<()> {
    play_at("embed-react18", package("pages")?, async |stage| buy(stage, "react18").await).await
}

#[tokio::test]
async fn a_purchase_in_a_strict_react_19_page() -> Result<()> {
    play_at("embed-react19", package("pages")?, async |stage| buy(stage, "react19").await).await
}

#[tokio::test]
async fn a_purchase_in_a_vue_page() -> Result<()> {
    play_at("embed-vue", package("pages")?, async |stage| buy(stage, "vue").await).await
}

/// Its page speaks German, so that each kind of file has come from where the bundler has put it.
async fn buy_in_german(stage: &Stage, bundler: &str) -> Result<()> {
    buy(stage, bundler).await?;
    Widget::find(&stage.browser).await?.says("hinzugefügt").await.map(drop)
}

#[tokio::test]
async fn a_purchase_in_a_page_that_webpack_has_built() -> Result<()> {
    play_at("embed-webpack", package("pages")?, async |stage| buy_in_german(stage, "webpack").await).await
}

#[tokio::test]
async fn a_purchase_in_a_page_that_parcel_has_built() -> Result<()> {
    play_at("embed-parcel", package("pages")?, async |stage| buy_in_german(stage, "parcel").await).await
}
