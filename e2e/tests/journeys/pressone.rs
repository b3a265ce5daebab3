//! PressOne, from the first click to the history.

use anyhow::Result;
use e2e::play;
use sandbox::{Operation, PaymentState, Player};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn an_esim_is_topped_up_from_the_first_click_to_the_history() -> Result<()> {
    play("pressone", async |stage| {
        stage.browser.resize(900, 900).await?;
        let widget = stage.visit("mara", None).await?;
        widget.choose_sim("0872").await?;
        widget.choose_package(PACKAGE).await?;
        let review = widget.text().await?;
        assert!(review.contains("3 GB") && review.contains("10.00") && review.contains("Visa ·· 4242"), "{review}");
        widget.go_on().await?;
        widget.at("outcome").await?;
        widget.says("3 GB").await?;
        widget.says("Charged").await?;

        // The original and the new package, although PressOne was asked for the history at most once.
        let new = widget.wait_for("[data-package][data-new]").await?;
        assert_eq!(new.attr("data-source").await?.as_deref(), Some("journal"));
        assert!(widget.all("[data-package]").await?.len() >= 2);

        let ledger = stage.ledger();
        let [bought] = ledger.topups_for(SIM)[..] else { panic!("one top-up was ordered: {:?}", ledger.pressone_topups) };
        assert_eq!(bought.package_id, PACKAGE);
        let marker = &bought.description;
        assert!(marker.len() >= 26 && marker.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{marker}");
        let [payment] = &ledger.payments[..] else { panic!("one payment: {:?}", ledger.payments) };
        assert_eq!((payment.state, payment.amount.minor, payment.amount.currency.as_str()), (PaymentState::Captured, 1000, "USD"));
        assert!(ledger.requests_for(Player::Pressone, Operation::History).len() <= 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_new_package_stands_in_the_history_of_the_sim_too() -> Result<()> {
    play("pressone-history", async |stage| {
        let widget = stage.visit("mara", None).await?;
        widget.choose_sim("0872").await?;
        widget.choose_package(PACKAGE).await?;
        widget.go_on().await?;
        widget.at("outcome").await?;
        widget.go_on().await?;
        widget.at("choose-sim").await?;
        widget.click("Package history").await?;
        widget.at("history").await?;
        let first = widget.wait_for("[data-package]").await?;
        assert_eq!(first.attr("data-source").await?.as_deref(), Some("journal"));
        assert!(widget.all("[data-package]").await?.len() >= 2);
        Ok(())
    })
    .await
}
