//! An order goes on without the page, and the page finds it again.

use anyhow::Result;
use e2e::{Widget, play};
use sandbox::Player;

const BONBON: &str = "bonbon-mobile-30days-3gb-topup";
const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

#[tokio::test]
async fn a_reload_in_the_middle_of_an_order_resumes_it() -> Result<()> {
    play("resume-reload", async |stage| {
        let widget = stage.visit("lab-connect", Some("connect-slow")).await?;
        stage.hold_next(Player::Connect);
        let reference = order_and_wait(&widget, EUROPE).await?;
        stage.browser.client().refresh().await?;
        let widget = Widget::find(&stage.browser).await?;
        widget.at("waiting").await?;
        widget.says(&reference).await?;
        stage.let_go();
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        widget.says(&reference).await?;
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_bff_that_is_killed_under_a_waiting_page_goes_on_where_it_was() -> Result<()> {
    play("resume-killed", async |stage| {
        let widget = stage.visit("lab-connect", Some("connect-slow")).await?;
        stage.hold_next(Player::Connect);
        let reference = order_and_wait(&widget, EUROPE).await?;
        // Killed before, it may have sent nothing, and finding that out takes longer than anybody waits here.
        widget.wait_for("[data-status='adding']").await?;
        stage.bff.kill().await?;
        stage.bff.restart().await?;
        stage.let_go();
        let widget = Widget::find(&stage.browser).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        widget.says(&reference).await?;
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reload_right_after_the_order_was_placed_buys_once() -> Result<()> {
    play("resume-placed", async |stage| {
        let widget = stage.visit("lab-pressone", Some("pressone-slow")).await?;
        widget.choose_sim("0107").await?;
        widget.choose_package(BONBON).await?;
        widget.go_on().await?;
        stage.browser.client().refresh().await?;
        let widget = Widget::find(&stage.browser).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        assert_eq!(stage.ledger().pressone_topups.len(), 1);
        Ok(())
    })
    .await
}

/// Goes through to the waiting screen; answers the order's reference.
async fn order_and_wait(widget: &Widget<'_>, package: &str) -> Result<String> {
    widget.press("label[data-tail]").await?;
    widget.go_on().await?;
    widget.choose_package(package).await?;
    widget.go_on().await?;
    widget.at("waiting").await?;
    widget.read("b[data-reference]").await
}
