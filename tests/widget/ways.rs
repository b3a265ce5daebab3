//! Every button of every screen leads somewhere: one that changes nothing would leave its customer pressing it.

use crate::fixtures::*;
use crate::gallery::states;
use crate::harness::*;
use crate::page::turn;
use crate::said::at;
use crate::views::{drawn, drawn_with};
use contract::{Problem, ProblemCode, Retry};
use journey::{Event, Failure, Moment, Task};
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

#[wasm_bindgen_test]
async fn only_a_session_that_says_so_may_look_but_not_order() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    edge.refuse(is_offers, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    for lost in [false, true] {
        if lost {
            edge.end(is_session, Err(Failure::NoToken));
        }
        let (place, _) = drawn(&edge.state).await;
        assert_eq!(place.step().as_deref(), Some("review"));
        assert!(!place.text().contains("may look, but not order"), "{}", place.text());
    }
}

#[wasm_bindgen_test]
async fn a_button_that_would_do_nothing_yet_says_when_it_will() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    let busy = Problem { retry_after: Some(40), ..problem(ProblemCode::RateLimited, 429, Retry::Later) };
    let mut waiting = Edge::at_waiting();
    waiting.refuse(is_poll, busy.clone());
    let (place, sent) = drawn(&waiting.state).await;
    assert_eq!(at(&place, ".pair button[aria-disabled]"), "Try again in 40 seconds");
    place.click(".pair button[aria-disabled]");
    assert!(sent.borrow().is_empty());
    edge.refuse(is_offers, busy);
    let (place, _) = drawn(&edge.state).await;
    assert_eq!((at(&place, "[data-primary]").as_str(), place.count("[data-primary][aria-disabled]")), ("Try again in 40 seconds", 1));
    edge.now = NOW.plus_seconds(40);
    edge.send(Event::Tick);
    let (place, sent) = drawn(&edge.state).await;
    place.click("[data-primary]");
    assert_eq!((at(&place, "[data-primary]").as_str(), sent.borrow().as_slice()), ("Try again", [Event::TryAgain].as_slice()));
}

#[wasm_bindgen_test]
async fn what_is_left_of_before_can_be_asked_for_again() {
    let mut edge = Edge::at_waiting();
    edge.send(Event::TopUpAnother);
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Err(Failure::Timeout));
    let (place, sent) = drawn(&edge.state).await;
    place.click("[data-trouble=timeout] button");
    assert_eq!(*sent.borrow(), [Event::TryAgain]);
}
