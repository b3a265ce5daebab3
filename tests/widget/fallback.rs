//! What can still be said when the widget could not start.

use crate::page::object;
use crate::shell::function;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

#[wasm_bindgen(module = "/src/fallback.js")]
extern "C" {
    #[wasm_bindgen(js_name = explain)]
    fn fallback_js();
}

#[wasm_bindgen(module = "/tests/widget/shell.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn explain(known: &JsValue, make: &Function) -> Result<JsValue, JsValue>;
}

/// What is explained about a failed start, in that language: its code, its action, its words, its direction.
async fn explained(known: &[(&str, JsValue)], wanted: &str) -> (String, String, String, String) {
    let file = |name: &str| Array::of1(&format!("/snippets/{name}").into()).into();
    let files = object(&[("glue", file("glue.js")), ("host", file("host.js")), ("wasm", file("a.wasm")), ("css", file("a.css"))]);
    let mut all = vec![("files", files), ("refused", js_sys::Set::default().into()), ("bff", "/none".into()), ("wanted", wanted.into())];
    all.extend(known.iter().cloned());
    let make = Function::new_with_args(
        "tag, className, ...children",
        "const made = document.createElement(tag); made.className = className; made.append(...children); return made",
    );
    let answer = explain(&object(&all), &make).await.unwrap();
    let screen: Element = Reflect::get(&answer, &"screen".into()).unwrap().unchecked_into();
    let detail = Reflect::get(&answer, &"detail".into()).unwrap();
    let text = |name: &str| Reflect::get(&detail, &name.into()).unwrap().as_string().unwrap();
    (text("code"), text("action"), screen.text_content().unwrap(), screen.get_attribute("dir").unwrap())
}

#[wasm_bindgen_test]
async fn every_cause_of_a_failed_start_has_its_code_and_its_words() {
    let refused = || js_sys::Set::new(&Array::of1(&"wasm-eval".into())).into();
    let csp = || js_sys::Error::new("WebAssembly.instantiate(): violates the following Content Security Policy directive").into();
    for (known, code, action, words) in [
        (vec![("refused", refused())], "blocked", "ask_shop", "tell the shop"),
        (vec![("error", csp())], "blocked", "ask_shop", "tell the shop"),
        (vec![("code", "old_browser".into())], "old_browser", "none", "too old"),
        (vec![("code", "offline".into())], "offline", "retry", "You are offline"),
        (vec![("code", "tampered".into())], "tampered", "ask_shop", "changed on the way"),
        (vec![("code", "wrong_type".into())], "wrong_type", "ask_shop", "tell the shop"),
        (vec![("code", "panicked".into())], "panicked", "retry", "Try again"),
        (vec![("code", "panicked".into()), ("retried", true.into())], "panicked", "reload", "Reload the page"),
        (vec![], "unavailable", "retry", "Try again"),
    ] {
        let (told, best, text, _) = explained(&known, "en").await;
        assert_eq!((told.as_str(), best.as_str()), (code, action));
        assert!(text.contains("can’t be shown right now") && text.contains(words), "{code}: {text}");
    }
}

#[wasm_bindgen_test]
async fn a_server_that_sends_a_page_for_a_file_is_told_from_one_that_sends_nothing() {
    for (kind, type_, status, code) in [
        ("page", "text/html", 200, "wrong_type"),
        ("plain", "text/plain", 200, "wrong_type"),
        ("gone", "text/javascript", 404, "unavailable"),
    ] {
        let window = js_sys::global();
        let real = Reflect::get(&window, &"fetch".into()).unwrap();
        let answer =
            format!("return Promise.resolve(new Response('{kind}', {{ status: {status}, headers: {{ 'content-type': '{type_}' }} }}))");
        Reflect::set(&window, &"fetch".into(), &function(&answer)).unwrap();
        let (told, ..) = explained(&[], "en").await;
        Reflect::set(&window, &"fetch".into(), &real).unwrap();
        assert_eq!(told, code, "{kind}");
    }
}

#[wasm_bindgen_test]
async fn the_fallback_speaks_every_language_of_the_widget() {
    let english = explained(&[("code", "offline".into()), ("order", "K7QX-2M".into())], "en").await.2;
    for tag in [
        "ar",
        "de",
        "es",
        "fr",
        "he",
        "hi",
        "it",
        "ja",
        "ko",
        "nl",
        "pl",
        "pt-BR",
        "pt_PT_ao90",
        "tr",
        "zh-CN",
        "zh_Hans",
        "zh-TW",
        "xx",
        "?",
    ] {
        let (_, _, text, direction) = explained(&[("code", "offline".into()), ("order", "K7QX-2M".into())], tag).await;
        assert!(text.contains("K7QX-2M") && !text.contains("{reference}") && !text.contains("undefined"), "{tag}: {text}");
        assert_eq!(text == english, ["zh-TW", "xx", "?"].contains(&tag), "{tag}");
        assert_eq!(direction, if ["ar", "he"].contains(&tag) { "rtl" } else { "ltr" });
    }
}
