//! Each refusal, from the provider's answer to the customer's words; and nothing bought, nothing charged.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use sandbox::{Fault, FaultRule, Operation, PaymentState, Player, When};

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";
const BONBON: &str = "bonbon-mobile-30days-3gb-topup";

/// Plays a scenario up to its refusal and checks what the customer is told.
async fn refuses<'a>(stage: &'a Stage, customer: &str, scenario: &str, package: &str, rejection: &str, words: &str) -> Result<Widget<'a>> {
    let widget = stage.visit(customer, Some(scenario)).await?;
    let tail = widget.wait_for("label[data-tail]").await?.attr("data-tail").await?.context("a SIM has a tail")?;
    widget.choose_sim(&tail).await?;
    widget.choose_package(package).await?;
    widget.go_on().await?;
    widget.wait_for(&format!("[data-rejection='{rejection}']")).await?;
    widget.says(words).await?;
    widget.says("Not added").await?;
    widget.says("Nothing was charged.").await?;
    Ok(widget)
}

fn nothing_was_bought_or_charged(stage: &Stage) {
    let ledger = stage.ledger();
    assert_eq!(ledger.pressone_topups, []);
    assert!(ledger.connect_orders.iter().all(|order| order.subscription_id.is_none()), "{:?}", ledger.connect_orders);
    assert!(ledger.payments.iter().all(|payment| payment.state != PaymentState::Captured), "{:?}", ledger.payments);
}

#[tokio::test]
async fn every_refusal_of_pressone_is_told_in_plain_words() -> Result<()> {
    play("refusals-pressone", async |stage| {
        for (scenario, number, rejection, words) in [
            ("limit", 1, "purchase_limit", "This package can’t be bought again right now."),
            ("fields", 2, "our_fault", "Something went wrong on our side."),
            ("withdrawn", 3, "not_offered", "This package is no longer offered for this SIM."),
            ("recycled", 4, "sim_retired", "This eSIM has been retired by the network"),
            ("11", 5, "shop_cannot", "The shop can’t take this order now."),
            ("13", 6, "busy", "The network is busy."),
            ("14", 7, "our_fault", "Something went wrong on our side."),
            ("23", 8, "unavailable", "This package is not available at the moment."),
            ("34", 10, "unavailable", "This package is not available at the moment."),
            ("43", 11, "our_fault", "Something went wrong on our side."),
            ("89", 12, "shop_cannot", "The shop can’t take this order now."),
        ] {
            let package = format!("magic-{scenario}-14days-{number}gb-topup");
            refuses(stage, "lab-pressone", &format!("pressone-{scenario}"), &package, rejection, words).await.context(scenario)?;
        }
        nothing_was_bought_or_charged(stage);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn every_refusal_of_connect_is_told_in_plain_words() -> Result<()> {
    play("refusals-connect", async |stage| {
        for (scenario, rejection, words) in [
            ("400", "our_fault", "Something went wrong on our side."),
            ("401", "shop_cannot", "The shop can’t take this order now."),
            ("403", "shop_cannot", "The shop can’t take this order now."),
            ("406", "shop_cannot", "The shop can’t take this order now."),
            ("422", "not_offered", "This package is no longer offered for this SIM."),
            ("failed", "not_added", "The network could not add it."),
        ] {
            refuses(stage, "lab-connect", &format!("connect-{scenario}"), EUROPE, rejection, words).await.context(scenario)?;
        }
        nothing_was_bought_or_charged(stage);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_network_that_asks_for_two_minutes_is_busy_and_the_customer_hears_until_when() -> Result<()> {
    play("refusals-busy", async |stage| {
        let busy = |player, body: &str| {
            let headers = [("retry-after".to_owned(), "120".to_owned())].into();
            let fault = Fault::Reply {
                status: 429,
                body: body.to_owned(),
                content_type: "application/json".to_owned(),
                headers,
                when: When::Before,
            };
            FaultRule::once(player, Operation::Submit, fault)
        };
        stage.sandbox.arm(busy(Player::Pressone, r#"{"message": "Too Many Attempts."}"#));
        refuses(stage, "lab-pressone", "pressone-slow", BONBON, "busy", "The network is busy.").await?;
        stage.sandbox.arm(busy(Player::Connect, r#"{"type": "TOO MANY REQUESTS", "messages": ["Request limit per minute exceeded"]}"#));
        let widget = refuses(stage, "lab-connect", "connect-slow", EUROPE, "busy", "The network is busy.").await?;
        widget.says("Try again at").await?;
        nothing_was_bought_or_charged(stage);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_declined_payment_orders_nothing() -> Result<()> {
    play("refusals-payment", async |stage| {
        refuses(stage, "lab-payment", "payment-declined", BONBON, "payment_declined", "Your payment was declined.").await?;
        nothing_was_bought_or_charged(stage);
        Ok(())
    })
    .await
}
