//! Nothing is cut off and everything can be hit: each screen in a widget that is 240 px wide, in a language that is longer than any.

use crate::languages::pseudo;
use crate::page::{Place, turn};
use crate::views::drawn_into;
use journey::State;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

/// A widget that wide, in a shadow root with the style sheet, as in a shop.
fn narrow(outer: &Place) -> Place {
    let make = Function::new_with_args(
        "place, css",
        "const host = document.createElement('div'), inner = document.createElement('div'), sheet = new CSSStyleSheet();
         host.style.inlineSize = '240px'; sheet.replaceSync(css + ' * { animation: none !important; transition: none !important; }');
         const root = host.attachShadow({ mode: 'open' }); root.adoptedStyleSheets = [sheet]; root.append(inner); place.append(host);
         return inner;",
    );
    let css = include_str!("../../src/esim-topup.css");
    Place(make.call2(&JsValue::UNDEFINED, &outer.0, &css.into()).unwrap().dyn_into().unwrap())
}

/// Texts that reach beyond the widget, and targets that a finger can miss.
fn faults(place: &Place) -> Vec<String> {
    let look = Function::new_with_args(
        "place",
        "const faults = [], box = place.getBoundingClientRect(), root = place.getRootNode();
         const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
         for (let text = texts.nextNode(); text; text = texts.nextNode()) {
           const parent = text.parentElement;
           if (!text.data.trim() || parent.closest('.sr') || getComputedStyle(parent).clipPath !== 'none') continue;
           const range = document.createRange();
           range.selectNodeContents(text);
           for (const line of range.getClientRects()) {
             if (line.width && (line.left < box.left || line.right > box.right)) { faults.push('cut off: ' + text.data); break; }
           }
         }
         for (const target of place.querySelectorAll('button, label')) {
           target.scrollIntoView({ block: 'center' });
           const { left, top, width, height } = target.getBoundingClientRect();
           for (const away of [-21, 21]) {
             const hit = root.elementFromPoint(left + width / 2, top + height / 2 + away);
             if (!hit || (hit !== target && !target.contains(hit))) faults.push('hard to hit: ' + target.textContent);
           }
         }
         return faults;",
    );
    let faults: Array = look.call1(&JsValue::UNDEFINED, &place.0).unwrap().dyn_into().unwrap();
    faults.iter().filter_map(|fault| fault.as_string()).collect()
}

/// Every text is whole and every target large enough.
pub(crate) async fn all_fits(state: &State, what: &str) {
    let outer = Place::new();
    let place = narrow(&outer);
    drawn_into(&place, state, None, "en", pseudo()).await;
    turn().await;
    let faults = faults(&place);
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}
