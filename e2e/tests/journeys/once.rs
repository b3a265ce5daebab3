//! However often it is clicked and wherever, it is bought once.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use sandbox::{Ledger, PaymentState, Player};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

const FIFTY: &str = "for (let count = 0; count < 50; count += 1) arguments[0].click()";

#[tokio::test]
async fn fifty_clicks_before_the_page_can_answer_buy_once() -> Result<()> {
    play("once-fifty", async |stage| fifty_clicks(stage).await).await
}

pub(crate) async fn fifty_clicks(stage: &Stage) -> Result<()> {
    let widget = to_review(stage.visit("lab-pressone", Some("pressone-slow")).await?).await?;
    let button = widget.wait_for("[data-primary]:not([aria-disabled])").await?;
    stage.browser.client().execute(FIFTY, vec![serde_json::to_value(&button)?]).await?;
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    let ledger = stage.ledger_shows("the payment taken", all_captured).await?;
    assert_eq!((ledger.pressone_topups.len(), ledger.payments.len()), (1, 1), "{:?}", ledger.payments);
    Ok(())
}

#[tokio::test]
async fn a_double_click_buys_once() -> Result<()> {
    play("once-double-click", async |stage| {
        let widget = stage.visit("mara", None).await?;
        widget.choose_sim("0872").await?;
        widget.choose_package(PACKAGE).await?;
        let button = widget.wait_for("[data-primary]:not([aria-disabled])").await?;
        let click = |mouse: MouseActions| {
            let down = PointerAction::Down { button: fantoccini::actions::MOUSE_BUTTON_LEFT };
            mouse.then(down).then(PointerAction::Up { button: fantoccini::actions::MOUSE_BUTTON_LEFT })
        };
        let over = PointerAction::MoveToElement { element: button, duration: None, x: 0.0, y: 0.0 };
        let twice = click(click(MouseActions::new("mouse".to_owned()).then(over)));
        stage.browser.client().perform_actions(twice).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let ledger = stage.ledger_shows("the payment taken", all_captured).await?;
        assert_eq!((ledger.topups_for(SIM).len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_tabs_at_the_review_buy_once() -> Result<()> {
    play("once-two-tabs", async |stage| two_tabs(stage).await).await
}

pub(crate) async fn two_tabs(stage: &Stage) -> Result<()> {
    let client = stage.browser.client();
    let first = client.window().await?;
    let widget = to_review(stage.visit("lab-pressone", Some("pressone-slow")).await?).await?;
    let second = client.new_window(true).await?.handle;
    client.switch_to_window(second).await?;
    // Under way until the first tab has been told: once it is over, a click is a wish of its own.
    stage.hold_next(Player::Pressone);
    to_review(stage.visit("lab-pressone", Some("pressone-slow")).await?).await?.go_on().await?;
    client.switch_to_window(first).await?;
    widget.go_on().await?;
    // Whichever tab came second follows the first one's order: it never starts another, and not when that one is over either.
    widget.at("waiting").await.context("the other tab follows")?;
    stage.let_go();
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    // Judged at the end, when nothing is under way any more in either tab.
    let ledger = stage.ledger_shows("the payment taken", all_captured).await?;
    assert_eq!((ledger.pressone_topups.len(), ledger.payments.len()), (1, 1), "{:?}", ledger.payments);
    Ok(())
}

fn all_captured(ledger: &Ledger) -> bool {
    !ledger.payments.is_empty() && ledger.payments.iter().all(|payment| payment.state == PaymentState::Captured)
}

async fn to_review(widget: Widget<'_>) -> Result<Widget<'_>> {
    widget.choose_sim("0107").await?;
    widget.choose_package(PACKAGE).await?;
    widget.wait_for("[data-primary]:not([aria-disabled])").await?;
    Ok(widget)
}
