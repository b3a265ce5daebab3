//! A page says where the widget is to begin, and when its customer has left.

use anyhow::{Context, Result};
use e2e::{Widget, play};
use sandbox::Player;
use serde_json::Value;

use crate::steps::{PACKAGE, SIM, bought_once, to_review};

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

#[tokio::test]
async fn a_link_to_the_review_is_one_click_away_from_the_package() -> Result<()> {
    play("links-review", async |stage| {
        let widget = stage.open(&format!("/host?customer=mara&view=review&iccid={SIM}&package={PACKAGE}")).await?;
        widget.at("review").await?;
        widget.go_on().await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        bought_once(stage).await?;
        // A package that is not offered leads as far as the rest goes.
        let widget = stage.open(&format!("/host?customer=mara&view=review&iccid={SIM}&package=no-such-package")).await?;
        widget.at("choose-package").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_link_to_an_order_shows_where_it_stands_and_offers_nothing_else() -> Result<()> {
    play("links-status", async |stage| {
        let widget = to_review(stage, "").await?;
        widget.go_on().await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let completed = "return window.told.find(({ name }) => name === 'topup-completed').detail.reference";
        let reference = stage.browser.client().execute(completed, Vec::new()).await?;
        let reference = reference.as_str().context("a reference")?;
        bought_once(stage).await?;
        let order = stage.ledger().payments.first().context("a payment")?.order.clone();
        let widget = stage.open(&format!("/host?customer=mara&view=status&order={order}")).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        widget.says(reference).await?;
        assert_eq!(widget.all("[data-primary], [data-offer], label[data-tail]").await?.len(), 0, "{}", widget.text().await?);
        // Somebody else's is none of theirs.
        let widget = stage.open(&format!("/host?customer=ana&view=status&order={order}")).await?;
        widget.wait_for("[data-step='stopped'] [data-trouble='not_found']").await?;
        assert!(!widget.text().await?.contains(reference));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_link_to_a_history_shows_that_of_its_sim() -> Result<()> {
    play("links-history", async |stage| {
        let widget = stage.open(&format!("/host?customer=mara&view=history&iccid={SIM}")).await?;
        widget.at("history").await?;
        widget.wait_for("[data-package]").await?;
        assert_eq!(widget.all("[data-primary], [data-offer]").await?.len(), 0, "{}", widget.text().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_customer_who_leaves_leaves_nothing_behind_and_the_order_goes_on() -> Result<()> {
    play("links-logout", async |stage| {
        let client = stage.browser.client();
        let widget = stage.visit("lab-connect", Some("connect-slow")).await?;
        widget.press("label[data-tail]").await?;
        widget.go_on().await?;
        widget.choose_package(EUROPE).await?;
        stage.hold_next(Player::Connect);
        widget.go_on().await?;
        widget.at("waiting").await?;
        let kept = "return [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage))";
        assert_ne!(client.execute(kept, Vec::new()).await?, Value::Array(Vec::new()), "an order under way is kept");
        let used = last_session(stage.record()).context("a session was used")?;
        client.execute("document.querySelector('esim-topup').logout()", Vec::new()).await?;
        widget.wait_for("[data-step='stopped'] [data-trouble='session']").await?;
        assert_eq!(client.execute(kept, Vec::new()).await?, Value::Array(Vec::new()));
        stage.recorded("the end of the session", |sent| sent.path == "/bff/v1/session" && sent.method == http::Method::DELETE).await?;
        let asked = reqwest::Client::new().get(format!("{}/bff/v1/sims", stage.front.url())).header("authorization", used).send().await?;
        assert_eq!(asked.status(), http::StatusCode::UNAUTHORIZED);
        // Signed in again, the customer finds the order.
        client.refresh().await?;
        let widget = Widget::find(&stage.browser).await?;
        widget.at("waiting").await?;
        stage.let_go();
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}

/// The newest session that the browser has shown to the BFF.
fn last_session(record: &e2e::Record) -> Option<String> {
    let sent = record.below("/bff/v1/orders");
    sent.iter().rev().find_map(|sent| Some(sent.request_headers.get("authorization")?.to_str().ok()?.to_owned()))
}
