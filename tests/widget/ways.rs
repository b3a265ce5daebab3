//! Every button of every screen leads somewhere: one that changes nothing would leave its customer pressing it.

use crate::gallery::states;
use crate::page::turn;
use crate::views::drawn_with;
use journey::Moment;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

#[wasm_bindgen_test]
async fn whatever_can_be_pressed_helps() {
    let mut pressed = 0;
    for shown in states::all() {
        let (place, sent) = drawn_with(&shown.state, shown.copied).await;
        let buttons = place.0.query_selector_all("button:not([aria-disabled])").unwrap();
        for button in (0..buttons.length()).map(|index| buttons.get(index).unwrap()) {
            button.dyn_ref::<HtmlElement>().unwrap().click();
            turn().await;
        }
        for event in sent.take() {
            let words = format!("{}: {event:?}", shown.name);
            let (after, effects) = journey::step(shown.state.clone(), Moment { now: shown.state.now, dice: 128 }, event.into());
            assert!(after != shown.state || !effects.is_empty(), "{words} changes nothing");
            pressed += 1;
        }
    }
    assert!(pressed > 50, "only {pressed} buttons were found");
}
