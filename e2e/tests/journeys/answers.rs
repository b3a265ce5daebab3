//! The answer to an order gets lost between the BFF and the browser. It is asked for again under the same key, so it is bought once; and
//! the customer reads that meanwhile, never that it has failed.

use std::collections::BTreeSet;

use anyhow::Result;
use e2e::{Mishap, Stage, play};
use http::Method;

use crate::steps::{ORDERS, bought_once, to_review};

pub(crate) async fn is_bought_once(stage: &Stage, mishap: Mishap) -> Result<()> {
    let widget = to_review(stage, "").await?;
    // A browser sends again by itself what a connection that it had kept did not answer: the widget hears of fewer.
    let planned = [mishap; 3].map(|mishap| stage.front.plan(Method::POST, ORDERS, mishap));
    widget.go_on().await?;
    let said = widget.says("it can only be bought once").await?;
    assert!(!said.contains("Not added"), "{said}");
    for happened in planned {
        happened.wait().await?;
    }
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    bought_once(stage).await?;
    let sent: Vec<_> = stage.record().below(ORDERS).into_iter().filter(|sent| sent.method == Method::POST).collect();
    let keys: BTreeSet<_> = sent.iter().filter_map(|sent| sent.request_headers.get("idempotency-key")?.to_str().ok()).collect();
    let bodies: BTreeSet<_> = sent.iter().map(|sent| &sent.request).collect();
    assert!(sent.len() > 3, "three answers were lost: {sent:?}");
    assert_eq!((keys.len(), bodies.len()), (1, 1), "{sent:?}");
    Ok(())
}

#[tokio::test]
async fn an_order_whose_connection_ends_without_an_answer_is_bought_once() -> Result<()> {
    play("answers-lost", async |stage| is_bought_once(stage, Mishap::AnswerLost).await).await
}

#[tokio::test]
async fn an_order_whose_answer_breaks_off_is_bought_once() -> Result<()> {
    play("answers-cut", async |stage| is_bought_once(stage, Mishap::AnswerCut).await).await
}

#[tokio::test]
async fn an_order_that_a_gateway_answers_with_502_though_it_was_taken_is_bought_once() -> Result<()> {
    play("answers-502", async |stage| is_bought_once(stage, Mishap::BadGateway).await).await
}
