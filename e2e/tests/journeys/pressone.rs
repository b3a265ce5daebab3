//! PressOne, from the first click to the history.

use anyhow::Result;
use e2e::play;
use sandbox::{Operation, PaymentState, Player};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn an_esim_is_topped_up_from_the_first_click_to_the_history() -> Result<()> {
    play("pressone", async |stage| {
        let widget = stage.shop("mara").await?;
        widget.at("choose-sim").await?;
        widget.says("0.4 GB of 3 GB left").await?;
        stage.pictures("pressone-1-sim").await?;
        widget.choose_sim("0872").await?;
        widget.press(&format!("label[data-offer='{PACKAGE}']")).await?;
        stage.pictures("pressone-2-package").await?;
        widget.choose_package(PACKAGE).await?;
        let review = widget.text().await?;
        assert!(review.contains("3 GB") && review.contains("10.00") && review.contains("Visa ·· 4242"), "{review}");
        stage.pictures("pressone-3-review").await?;
        stage.hold_next(Player::Pressone);
        widget.go_on().await?;
        widget.at("waiting").await?;
        stage.pictures("pressone-4-progress").await?;
        stage.let_go();
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        widget.says("3 GB added").await?;
        // The package that came with the SIM, and the new one, marked.
        widget.wait_for("[data-package][data-new]").await?;
        assert!(widget.all("[data-package]").await?.len() >= 2);
        // The money is taken after the delivery; the receipt follows it by itself.
        widget.says("Charged").await?;
        stage.pictures("pressone-5-result").await?;

        let captured = |payment: &sandbox::Payment| payment.state == PaymentState::Captured;
        let ledger = stage.ledger_shows("one captured payment", |ledger| ledger.payments.iter().all(captured)).await?;
        let [bought] = ledger.topups_for(SIM)[..] else { panic!("one top-up was ordered: {:?}", ledger.pressone_topups) };
        assert_eq!(bought.package_id, PACKAGE);
        let marker = &bought.description;
        assert!(marker.len() >= 26 && marker.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{marker}");
        let [payment] = &ledger.payments[..] else { panic!("one payment: {:?}", ledger.payments) };
        assert_eq!((payment.amount.minor, payment.amount.currency.as_str()), (1000, "USD"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_history_that_may_not_be_asked_again_still_shows_the_new_package_at_once() -> Result<()> {
    play("pressone-history", async |stage| {
        let widget = stage.visit("ana", None).await?;
        widget.click("History").await?;
        widget.at("history").await?;
        widget.wait_for("[data-package]").await?;
        let before = widget.all("[data-package]").await?.len();
        stage.pictures("history").await?;
        assert_eq!(stage.ledger().requests_for(Player::Pressone, Operation::History).len(), 1);
        widget.press("[data-back]").await?;
        widget.press("label[data-tail]").await?;
        widget.go_on().await?;
        widget.at("choose-package").await?;
        let package = widget.wait_for("label[data-offer]").await?.attr("data-offer").await?.unwrap_or_default();
        widget.choose_package(&package).await?;
        widget.go_on().await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let new = widget.wait_for("[data-package][data-new]").await?;
        assert_eq!(new.attr("data-source").await?.as_deref(), Some("journal"));
        assert_eq!(widget.all("[data-package]").await?.len(), before + 1);
        assert_eq!(stage.ledger().requests_for(Player::Pressone, Operation::History).len(), 1, "one call per SIM in 15 minutes");
        Ok(())
    })
    .await
}
