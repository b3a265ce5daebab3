//! Whatever accent a shop has, text on it and in it can be read and its edges can be seen: measured on the colours that the browser
//! computes, by the formula of WCAG.

use anyhow::Context;
use serde_json::json;

use crate::Result;
use crate::page::{Page, Wanted};

/// Text needs this much against what is behind it, and edges and marks that.
const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;

/// What to measure: a selector, a colour of it (or a custom property of ours), and how much it needs.
type Measure = (&'static str, &'static str, f64);

/// The states that have it all, and what to measure in them.
const MEASURED: [(&str, &[Measure]); 4] = [
    (
        "packages-selected",
        &[
            (".button.primary", "color", TEXT),
            (".button.primary", "--_hover", TEXT),
            (".pick > input:checked", "border-top-color", EDGE),
            (".screen", "border-of .card:has(:checked)", EDGE),
            (".screen", "--_focus", EDGE),
            (".card:has(:checked)", "--_focus", EDGE),
            (".chip.accent", "color", TEXT),
            (".steps", "border-of .is-now", EDGE),
        ],
    ),
    ("sims-selected", &[(".card:has(:checked) .link", "color", TEXT), (".card:not(:has(:checked)) .link", "color", TEXT)]),
    ("waiting", &[(".link", "color", TEXT), (".timeline", "--_mark", EDGE), (".timeline .is-done svg", "on-mark", EDGE)]),
    ("rejected-purchase_limit", &[(".button:not(.primary)", "color", TEXT)]),
];

/// The colours, each as the pixel that a canvas paints of it: so the browser itself turns any colour space into red, green and blue.
const MEASURE: &str = "
    const [accent, measures] = arguments;
    root.host.style.setProperty('--topup-accent', accent);
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d', { willReadFrequently: true });
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
    const resolved = (element, value, name = 'color') => {
        const before = element.style[name];
        element.style[name] = value;
        const color = pixel(getComputedStyle(element)[name]);
        element.style[name] = before;
        return color;
    };
    return measures.map(([selector, what]) => {
        const element = root.querySelector(selector);
        if (!element) throw new Error('there is no ' + selector);
        if (what.startsWith('border-of ')) {
            return [pixel(getComputedStyle(root.querySelector(what.slice(10))).borderTopColor), behind(element)];
        }
        if (what === '--_hover') return [pixel(getComputedStyle(element).color), resolved(element, 'var(--_hover)')];
        if (what === 'on-mark') return [pixel(getComputedStyle(element).color), resolved(element, 'var(--_mark)')];
        if (what.startsWith('--')) return [resolved(element, `var(${what})`), behind(element)];
        return [pixel(getComputedStyle(element)[what]), behind(what.startsWith('border') ? element.parentElement : element)];
    });";

/// Named ones, the greys, and colours all around the wheel: pale, loud and deep.
fn accents() -> Vec<String> {
    let named =
        ["#fff", "#000", "#808080", "#777", "#767676", "yellow", "gold", "lime", "cyan", "magenta", "red", "blue", "orange", "navy"];
    let more = ["#0b6e4f", "#5fd3a6", "#bada55", "#757575", "color(display-p3 0 1 0)", "rgb(118 118 118)"];
    let greys = (0..=10).map(|step| format!("oklch({} 0 0)", f64::from(step) / 10.0));
    let wheel = (0..12).flat_map(|hour| {
        let hue = hour * 30;
        [(92, 6), (62, 22), (56, 14), (36, 12)].map(|(light, chroma)| format!("oklch({light}% 0.{chroma:02} {hue})"))
    });
    named.into_iter().chain(more).map(str::to_owned).chain(greys).chain(wheel).collect()
}

/// How light a colour is, by WCAG 2.2.
fn luminance(color: [u8; 4]) -> f64 {
    let [red, green, blue, _] = color.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn ratio(one: [u8; 4], other: [u8; 4]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_is_that_of_wcag() {
    let [white, black, grey] = [[255, 255, 255, 255], [0, 0, 0, 255], [118, 118, 118, 255]];
    assert!((ratio(white, black) - 21.0).abs() < 0.01);
    assert!((ratio(grey, white) - 4.54).abs() < 0.01, "the lightest grey that may be text on white");
}

#[tokio::test]
async fn any_accent_can_be_read_and_seen() -> Result {
    let page = Page::open().await?;
    let accents = accents();
    assert!(accents.len() >= 60, "{}", accents.len());
    let mut failures = Vec::new();
    for theme in ["light", "dark"] {
        for (state, measures) in MEASURED {
            page.show(&Wanted { theme, ..Wanted::state(state) }).await?;
            for accent in &accents {
                let asked: Vec<_> = measures.iter().map(|(selector, what, _)| json!([selector, what])).collect();
                let answer = page.ask(MEASURE, vec![json!(accent), json!(asked)]).await?;
                let pairs: Vec<[[u8; 4]; 2]> = serde_json::from_value(answer).context("colours are four bytes")?;
                for ((selector, what, needed), [front, back]) in measures.iter().zip(pairs) {
                    let ratio = ratio(front, back);
                    if ratio < *needed {
                        failures
                            .push(format!("{theme}, {accent}: {what} of {selector}: {front:?} on {back:?} is {ratio:.2}, not {needed}"));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failure(s):\n{}", failures.len(), failures.join("\n"));
    page.browser.close().await
}
