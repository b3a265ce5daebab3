//! What a page puts inside the tag is there until the widget is, and again when it can't be.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use serde_json::{Value, json};

/// The script may not define the tag before the test says so.
const HELD: &str = "
    const define = customElements.define;
    customElements.define = (...all) => {
        customElements.define = define;
        window.release = () => customElements.define(...all);
    };";

/// How tall the words are that the page has put inside the tag.
const TALL: &str = "
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('esim-topup'));
    return range.getBoundingClientRect().height";

async fn tall(stage: &Stage) -> Result<f64> {
    stage.browser.client().execute(TALL, Vec::new()).await?.as_f64().context("a height")
}

#[tokio::test]
async fn the_pages_own_words_are_there_until_the_widget_is() -> Result<()> {
    play("own-words", async |stage| {
        stage.browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": HELD })).await?;
        stage.goto("/host?customer=mara&own=Ask+us").await?;
        let defined = stage.browser.client().execute("return document.querySelector('esim-topup').matches(':defined')", Vec::new()).await?;
        assert_eq!((defined, tall(stage).await? > 10.0), (Value::Bool(false), true));
        stage.browser.client().execute("release()", Vec::new()).await?;
        assert!(tall(stage).await? < 1.0, "the skeleton is there");
        Widget::find(&stage.browser).await?.at("choose-sim").await?;
        assert!(tall(stage).await? < 1.0, "and the widget in its place");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_pages_own_words_are_there_again_when_the_widget_can_not_start() -> Result<()> {
    play("own-words-fallen", async |stage| {
        stage.goto("/host/without-wasm?customer=mara&own=Ask+us").await?;
        let fallen = Widget::fallen(&stage.browser).await?;
        assert_eq!(fallen.attr("data-fallback").await?.as_deref(), Some("blocked"));
        assert!(tall(stage).await? > 10.0);
        Ok(())
    })
    .await
}
