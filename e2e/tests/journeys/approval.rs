//! A shop that takes the payment itself: it is asked before the order is sent, and what it answers decides.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use http::Method;
use sandbox::{Operation, Player};
use serde_json::{Value, json};

use crate::steps::{ORDERS, PACKAGE, PAYMENTS, bought_once, to_review};

/// Confirms at a shop that decides so, and that holds money only for payments that it has taken.
async fn confirm<'a>(stage: &'a Stage, decision: &str) -> Result<Widget<'a>> {
    stage.sandbox.change_settings(|settings| settings.needs_payment_reference = true);
    let widget = to_review(stage, &format!("&decide={decision}")).await?;
    widget.go_on().await?;
    Ok(widget)
}

#[tokio::test]
async fn a_payment_that_the_shop_has_taken_pays_for_the_order() -> Result<()> {
    play("approval", async |stage| {
        let widget = confirm(stage, "approve").await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        bought_once(stage).await?;
        let payments = stage.ledger().payments;
        let reference = payments.first().and_then(|payment| payment.payment_reference.as_deref()).context("a reference")?;
        assert!(reference.starts_with("pay_"), "{reference}");
        let asked = stage.browser.client().execute("return window.asked", Vec::new()).await?;
        let [order] = asked.as_array().context("what it was asked")?.as_slice() else { panic!("asked once: {asked}") };
        assert_eq!(order["price"], json!({ "amount": "10.00", "currency": "USD" }));
        assert_eq!((&order["packageId"], &order["simTail"]), (&json!(PACKAGE), &json!("0872")));
        let sent = stage.record().below(ORDERS).into_iter().find(|sent| sent.method == Method::POST).context("an order")?;
        assert_eq!(sent.request_headers.get("idempotency-key").context("a key")?.to_str()?, order["key"].as_str().context("its key")?);
        assert_eq!(serde_json::from_slice::<Value>(&sent.request)?["payment_reference"], reference);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_customer_who_is_sent_away_to_pay_comes_back_and_has_paid_for_the_same_order() -> Result<()> {
    play("approval-elsewhere", async |stage| {
        stage.sandbox.change_settings(|settings| settings.needs_payment_reference = true);
        let widget = to_review(stage, "&decide=leave").await?;
        widget.go_on().await?;
        widget.at("choose-sim").await?;
        assert_eq!(stage.record().below(PAYMENTS).len(), 1, "paid for on another page, and nothing is ordered yet");
        assert!(stage.record().below(ORDERS).iter().all(|sent| sent.method != Method::POST));
        let widget = to_review(stage, "&decide=leave").await?;
        widget.go_on().await?;
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        bought_once(stage).await?;
        assert_eq!(stage.record().below(PAYMENTS).len(), 1, "what was paid is not paid again");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_shop_that_does_not_approve_leads_back_to_the_review_and_nothing_is_sent() -> Result<()> {
    play("approval-refused", async |stage| {
        for (decision, words) in [
            ("reject", Some(("not_approved", "Your account is overdue."))),
            ("fail", Some(("not_approved", "Your payment was not confirmed"))),
            ("never", Some(("not_approved", "Your payment was not confirmed"))),
            ("cancel", None),
        ] {
            let widget = confirm(stage, decision).await?;
            match words {
                Some((trouble, words)) => {
                    widget.wait_for(&format!("[data-step='review'] [data-trouble='{trouble}']")).await.context(decision)?;
                    widget.says(words).await.context(decision)?;
                }
                None => {
                    widget.wait_for("[data-step='review'] [data-primary]:not([aria-disabled])").await?;
                    assert_eq!(widget.all("[data-trouble]").await?.len(), 0, "who cancels knows why: {}", widget.text().await?);
                }
            }
            let told = stage.browser.client().execute("return window.told", Vec::new()).await?;
            let steps: Vec<_> = told.as_array().into_iter().flatten().filter_map(|event| event["detail"]["step"].as_str()).collect();
            assert!(steps.ends_with(&["review", "approving", "review"]), "{decision}: {steps:?}");
        }
        let sent = stage.record().below(ORDERS).into_iter().filter(|sent| sent.method == Method::POST).count();
        let ledger = stage.ledger();
        assert_eq!((sent, ledger.payments.len(), ledger.pressone_topups.len()), (0, 0, 0));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_forged_payment_is_declined_before_the_network_hears_of_it() -> Result<()> {
    play("approval-forged", async |stage| {
        let widget = confirm(stage, "forge").await?;
        widget.wait_for("[data-step='outcome'] [data-rejection='payment_declined']").await?;
        widget.says("Nothing was charged.").await?;
        let ledger = stage.ledger();
        assert_eq!(ledger.requests_for(Player::Pressone, Operation::Submit).len(), 0, "{:?}", ledger.requests);
        assert_eq!(ledger.pressone_topups, []);
        Ok(())
    })
    .await
}
