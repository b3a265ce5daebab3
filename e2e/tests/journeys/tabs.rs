//! A tab is closed while its order is on its way, and the shop is opened again in another: the order is taken up where it was.

use anyhow::Result;
use e2e::{Mishap, play};
use http::Method;

use crate::steps::{ORDERS, bought_once, to_review};

async fn is_bought_once(name: &str, mishap: Mishap) -> Result<()> {
    play(name, async |stage| {
        let client = stage.browser.client();
        let widget = to_review(stage, "").await?;
        let sending = stage.front.plan(Method::POST, ORDERS, mishap);
        widget.go_on().await?;
        sending.wait().await?;
        // A browser without a window would end.
        let next = client.new_window(true).await?.handle;
        client.close_window().await?;
        client.switch_to_window(next).await?;
        let widget = stage.visit("mara", None).await?;
        // Nothing is clicked here.
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        bought_once(stage).await
    })
    .await
}

#[tokio::test]
async fn a_tab_closed_before_its_order_was_confirmed_is_taken_up_by_the_next() -> Result<()> {
    is_bought_once("tabs-answer", Mishap::AnswerHeld).await
}

#[tokio::test]
async fn a_tab_closed_before_its_order_arrived_is_taken_up_by_the_next() -> Result<()> {
    is_bought_once("tabs-request", Mishap::RequestHeld).await
}
