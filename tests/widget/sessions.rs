//! What the page answers when it is asked for a session or an approval, or fails to: what the customer is told, and what the page's makers
//! read in the console.

use crate::fake_bff::{Answer, FakeBff};
use crate::machine::good;
use crate::page::{Place, object};
use crate::shell::{Stage, function, mount, options, press, to_review, until_shown};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A function of the browser, replaced by the one that this text makes of it until it is dropped.
struct Replaced {
    owner: JsValue,
    name: &'static str,
    real: JsValue,
}

impl Replaced {
    fn new(owner: &str, name: &'static str, body: &str) -> Self {
        let owner = Reflect::get(&js_sys::global(), &owner.into()).unwrap();
        let real = Reflect::get(&owner, &name.into()).unwrap();
        let made = Function::new_with_args("real", body).call1(&JsValue::UNDEFINED, &real).unwrap();
        Reflect::set(&owner, &name.into(), &made).unwrap();
        Self { owner, name, real }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        Reflect::set(&self.owner, &self.name.into(), &self.real).unwrap();
    }
}

/// What is complained about in the console from now on.
fn complaints() -> (Replaced, impl Fn() -> String) {
    let kept = "globalThis.complaints = []; return (...all) => globalThis.complaints.push(all.join(' '))";
    let said = || String::from(Reflect::get(&js_sys::global(), &"complaints".into()).unwrap().unchecked_into::<Array>().to_string());
    (Replaced::new("console", "error", kept), said)
}

#[wasm_bindgen_test]
async fn why_there_is_no_session_is_told_apart_and_said_to_the_makers_of_the_page() {
    for (body, trouble, complaint) in [
        ("throw new Error('who are you?')", "session", "who are you?"),
        ("return { token: 'signed.by.shop' }", "session", "no text that could be a token"),
        ("return ''", "session", "no text that could be a token"),
        ("return fetch('/token')", "network", "Failed to fetch"),
    ] {
        let _bff = FakeBff::new(|asked| if asked.path == "/token" { Answer::Broken } else { good(asked, "c-none") });
        let ((_stage, place), (_console, complained)) = ((Stage::new(), Place::new()), complaints());
        let widget = mount(&place.0, &options("none", &[("getSession", function(body))]));
        until_shown(&widget, &format!("[data-step=stopped] [data-trouble={trouble}]")).await;
        assert!(complained().contains("getSession has failed") && complained().contains(complaint), "{}", complained());
        widget.remove();
    }
}

#[wasm_bindgen_test]
async fn an_endpoint_that_is_down_signs_nobody_out() {
    let token = r#"{"token":"signed.by.shop"}"#;
    for (answer, shown) in [
        (Answer::Text(503, "<html>busy</html>".to_owned()), "[data-trouble=internal]"),
        (Answer::Broken, "[data-trouble=network]"),
        (Answer::Text(401, String::new()), "[data-trouble=session]"),
        (Answer::Text(200, "<html>please sign in</html>".to_owned()), "[data-trouble=session]"),
        (Answer::Text(200, token.to_owned()), "[data-sim]"),
    ] {
        let bff = FakeBff::new(move |asked| if asked.path == "/token" { answer.clone() } else { good(asked, "c-endpoint") });
        let ((_stage, place), (_console, complained)) = ((Stage::new(), Place::new()), complaints());
        let more = [("getSession", JsValue::UNDEFINED), ("sessionEndpoint", "/token".into())];
        let widget = mount(&place.0, &options("endpoint", &more));
        until_shown(&widget, shown).await;
        assert_eq!(complained().is_empty(), shown == "[data-sim]", "{shown}: {}", complained());
        assert_eq!(bff.lines().first().map(String::as_str), Some("POST /token"));
        widget.remove();
    }
}

#[wasm_bindgen_test]
async fn a_page_that_never_gives_a_token_is_not_waited_for_for_ever() {
    let _bff = FakeBff::new(|asked| good(asked, "c-hangs"));
    let (_stage, place) = (Stage::new(), Place::new());
    let _minute = Replaced::new("window", "setTimeout", "return (run, ms, ...rest) => real(run, ms === 60000 ? 0 : ms, ...rest)");
    let hangs = "globalThis.hangs = a.signal; return new Promise(() => {})";
    let widget = mount(&place.0, &options("hangs", &[("getSession", function(hangs))]));
    until_shown(&widget, "[data-step=stopped] [data-trouble=timeout]").await;
    let signal: web_sys::AbortSignal = Reflect::get(&js_sys::global(), &"hangs".into()).unwrap().unchecked_into();
    assert!(signal.aborted(), "it can tell that nobody waits any more");
    Reflect::set(&widget, &"getSession".into(), &function("return 'signed.by.shop'")).unwrap();
    press(&widget, "[data-primary]").await;
    until_shown(&widget, "[data-sim]").await;
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_page_may_take_all_the_time_that_it_asks_for() {
    let bff = FakeBff::new(|asked| good(asked, "c-endless"));
    let (_stage, place) = (Stage::new(), Place::new());
    // Another turn of the loop, in which a timer that has run over would have rung.
    let thinks = "return new Promise((resolve) => setTimeout(resolve, 50, { decision: 'approve' }))";
    let more = [("beforeSubmit", function(thinks)), ("beforeSubmitTimeout", f64::INFINITY.into())];
    let widget = mount(&place.0, &options("endless", &more));
    to_review(&widget).await;
    press(&widget, "[data-primary]").await;
    until_shown(&widget, "[data-step=outcome]").await;
    assert_eq!(bff.asked().iter().filter(|asked| asked.key.is_some()).count(), 1);
    widget.remove();
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_approval_orders_nothing_and_the_makers_of_the_page_read_why() {
    let approve = |reference: JsValue| object(&[("decision", "approve".into()), ("paymentReference", reference)]);
    for (answer, complaint) in [
        (approve("two words".into()), "visible ASCII"),
        (approve(7.into()), "visible ASCII"),
        (approve("x".repeat(201).into()), "visible ASCII"),
        (JsValue::TRUE, "no decision"),
        (JsValue::UNDEFINED, "no decision"),
    ] {
        let bff = FakeBff::new(|asked| good(asked, "c-wrong"));
        let ((_stage, place), (_console, complained)) = ((Stage::new(), Place::new()), complaints());
        Reflect::set(&js_sys::global(), &"answer".into(), &answer).unwrap();
        let widget = mount(&place.0, &options("wrong", &[("beforeSubmit", function("return globalThis.answer"))]));
        to_review(&widget).await;
        press(&widget, "[data-primary]").await;
        until_shown(&widget, "[data-step=review] [data-trouble=not_approved]").await;
        assert!(complained().contains("beforeSubmit has failed") && complained().contains(complaint), "{}", complained());
        assert!(bff.asked().iter().all(|asked| asked.key.is_none()));
        widget.remove();
    }
}
