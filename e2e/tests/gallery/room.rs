//! Nothing is cut off and nothing is out of reach: magnified four times, in the narrowest place, in the longest words, by keyboard alone.

use anyhow::Context;
use serde_json::{Value, json};

use crate::Result;
use crate::page::{Page, Wanted};

/// What sticks out of the widget, or is cut off inside it. What is only for the ear is neither.
const STUCK_OUT: &str = "
    const out = [], edge = root.host.getBoundingClientRect();
    const place = (element) => {
        while (getComputedStyle(element).display.startsWith('inline') || getComputedStyle(element).display === 'contents') element = element.parentElement;
        return element.getBoundingClientRect();
    };
    if (document.documentElement.scrollWidth > innerWidth) out.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const element of root.querySelectorAll('*')) {
        if (element.closest('.sr, svg, [aria-hidden=true]')) continue;
        const rect = element.getBoundingClientRect(), style = getComputedStyle(element);
        if (!rect.width || style.clipPath !== 'none') continue;
        const name = `${element.localName}.${element.className}: ${element.textContent.slice(0, 40)}`;
        if (rect.left < edge.left - 1 || rect.right > edge.right + 1) out.push(`${name} sticks out`);
        const cut = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
        if (cut && element.localName !== 'input') out.push(`${name} is cut off`);
        for (const text of element.childNodes) {
            if (text.nodeType !== Node.TEXT_NODE || !text.data.trim()) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            const written = range.getBoundingClientRect();
            if (written.right > place(element).right + 1 || written.left < place(element).left - 1) out.push(`${name} is wider than its place`);
        }
    }
    return out;";

/// Where the focus is, whether it can be seen, and whether anything lies over it.
const FOCUSED: &str = "
    const element = root.activeElement;
    if (!element) return null;
    const ringed = (one) => getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    const rect = (element.closest('label') ?? element).getBoundingClientRect();
    const [x, y] = [(Math.max(rect.left, 0) + Math.min(rect.right, innerWidth)) / 2, (Math.max(rect.top, 0) + Math.min(rect.bottom, innerHeight)) / 2];
    const over = root.elementFromPoint(x, y);
    const row = element.closest('label, button, .card') ?? element;
    return {
        place: [...root.querySelectorAll('*')].indexOf(element),
        name: element.outerHTML.slice(0, 90),
        ring: [element, element.closest('.card'), element.closest('label')].some((one) => one && ringed(one)),
        seen: rect.bottom > 0 && rect.top < innerHeight && Boolean(over && (row.contains(over) || over.contains(row))),
    };";

/// What can be reached by the Tab key: of radio buttons with one name only one.
const STOPS: &str = "
    const groups = new Set();
    return [...root.querySelectorAll('button, input, a[href]')].filter((one) => {
        if (one.type !== 'radio') return true;
        const first = !groups.has(one.name);
        groups.add(one.name);
        return first;
    }).length;";

/// What does not fit, in words.
pub(crate) async fn stuck_out(page: &Page) -> Result<Vec<String>> {
    serde_json::from_value(page.ask(STUCK_OUT, Vec::new()).await?).context("a list of words")
}

async fn fits(width: u32, height: u32, locales: &[&str]) -> Result {
    let page = Page::open().await?;
    page.browser.resize(width, height).await?;
    let mut all = Vec::new();
    for state in page.states().await? {
        for locale in locales {
            page.show(&Wanted { locale, ..Wanted::state(&state) }).await?;
            all.extend(stuck_out(&page).await?.into_iter().map(|one| format!("{state}, {locale}: {one}")));
        }
    }
    assert!(all.is_empty(), "{} finding(s):\n{}", all.len(), all.join("\n"));
    page.browser.close().await
}

#[tokio::test]
async fn magnified_four_times_nothing_is_cut_off_in_the_longest_words() -> Result {
    fits(320, 256, &["pseudo", "de", "ar"]).await
}

#[tokio::test]
async fn the_narrowest_place_holds_everything() -> Result {
    fits(240, 700, &["pseudo", "ja"]).await
}

#[tokio::test]
async fn what_does_not_fit_is_found() -> Result {
    let page = Page::open().await?;
    page.browser.resize(320, 256).await?;
    page.show(&Wanted::state("review")).await?;
    assert_eq!(stuck_out(&page).await?, [""; 0]);
    for (change, words) in [
        (
            "Object.assign(root.querySelector('.facts dd'), { textContent: 'x'.repeat(40) }).style.overflowWrap = 'normal'",
            "wider than its place",
        ),
        ("root.querySelector('.change').style.inlineSize = '400px'", "sticks out"),
        ("root.querySelector('.facts').style.cssText = 'inline-size: 60px; overflow: hidden'", "is cut off"),
    ] {
        page.show(&Wanted::state("review")).await?;
        page.ask(change, Vec::new()).await?;
        let found = stuck_out(&page).await?.join("\n");
        assert!(found.contains(words), "{change}: {found}");
    }
    page.browser.close().await
}

/// Presses Tab as often as there is something to reach.
async fn walked(page: &Page, state: &str) -> Result<Vec<String>> {
    let press = async |kind: &str| {
        let key = json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
        page.browser.devtools("Input.dispatchKeyEvent", key).await
    };
    let stops = page.ask(STOPS, Vec::new()).await?.as_u64().context("a number")?;
    let (mut findings, mut places) = (Vec::new(), Vec::new());
    for _ in 0..stops {
        press("keyDown").await?;
        press("keyUp").await?;
        let focused = page.ask(FOCUSED, Vec::new()).await?;
        let Some(place) = focused["place"].as_u64() else { break };
        for (what, is) in [("can't be seen to have the focus", &focused["ring"]), ("has the focus out of sight", &focused["seen"])] {
            if *is != Value::Bool(true) {
                findings.push(format!("{state}: {} {what}", focused["name"]));
            }
        }
        places.push(place);
    }
    if !places.is_sorted() || places.len() as u64 != stops {
        findings.push(format!("{state}: Tab goes to {places:?}, which are not its {stops} stops in order"));
    }
    Ok(findings)
}

#[tokio::test]
async fn tab_goes_through_every_state_in_order_and_is_always_seen() -> Result {
    let page = Page::open().await?;
    page.browser.resize(320, 256).await?;
    let mut all = Vec::new();
    for state in page.states().await? {
        page.show(&Wanted::state(&state)).await?;
        page.ask("document.activeElement?.blur(); scrollTo(0, 0); getSelection().removeAllRanges()", Vec::new()).await?;
        all.extend(walked(&page, &state).await?);
    }
    assert!(all.is_empty(), "{} finding(s):\n{}", all.len(), all.join("\n"));
    page.browser.close().await
}

#[tokio::test]
async fn in_the_systems_own_colours_what_is_chosen_stands_out_and_nothing_keeps_a_colour_of_ours() -> Result {
    let page = Page::open().await?;
    page.emulate(&[("forced-colors", "active"), ("prefers-reduced-motion", "reduce")]).await?;
    page.show(&Wanted::state("packages-selected")).await?;
    let told = page
        .ask(
            "const style = (selector) => getComputedStyle(root.querySelector(selector));
            const system = (name) => { const probe = document.createElement('i'); probe.style.color = name; root.append(probe);
                const color = getComputedStyle(probe).color; probe.remove(); return color; };
            const ours = [...root.querySelectorAll('*')].filter((one) => !one.closest('.primary')).map((one) => getComputedStyle(one).color);
            return {
                forced: matchMedia('(forced-colors: active)').matches,
                chosen: style('.card:has(:checked)').outlineStyle, other: style('.card:not(:has(:checked))').outlineStyle,
                button: style('.button.primary').backgroundColor === system('ButtonText'),
                colors: [...new Set(ours)].length,
            };",
            Vec::new(),
        )
        .await?;
    assert_eq!(told["forced"], true, "the browser plays along");
    assert_eq!((&told["chosen"], &told["other"], &told["button"]), (&json!("solid"), &json!("none"), &json!(true)));
    assert!(told["colors"].as_u64().is_some_and(|colors| colors <= 3), "text, fields and what is off: {told}");
    page.browser.close().await
}

#[tokio::test]
async fn who_asks_for_more_contrast_gets_no_pale_text_and_lines_that_can_be_seen() -> Result {
    let page = Page::open().await?;
    for theme in ["light", "dark"] {
        let mut lines = Vec::new();
        for (contrast, none_is_pale) in [("no-preference", false), ("more", true)] {
            page.emulate(&[("prefers-contrast", contrast)]).await?;
            page.show(&Wanted { theme, ..Wanted::state("packages-many") }).await?;
            let told = page
                .ask(
                    "const style = (one) => getComputedStyle(one), ink = style(root.querySelector('.topup')).color;
                    const pale = [...root.querySelectorAll('.small, .lead, .amount small')].filter((one) => style(one).color !== ink).length;
                    return { pale, line: style(root.querySelector('.card')).borderTopColor };",
                    Vec::new(),
                )
                .await?;
            assert_eq!(told["pale"] == 0, none_is_pale, "{theme} {contrast}: {told}");
            lines.push(told["line"].clone());
        }
        assert_ne!(lines.first(), lines.last(), "{theme}");
    }
    page.browser.close().await
}

#[tokio::test]
async fn on_paper_is_the_receipt_and_nothing_to_press() -> Result {
    let page = Page::open().await?;
    page.show(&Wanted { theme: "dark", ..Wanted::state("added") }).await?;
    page.browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
    let told = page
        .ask(
            "const seen = (selector) => [...root.querySelectorAll(selector)].filter((one) => one.getClientRects().length).length;
            return { presses: seen('button, input'), facts: seen('.facts dd'), history: seen('.entry'),
                paper: getComputedStyle(root.querySelector('.topup')).backgroundColor };",
            Vec::new(),
        )
        .await?;
    assert_eq!(told, json!({ "presses": 0, "facts": 5, "history": 0, "paper": "rgb(255, 255, 255)" }));
    page.browser.close().await
}
