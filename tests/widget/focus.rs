//! Where the focus is: with the page until the customer acts, then with the heading of what is shown.

use crate::fake_bff::{Answer, FakeBff};
use crate::fixtures::*;
use crate::machine::{Shell, config, go_on, good, mounted, mounted_with, to_review};
use crate::page::{Place, turn, until};
use contract::{OrderStatus, Orders};
use js_sys::Reflect;
use std::cell::Cell;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

fn focused() -> Option<Element> {
    web_sys::window().unwrap().document().unwrap().active_element()
}

fn is_nowhere() -> bool {
    focused().is_none_or(|element| element.tag_name() == "BODY")
}

#[wasm_bindgen_test]
async fn a_page_that_loads_keeps_its_focus_and_gives_it_to_the_next_step_that_is_asked_for() {
    let _bff = FakeBff::new(|asked| good(asked, "c-focus"));
    let (place, shell) = (Place::new(), Shell::new());
    let config = config("focus");
    Reflect::set(&config, &"iccid".into(), &lisbon().iccid.as_str().into()).unwrap();
    let instance = mounted_with(&place, &config, &shell);
    place.until("[data-offer]").await;
    assert_eq!(place.step().as_deref(), Some("choose-package"), "the preselected SIM's packages are the first screen");
    turn().await;
    assert!(is_nowhere(), "nobody has asked for the focus: {:?}", focused().map(|element| element.outer_html()));
    place.click("[data-offer] input");
    go_on(&place).await;
    place.until_step("review").await;
    until("the heading has the focus", || focused() == place.find("h2")).await;
    instance.destroy();
}

#[wasm_bindgen_test]
async fn an_order_that_is_found_under_way_takes_no_focus() {
    let _bff = FakeBff::new(|asked| match asked.path.split_once("/v1/").map(|(_, path)| path) {
        Some("orders?open=true") => Answer::json(&Orders { orders: vec![order(OrderStatus::Adding, 2)] }),
        Some(path) if path.starts_with("orders/") => Answer::Hangs,
        _ => good(asked, "c-found"),
    });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "found", &shell);
    place.until_step("waiting").await;
    turn().await;
    assert!(is_nowhere(), "{:?}", focused().map(|element| element.outer_html()));
    instance.destroy();
}

#[wasm_bindgen_test]
async fn the_heading_keeps_the_focus_when_the_shop_has_the_order() {
    let posts = Cell::new(0);
    let _bff = FakeBff::new(move |asked| {
        if asked.path.contains("/orders/") {
            return Answer::Hangs;
        }
        if asked.key.is_some() && posts.replace(posts.get() + 1) == 0 {
            return Answer::Broken;
        }
        good(asked, "c-keep")
    });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "keep", &shell);
    to_review(&place).await;
    place.click("[data-primary]");
    place.until("[data-step=submitting] [data-trouble]").await;
    let heading = place.find("h2").unwrap();
    until("the heading has the focus", || focused().as_ref() == Some(&heading)).await;
    place.until_step("waiting").await;
    turn().await;
    assert!(focused().as_ref() == Some(&heading), "{:?}", focused().map(|element| element.outer_html()));
    assert!(place.find("h2").as_ref() == Some(&heading), "it is the same element");
    instance.destroy();
}

#[wasm_bindgen_test]
async fn what_takes_the_place_of_a_pressed_button_is_read_from_its_heading() {
    let asked_before = Cell::new(0);
    let _bff = FakeBff::new(move |asked| {
        let fails = asked.path.ends_with("/offers") && asked_before.replace(asked_before.get() + 1) == 0;
        if fails { Answer::Broken } else { good(asked, "c-again") }
    });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "again", &shell);
    place.until("[data-sim=sim_lisbon]").await;
    place.click("[data-sim=sim_lisbon] input");
    go_on(&place).await;
    place.until("[data-trouble=network] [data-primary]").await;
    let button: web_sys::HtmlElement = wasm_bindgen::JsCast::unchecked_into(place.find("[data-primary]").unwrap());
    button.focus().unwrap();
    button.click();
    place.until("[data-offer]").await;
    until("the heading has the focus", || focused() == place.find("h2")).await;
    instance.destroy();
}
