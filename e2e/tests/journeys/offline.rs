//! The device loses its connection, and finds it again: what was agreed to goes on by itself.

use anyhow::Result;
use e2e::play;
use sandbox::Player;

use crate::steps::{bought_once, to_review};

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

#[tokio::test]
async fn an_order_sent_without_a_connection_goes_out_once_it_is_back() -> Result<()> {
    play("offline-review", async |stage| {
        let widget = to_review(stage, "").await?;
        stage.browser.offline(true).await?;
        widget.says("You are offline").await?;
        widget.go_on().await?;
        widget.wait_for("[data-step='submitting'] [data-trouble='network']").await?;
        widget.says("it can only be bought once").await?;
        assert_eq!(stage.ledger().payments, [], "nothing can have arrived");
        stage.browser.offline(false).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        assert!(!widget.text().await?.contains("You are offline"));
        bought_once(stage).await
    })
    .await
}

#[tokio::test]
async fn an_order_under_way_is_heard_of_again_once_the_connection_is_back() -> Result<()> {
    play("offline-waiting", async |stage| {
        let widget = stage.visit("lab-connect", Some("connect-slow")).await?;
        widget.press("label[data-tail]").await?;
        widget.go_on().await?;
        widget.choose_package(EUROPE).await?;
        stage.hold_next(Player::Connect);
        widget.go_on().await?;
        widget.at("waiting").await?;
        stage.browser.offline(true).await?;
        widget.says("You are offline").await?;
        // It goes on at the BFF all the same.
        stage.let_go();
        let completed = |ledger: &sandbox::Ledger| ledger.connect_orders.iter().any(|order| order.status == "COMPLETED");
        stage.ledger_shows("the order completed", completed).await?;
        assert!(widget.all("[data-step='waiting']").await?.len() == 1, "{}", widget.text().await?);
        stage.browser.offline(false).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}
