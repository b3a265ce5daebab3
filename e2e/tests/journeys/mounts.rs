//! Widgets that come and go on a page that stays: what each leaves behind in the browser, measured.

use anyhow::{Context, Result};
use e2e::{Browser, play};
use serde_json::{Value, json};

/// How many are there at once: a script has half a minute, on a slow machine as well.
const AT_ONCE: u32 = 100;
const CYCLES: &str = include_str!("mounts.js");

/// Every memory of WebAssembly on the page.
const MEMORIES: &str = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) }";

/// What a page holds once nothing is held in vain.
#[derive(Clone, Copy, Debug)]
struct Held {
    script: f64,
    document: f64,
    wasm: f64,
    nodes: f64,
    listeners: f64,
}

impl Held {
    async fn by(browser: &Browser) -> Result<Self> {
        // What is freed by the first may hold what the second frees.
        for _ in 0..3 {
            browser.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let number =
            |answer: &Value, name: &str| answer.get(name).and_then(Value::as_f64).with_context(|| format!("no {name} in {answer}"));
        let heap = browser.devtools("Runtime.getHeapUsage", json!({})).await?;
        let counted = browser.devtools("Memory.getDOMCounters", json!({})).await?;
        Ok(Self {
            script: number(&heap, "usedSize")?,
            document: number(&heap, "embedderHeapUsedSize")?,
            wasm: wasm(browser).await?,
            nodes: number(&counted, "nodes")?,
            listeners: number(&counted, "jsEventListeners")?,
        })
    }
}

/// The bytes of WebAssembly's memories, found by their kind: the widget shows them to nobody.
async fn wasm(browser: &Browser) -> Result<f64> {
    let id = |answer: &Value, path: &str| answer.pointer(path).and_then(Value::as_str).map(str::to_owned).context("an object");
    let group = "memories";
    let kind = browser.devtools("Runtime.evaluate", json!({ "expression": "WebAssembly.Memory.prototype", "objectGroup": group })).await?;
    let kind = json!({ "prototypeObjectId": id(&kind, "/result/objectId")?, "objectGroup": group });
    let found = browser.devtools("Runtime.queryObjects", kind).await?;
    let call = json!({ "objectId": id(&found, "/objects/objectId")?, "functionDeclaration": MEMORIES, "returnByValue": true });
    let bytes = browser.devtools("Runtime.callFunctionOn", call).await?;
    browser.devtools("Runtime.releaseObjectGroup", json!({ "objectGroup": group })).await?;
    bytes.pointer("/result/value").and_then(Value::as_f64).filter(|bytes| *bytes > 0.0).context("the widget has a memory")
}

/// What each of `count` widgets leaves, after some that everything is warm by.
async fn left_by_each(name: &str, count: u32, hasty: bool) -> Result<()> {
    play(name, async |stage| {
        let browser = &stage.browser;
        stage.open("/host?customer=mara&root=open").await?.wait_for("label[data-tail]").await?;
        let cycle = async |count: u32, hasty: bool| {
            for _ in 0..count / AT_ONCE {
                let left = browser.client().execute_async(CYCLES, vec![AT_ONCE.into(), hasty.into()]).await?;
                assert_eq!(left, 1, "the page's own widget is the only one left");
            }
            Held::by(browser).await
        };
        // The wasm's memory never shrinks: it is first as large as the most that are ever there at once make it.
        let before = cycle(200, false).await?;
        let after = cycle(count, hasty).await?;
        let each = |after: f64, before: f64| (after - before) / f64::from(count);
        let left = Held {
            script: each(after.script, before.script),
            document: each(after.document, before.document),
            wasm: each(after.wasm, before.wasm),
            nodes: each(after.nodes, before.nodes),
            listeners: each(after.listeners, before.listeners),
        };
        let bytes = left.script + left.document + left.wasm;
        assert!(bytes <= 1_024.0 && left.nodes <= 0.0 && left.listeners <= 0.0, "each of {count} has left {left:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_thousand_widgets_leave_at_most_a_kibibyte_each_and_no_node() -> Result<()> {
    left_by_each("mounts", 1_000, false).await
}

#[tokio::test]
async fn widgets_that_are_taken_away_while_they_start_leave_no_more() -> Result<()> {
    left_by_each("mounts-hasty", 500, true).await
}
