//! The page decides how the widget looks: light or dark, how wide, on which background.

use anyhow::Context;
use serde_json::{Value, json};

use crate::Result;
use crate::page::{Page, Wanted};
use crate::room::stuck_out;

/// What is behind the text, as light as that is: 0 to 255.
const LIGHTNESS: &str = "
    const [, ...parts] = /rgb\\((\\d+), (\\d+), (\\d+)/.exec(getComputedStyle(root.querySelector('.topup')).backgroundColor);
    return parts.reduce((sum, part) => sum + Number(part), 0) / 3;";

async fn lightness(page: &Page) -> Result<f64> {
    page.ask(LIGHTNESS, Vec::new()).await?.as_f64().context("a number")
}

#[tokio::test]
async fn without_a_theme_of_its_own_it_follows_the_page_and_only_then_the_system() -> Result {
    let page = Page::open().await?;
    for (system, of_page, theme, is_dark) in [
        ("light", "dark", "auto", true),
        ("dark", "light", "auto", false),
        ("dark", "light dark", "auto", true),
        ("light", "light dark", "auto", false),
        ("dark", "", "auto", true),
        ("dark", "dark", "light", false),
        ("light", "light", "dark", true),
    ] {
        page.emulate(&[("prefers-color-scheme", system)]).await?;
        page.show(&Wanted { theme, ..Wanted::state("review") }).await?;
        // A part of the page may differ from the rest of it.
        page.ask("root.host.parentElement.style.colorScheme = arguments[0]", vec![json!(of_page)]).await?;
        let light = lightness(&page).await?;
        assert_eq!(light < 128.0, is_dark, "system {system}, page {of_page:?}, theme {theme}: {light}");
    }
    page.browser.close().await
}

/// How the parts of it lie that change with the room they have.
const LAID_OUT: &str = "
    const columns = (selector) => {
        const element = root.querySelector(selector);
        return element && new Set([...element.children].map((one) => Math.round(one.getBoundingClientRect().left))).size;
    };
    const names = [...root.querySelectorAll('.steps span')].filter((one) => getComputedStyle(one).clipPath === 'none').length;
    return { cards: columns('.cards'), split: columns('.split'), names, wide: Math.round(root.host.getBoundingClientRect().width),
        screen: Math.round(root.querySelector('.screen').getBoundingClientRect().width) };";

#[tokio::test]
async fn it_lays_itself_out_by_the_room_it_has_and_not_by_the_window() -> Result {
    let page = Page::open().await?;
    page.browser.resize(1280, 900).await?;
    for (width, columns, names, screen) in
        [(240, 1, 0, 238), (320, 1, 0, 318), (480, 1, 4, 478), (720, 2, 4, 718), (900, 2, 4, 720), (1200, 2, 4, 720)]
    {
        for (state, part) in [("packages-many", "cards"), ("review", "split"), ("added", "split"), ("sims-many", "cards")] {
            for locale in ["pseudo", "ar"] {
                page.show(&Wanted { locale, ..Wanted::state(state) }).await?;
                let place = "root.host.parentElement.style.setProperty('--width', `${arguments[0]}px`)";
                page.ask(place, vec![json!(width)]).await?;
                let told = page.ask(LAID_OUT, Vec::new()).await?;
                // SIMs are one below the other wherever: their lines are long.
                let columns = if state == "sims-many" { 1 } else { columns };
                assert_eq!(
                    (&told["wide"], &told[part], &told["names"], &told["screen"]),
                    (&json!(width), &json!(columns), &json!(names), &json!(screen)),
                    "{state}, {locale} in {width} px: {told}"
                );
                assert_eq!(stuck_out(&page).await?, [""; 0], "{state}, {locale} in {width} px");
            }
        }
    }
    page.browser.close().await
}

/// What is told apart from its background by less than 4.5 to 1, measured on the pixels that the browser makes of the colours.
const UNREADABLE: &str = "
    const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    const pixel = (color) => {
        context.clearRect(0, 0, 1, 1);
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
    };
    const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const back = pixel(getComputedStyle(one).backgroundColor);
            if (back[3] === 255) return back;
        }
        throw new Error('nothing is behind ' + element.outerHTML);
    };
    const linear = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    const out = [];
    for (const element of root.querySelectorAll('*')) {
        const written = [...element.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim());
        if (!written || element.closest('.sr, [aria-disabled=true]') || !element.getClientRects().length) continue;
        const [one, other] = [pixel(getComputedStyle(element).color), behind(element)].map(luminance);
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (ratio < 4.5) out.push(`${element.className}: ${element.textContent.slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return { out, lit: getComputedStyle(root.querySelector('.topup')).backgroundColor };";

#[tokio::test]
async fn on_a_background_of_the_shops_own_all_of_it_can_be_read() -> Result {
    let page = Page::open().await?;
    for (theme, background, text) in [
        ("light", "rgb(255, 248, 231)", "#2b2118"),
        ("light", "rgb(232, 240, 254)", "#0d1b3e"),
        ("dark", "rgb(11, 19, 43)", "#e8edf7"),
        ("dark", "rgb(0, 0, 0)", "#ffffff"),
    ] {
        for state in ["packages-selected", "review", "waiting", "checking", "added", "sims", "rejected-purchase_limit"] {
            page.show(&Wanted { theme, ..Wanted::state(state) }).await?;
            let tokens = "const [background, text] = arguments;
                root.host.style.setProperty('--topup-background', background);
                root.host.style.setProperty('--topup-text', text);";
            page.ask(tokens, vec![json!(background), json!(text)]).await?;
            let told = page.ask(UNREADABLE, Vec::new()).await?;
            assert_eq!(told, json!({ "out": [], "lit": background }), "{state} on {background}");
        }
    }
    // The measure sees what it is for.
    page.ask("root.host.style.setProperty('--topup-text', '#333')", Vec::new()).await?;
    let told = page.ask(UNREADABLE, Vec::new()).await?;
    assert_ne!(told["out"], Value::Array(Vec::new()));
    page.browser.close().await
}
