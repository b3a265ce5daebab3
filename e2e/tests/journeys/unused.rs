//! A shop takes a payment for an order that another one stands in the way of: the payment is for the next order, not taken again.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use e2e::{Mishap, Stage, play};
use http::Method;
use sandbox::PaymentState;
use serde_json::{Value, json};

use crate::steps::{ORDERS, PAYMENTS, SIM, to_review};

async fn of_the_page(stage: &Stage, name: &str) -> Result<Vec<Value>> {
    let found = stage.browser.client().execute(&format!("return window.{name}"), Vec::new()).await?;
    Ok(found.as_array().context("a list")?.clone())
}

#[tokio::test]
async fn a_payment_that_no_order_has_come_of_pays_for_the_next_even_after_a_reload() -> Result<()> {
    play("approval-unused", async |stage| {
        stage.sandbox.change_settings(|settings| settings.needs_payment_reference = true);
        let client = stage.browser.client();
        let widget = to_review(stage, "&decide=approve").await?;
        let first = client.window().await?;

        // Another tab orders for the same SIM, and never hears of it.
        client.switch_to_window(client.new_window(true).await?.handle).await?;
        let other = to_review(stage, "&decide=approve").await?;
        let sent = stage.front.plan(Method::POST, ORDERS, Mishap::AnswerHeld);
        other.go_on().await?;
        sent.wait().await?;
        client.close_window().await?;
        client.switch_to_window(first).await?;

        // The first tab's page takes a payment as well, and finds the other tab's order.
        widget.go_on().await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let asked = of_the_page(stage, "asked").await?;
        let [order] = asked.as_slice() else { panic!("asked once: {asked:?}") };
        assert_eq!(order["previous"], Value::Null);
        let told = of_the_page(stage, "told").await?;
        let unused = told.iter().map(|event| &event["detail"]).find(|detail| detail["paymentReference"].is_string());
        let unused = unused.context("what was not used")?;
        assert_eq!((&unused["code"], &unused["stage"], &unused["key"]), (&json!("order_open"), &json!("submit"), &order["key"]));
        let reference = unused["paymentReference"].as_str().context("its name")?;

        // The page is loaded again, and the customer buys the package for themselves.
        let widget = to_review(stage, "&decide=approve").await?;
        widget.go_on().await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let asked = of_the_page(stage, "asked").await?;
        let [next] = asked.as_slice() else { panic!("asked once: {asked:?}") };
        assert_eq!(next["previous"], json!({ "key": order["key"], "paymentReference": reference }));
        assert_ne!(next["key"], order["key"]);

        let captured = |payments: &[sandbox::Payment]| payments.iter().filter(|payment| payment.state == PaymentState::Captured).count();
        let ledger = stage.ledger_shows("two captured payments", |ledger| captured(&ledger.payments) == 2).await?;
        assert_eq!((ledger.topups_for(SIM).len(), ledger.payments.len()), (2, 2), "{ledger:?}");
        let references: BTreeSet<_> = ledger.payments.iter().filter_map(|payment| payment.payment_reference.as_deref()).collect();
        assert!(references.len() == 2 && references.contains(reference), "each order has a payment of its own: {references:?}");
        assert_eq!(stage.record().below(PAYMENTS).len(), 2, "two orders, and money was taken twice");
        Ok(())
    })
    .await
}
