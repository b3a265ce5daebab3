//! Connect v2, from the first click to the history: accepted, fulfilling, completed.

use anyhow::{Context, Result};
use e2e::{Stage, play};
use sandbox::{ConnectPurchase, Operation, Payment, PaymentState, Player, RequestSeen};

const PSIM: &str = "8944472600000510740";
const ESIM: &str = "8944472600000510757";
const PRODUCT: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

#[tokio::test]
async fn a_physical_sim_is_topped_up_from_the_first_click_to_the_history() -> Result<()> {
    play("connect-psim", async |stage| {
        let bought = top_up(stage, "connect-psim", PSIM).await?;
        assert_eq!(bought.activation_date, None, "starting now is said by leaving the date out");
        assert!(bought.sold_price.is_some() && bought.sold_currency.is_some(), "{bought:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_esim_is_topped_up_with_the_device_that_it_is_on() -> Result<()> {
    play("connect-esim", async |stage| top_up(stage, "connect-esim", ESIM).await.map(drop)).await
}

async fn top_up(stage: &Stage, name: &str, iccid: &str) -> Result<ConnectPurchase> {
    let widget = stage.shop("mara").await?;
    widget.choose_sim(&iccid[iccid.len() - 4..]).await?;
    widget.press(&format!("label[data-offer='{PRODUCT}']")).await?;
    stage.pictures(&format!("{name}-2-package")).await?;
    widget.choose_package(PRODUCT).await?;
    stage.pictures(&format!("{name}-3-review")).await?;
    stage.hold_next(Player::Connect);
    widget.go_on().await?;
    widget.at("waiting").await?;
    widget.says("Adding your data").await?;
    stage.pictures(&format!("{name}-4-progress")).await?;
    stage.let_go();
    widget.at("outcome").await?;
    widget.wait_for("[data-status='delivered']").await?;
    let new = widget.wait_for("[data-package][data-new]").await?;
    assert!(new.is_displayed().await?);
    stage.pictures(&format!("{name}-5-result")).await?;

    let captured = |payment: &Payment| payment.state == PaymentState::Captured;
    let ledger = stage.ledger_shows("one captured payment", |ledger| ledger.payments.iter().all(captured)).await?;
    let orders = ledger.connect_orders_for(iccid);
    assert_eq!((orders.len(), ledger.payments.len()), (1, 1), "{ledger:?}");
    let bought = orders.into_iter().next().context("the one order")?;
    assert_eq!((bought.status.as_str(), bought.product_id.as_str()), ("COMPLETED", PRODUCT));
    let asked = |seen: &&RequestSeen| seen.player == Player::Connect && seen.operation != Some(Operation::Token);
    assert!(ledger.requests.iter().filter(asked).all(|seen| seen.correlation_id.is_some()), "{:?}", ledger.requests);
    Ok(bought.clone())
}
