//! The engines beside Chromium, in which all other journeys are played: each provider's from the first click to the history, under the
//! strict policy of the journeys' own page; what could buy twice: an answer that is lost, a gateway's 502, fifty clicks, two tabs; a modal
//! dialog; and a page that forbids WebAssembly.

use anyhow::Result;
use e2e::{Engine, Mishap, Stage, play_in};
use sandbox::PaymentState;

use crate::steps::{PACKAGE, SIM, bought_once, to_review};
use crate::{answers, dialog, once, policy};

const PSIM: &str = "8944472600000510740";
const PRODUCT: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

/// A PressOne eSIM: choose, pay, see it delivered; then the history of the SIM.
async fn an_esim_is_topped_up(stage: &Stage) -> Result<()> {
    let widget = to_review(stage, "").await?;
    widget.go_on().await?;
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    widget.wait_for("[data-package][data-new]").await?;
    bought_once(stage).await?;
    assert_eq!(stage.ledger().pressone_topups.first().map(|bought| bought.package_id.as_str()), Some(PACKAGE));
    history_shows(stage, SIM).await
}

/// A physical SIM of Connect's: choose, pay, see it delivered after a while; then the history of the SIM.
async fn a_physical_sim_is_topped_up(stage: &Stage) -> Result<()> {
    let widget = stage.visit("mara", None).await?;
    widget.choose_sim("0740").await?;
    widget.choose_package(PRODUCT).await?;
    widget.go_on().await?;
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    widget.wait_for("[data-package][data-new]").await?;
    let captured = |payment: &sandbox::Payment| payment.state == PaymentState::Captured;
    let ledger = stage.ledger_shows("one captured payment", |ledger| ledger.payments.iter().any(captured)).await?;
    assert_eq!((ledger.connect_orders_for(PSIM).len(), ledger.connect_orders.len(), ledger.payments.len()), (1, 1, 1), "{ledger:?}");
    history_shows(stage, PSIM).await
}

/// The package that came with the SIM, and the one just bought.
async fn history_shows(stage: &Stage, iccid: &str) -> Result<()> {
    let widget = stage.open(&format!("/host?customer=mara&view=history&iccid={iccid}")).await?;
    widget.at("history").await?;
    widget.wait_for("[data-package] ~ [data-package], li:has([data-package]) ~ li [data-package]").await.map(drop)
}

macro_rules! in_engine {
    ($name:ident, $engine:expr) => {
        mod $name {
            use super::*;

            const NAME: &str = stringify!($name);

            #[tokio::test]
            async fn an_esim_is_topped_up_from_the_first_click_to_the_history() -> Result<()> {
                play_in($engine, &format!("{NAME}-pressone"), async |stage| an_esim_is_topped_up(stage).await).await
            }

            #[tokio::test]
            async fn a_physical_sim_is_topped_up_from_the_first_click_to_the_history() -> Result<()> {
                play_in($engine, &format!("{NAME}-connect"), async |stage| a_physical_sim_is_topped_up(stage).await).await
            }

            #[tokio::test]
            async fn an_order_whose_connection_ends_without_an_answer_is_bought_once() -> Result<()> {
                play_in($engine, &format!("{NAME}-lost"), async |stage| answers::is_bought_once(stage, Mishap::AnswerLost).await).await
            }

            #[tokio::test]
            async fn an_order_that_a_gateway_answers_with_502_though_it_was_taken_is_bought_once() -> Result<()> {
                play_in($engine, &format!("{NAME}-502"), async |stage| answers::is_bought_once(stage, Mishap::BadGateway).await).await
            }

            #[tokio::test]
            async fn fifty_clicks_buy_once() -> Result<()> {
                play_in($engine, &format!("{NAME}-fifty"), async |stage| once::fifty_clicks(stage).await).await
            }

            #[tokio::test]
            async fn two_tabs_buy_once() -> Result<()> {
                play_in($engine, &format!("{NAME}-tabs"), async |stage| once::two_tabs(stage).await).await
            }

            #[tokio::test]
            async fn a_package_is_bought_in_a_dialog() -> Result<()> {
                play_in($engine, &format!("{NAME}-dialog"), async |stage| dialog::is_bought_in_it(stage).await).await
            }

            #[tokio::test]
            async fn a_page_that_forbids_webassembly_gets_the_reason() -> Result<()> {
                play_in($engine, &format!("{NAME}-blocked"), async |stage| policy::tells_that_it_is_blocked(stage).await).await
            }
        }
    };
}

in_engine!(firefox, Engine::Firefox);
in_engine!(webkit, Engine::WebKit);
