//! A top-up without a mouse, magnified four times.

use anyhow::{Result, bail};
use e2e::{Browser, Widget, play};
use sandbox::PaymentState;
use serde_json::json;

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

/// More stops than any page of ours has.
const STOPS: usize = 60;

/// A key: its name, its code, and the text that it types.
type Key = (&'static str, u32, &'static str);
const TAB: Key = ("Tab", 9, "");
const ENTER: Key = ("Enter", 13, "\r");
const SPACE: Key = (" ", 32, " ");
const DOWN: Key = ("ArrowDown", 40, "");

async fn press(browser: &Browser, (key, code, text): Key) -> Result<()> {
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code, "text": if kind == "keyDown" { text } else { "" } });
        browser.devtools("Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}

/// Presses a key again and again until the focus is on what is meant.
async fn press_to(browser: &Browser, widget: &Widget<'_>, key: Key, selector: &str) -> Result<()> {
    let focused = format!("{selector}:focus");
    for _ in 0..STOPS {
        if !widget.all(&focused).await?.is_empty() {
            return Ok(());
        }
        press(browser, key).await?;
    }
    bail!("{} never comes to {selector}", key.0);
}

#[tokio::test]
async fn a_package_is_bought_by_keyboard_alone_and_magnified_four_times() -> Result<()> {
    play("keyboard", async |stage| {
        let browser = &stage.browser;
        browser.resize(320, 256).await?;
        let widget = stage.visit("mara", None).await?;
        widget.wait_for("label[data-tail='0872']").await?;
        press_to(browser, &widget, TAB, "[name=sim]").await?;
        press_to(browser, &widget, DOWN, "[data-tail='0872'] input").await?;
        press(browser, SPACE).await?;
        press_to(browser, &widget, TAB, "[data-primary]").await?;
        press(browser, ENTER).await?;
        // The heading of the next step takes the focus, so that Tab goes on from there.
        widget.wait_for("[data-step='choose-package'] h2:focus").await?;
        widget.wait_for("label[data-offer]").await?;
        press_to(browser, &widget, TAB, "[name=offer]").await?;
        press_to(browser, &widget, DOWN, &format!("[data-offer='{PACKAGE}'] input")).await?;
        press(browser, SPACE).await?;
        press_to(browser, &widget, TAB, "[data-primary]").await?;
        press(browser, ENTER).await?;
        widget.wait_for("[data-step='review'] h2:focus").await?;
        widget.wait_for("[data-primary]:not([aria-disabled])").await?;
        press_to(browser, &widget, TAB, "[data-back]").await?;
        press_to(browser, &widget, TAB, "[data-primary]").await?;
        press(browser, ENTER).await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        widget.wait_for("[data-step='outcome'] h2:focus").await?;
        let captured = |payment: &sandbox::Payment| payment.state == PaymentState::Captured;
        let ledger = stage.ledger_shows("the payment taken", |ledger| ledger.payments.iter().any(captured)).await?;
        assert_eq!((ledger.topups_for(SIM).len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}
