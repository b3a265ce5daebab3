//! axe finds nothing, in any state, light and dark, left to right and right to left; there is no list of exceptions.

use std::env;
use std::fs;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::Result;
use crate::page::{Page, Wanted};

/// Everything that WCAG 2.2 AA asks for and a machine can see, and what axe's authors advise beyond it.
const RUN: &str = "
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const rules = { 'target-size': { enabled: true } };
    const found = await axe.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] });
    const told = ({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.flat().join(' ')}: ${node.failureSummary}`);
    return { ran: found.passes.length, found: found.violations.flatMap(told) };";

async fn with_axe() -> Result<Page> {
    let page = Page::open().await?;
    // So high that no button has to stay in view over a card: what lies below it by chance is a matter of scrolling.
    page.browser.resize(400, 6_000).await?;
    let path = env::var("AXE").context("set AXE to axe.min.js, as `cargo xtask test --only gallery` does")?;
    let script = fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
    page.ask(&format!("{script}\nwindow.axe = axe;"), Vec::new()).await?;
    Ok(page)
}

async fn found(page: &Page) -> Result<Vec<String>> {
    let answer = page.ask(RUN, Vec::new()).await?;
    if answer["ran"].as_u64().is_none_or(|rules| rules < 10) {
        bail!("axe has looked at next to nothing: {answer}");
    }
    let found = answer["found"].as_array().context("axe has said nothing")?;
    Ok(found.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

async fn nothing_is_found(theme: &str) -> Result {
    let page = with_axe().await?;
    let mut all = Vec::new();
    for state in page.states().await? {
        for locale in ["en-GB", "ar"] {
            page.show(&Wanted { state: &state, theme, locale }).await?;
            all.extend(found(&page).await?.into_iter().map(|one| format!("{state}, {theme}, {locale}: {one}")));
        }
    }
    assert!(all.is_empty(), "{} finding(s):\n{}", all.len(), all.join("\n"));
    page.browser.close().await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_light() -> Result {
    nothing_is_found("light").await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() -> Result {
    nothing_is_found("dark").await
}

#[tokio::test]
async fn axe_finds_what_is_wrong() -> Result {
    let page = with_axe().await?;
    page.show(&Wanted::state("review")).await?;
    page.ask("root.querySelector('[data-back]').removeAttribute('aria-label')", Vec::new()).await?;
    page.ask("root.host.style.setProperty('--topup-text', '#ccc')", Vec::new()).await?;
    let found = found(&page).await?.join("\n");
    assert!(found.contains("button-name") && found.contains("color-contrast"), "{found}");
    page.browser.close().await
}
