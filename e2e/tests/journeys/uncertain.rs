//! An answer that never came is found out, never guessed, and never called a failure.

use std::time::Duration;

use anyhow::Result;
use e2e::play;
use sandbox::{Fault, FaultRule, Operation, PaymentState, Player, When};

/// In seconds.
const LOOK: u64 = 15;

const BONBON: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn a_purchase_whose_answer_was_lost_is_found_and_charged_once() -> Result<()> {
    play("uncertain-dropped", async |stage| {
        let widget = stage.visit("lab-pressone", Some("pressone-dropped-after")).await?;
        widget.press("label[data-tail]").await?;
        widget.go_on().await?;
        widget.choose_package(BONBON).await?;
        // The first look at the provider's list takes until everything has been read; the BFF would wait for twenty seconds.
        let look = FaultRule::once(Player::Pressone, Operation::Orders, Fault::Slow { millis: LOOK * 1_000, when: When::Before });
        let look = look.since(Operation::Submit);
        stage.sandbox.arm(look.clone());
        widget.go_on().await?;
        widget.wait_for("[data-status='checking']").await?;
        widget.says("We are checking with the network").await?;
        widget.says("You will not be charged twice.").await?;
        stage.sandbox.lift(&look);
        stage.sandbox.advance(Duration::from_secs(LOOK));
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let captured = |payment: &sandbox::Payment| payment.state == PaymentState::Captured;
        let ledger = stage.ledger_shows("one captured payment", |ledger| ledger.payments.iter().all(captured)).await?;
        assert_eq!((ledger.pressone_topups.len(), ledger.payments.len()), (1, 1), "{:?}", ledger.pressone_topups);
        Ok(())
    })
    .await
}
