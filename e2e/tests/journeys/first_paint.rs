//! From the first paint on: nothing that is on screen moves, and what the page has put into the widget is there all the time.

use anyhow::{Context, Result};
use e2e::{Browser, Stage, Widget, play};
use serde_json::{Value, json};

use crate::steps::to_review;

/// Notes what is seen of the widget in every size that it has, and every jump of the layout; the session is opened when the test says so.
const WATCH: &str = "
    window.seen = [];
    window.jumps = [];
    window.wanted = new Promise((tell) => {
        const real = window.fetch;
        window.fetch = async (url, options) => {
            if (String(url).startsWith('/storefront/session')) await new Promise((release) => tell(window.release = release));
            return real(url, options);
        };
    });
    const jumped = ({ sources }) => sources.map(({ node }) => node?.slot || node?.className || node?.nodeName);
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => jumps.push(...jumped(entry)))).observe({ type: 'layout-shift', buffered: true });
    customElements.whenDefined('esim-topup').then(() => {
        const widget = document.querySelector('esim-topup');
        const brought = ['header', 'footer', 'result'].map((slot) => Object.assign(document.createElement('p'), { slot, textContent: `the shop's ${slot}` }));
        widget.append(...brought);
        const box = (element) => element.getBoundingClientRect();
        new ResizeObserver(() => seen.push({
            tall: Math.round(box(widget).height),
            header: [box(brought[0]).top - box(widget).top, box(brought[0]).height, box(brought[0]).left].map(Math.round),
            footer: Math.round(box(widget).bottom - box(brought[1]).bottom),
        })).observe(widget);
    });";

async fn told(browser: &Browser, script: &str) -> Result<Value> {
    browser.client().execute(script, Vec::new()).await.context("the page could not answer")
}

/// Opens the page that wide; the widget has been mounted and waits for its session.
async fn until_a_session_is_wanted(stage: &Stage, width: u32) -> Result<Widget<'_>> {
    stage.browser.resize(width, 1_200).await?;
    let widget = stage.visit("mara", None).await?;
    widget.at("starting").await?;
    told(&stage.browser, "return wanted.then(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))")
        .await?;
    Ok(widget)
}

#[tokio::test]
async fn nothing_moves_from_the_skeleton_to_the_list_but_what_stands_below_it() -> Result<()> {
    play("first-paint", async |stage| {
        stage.browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
        for width in [320, 420, 560, 900] {
            let widget = until_a_session_is_wanted(stage, width).await?;
            let jumps = told(&stage.browser, "return jumps").await?;
            assert_eq!(jumps, json!([]), "{width} px: from the skeleton to the bones of the SIMs");
            let seen = told(&stage.browser, "return seen").await?;
            let seen = seen.as_array().context("a list")?;
            let tall: Vec<_> = seen.iter().filter_map(|one| one["tall"].as_i64()).collect();
            let (least, most) = (tall.iter().min().context("seen")?, tall.iter().max().context("seen")?);
            assert!(*least > 500 && most - least <= 2, "{width} px: {tall:?}");

            told(&stage.browser, "release()").await?;
            widget.at("choose-sim").await?;
            widget.wait_for("label[data-tail]").await?;
            let jumps = told(
                &stage.browser,
                "return new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))).then(() => jumps)",
            )
            .await?;
            assert!(jumps.as_array().context("a list")?.iter().all(|jump| jump == "footer"), "{width} px: {jumps}");
            let seen = told(&stage.browser, "return seen").await?;
            let seen = seen.as_array().context("a list")?;
            let first = seen.first().context("seen")?;
            for one in seen {
                assert_eq!((&one["header"], &one["footer"]), (&first["header"], &first["footer"]), "{width} px: {seen:?}");
            }
        }
        Ok(())
    })
    .await
}

/// Puts something into each slot of the widget that is there.
const BRING: &str = "
    const widget = document.querySelector('esim-topup');
    window.brought = ['header', 'footer', 'result'].map((slot) => Object.assign(document.createElement('p'), { slot, textContent: `the shop's ${slot}` }));
    widget.append(...brought);";

/// Which of it is seen, from top to bottom.
const SEEN: &str = "
    const top = (element) => element.getBoundingClientRect().top;
    return brought.filter((one) => one.getClientRects().length).sort((one, other) => top(one) - top(other)).map(({ slot }) => slot);";

#[tokio::test]
async fn what_the_shop_brings_stands_around_the_steps_and_its_own_result_below_the_receipt() -> Result<()> {
    play("slots", async |stage| {
        let widget = to_review(stage, "").await?;
        told(&stage.browser, BRING).await?;
        assert_eq!(told(&stage.browser, SEEN).await?, json!(["header", "footer"]));
        widget.go_on().await?;
        let receipt = widget.wait_for("[data-step='outcome'] [part=receipt]").await?;
        assert_eq!(told(&stage.browser, SEEN).await?, json!(["header", "result", "footer"]));
        let (_, top, _, tall) = receipt.rectangle().await?;
        let result = told(&stage.browser, "return brought[2].getBoundingClientRect().top + scrollY").await?;
        assert!(result.as_f64().context("a number")? >= top + tall, "{result} below {top} + {tall}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn where_the_widget_cannot_start_what_the_shop_brings_is_there_all_the_same() -> Result<()> {
    play("slots-fallback", async |stage| {
        stage.browser.client().goto(&format!("{}/host/without-wasm?customer=mara", stage.front.url())).await?;
        Widget::fallen(&stage.browser).await?;
        told(&stage.browser, BRING).await?;
        assert_eq!(told(&stage.browser, SEEN).await?, json!(["header", "footer"]));
        Ok(())
    })
    .await
}
