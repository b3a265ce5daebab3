//! The shell, `element.js`, with the real widget inside: started, moved, taken away, fallen, and signed out.

use crate::fake_bff::{Answer, FakeBff};
use crate::fixtures::*;
use crate::machine::good;
use crate::page::{Place, object, turn, until};
use js_sys::{Array, Function, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// Only named here is a file carried to the page; `shell.js` imports it.
#[wasm_bindgen(module = "/src/element.js")]
extern "C" {
    #[wasm_bindgen(js_name = mount)]
    fn element_js();
}

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    type Host;
    #[wasm_bindgen(constructor)]
    fn new(element: &JsValue, shell: &JsValue) -> Host;
    #[wasm_bindgen(method)]
    fn end(this: &Host);
}

#[wasm_bindgen(module = "/tests/widget/shell.js")]
extern "C" {
    pub(crate) fn mount(target: &Element, options: &JsValue) -> HtmlElement;
    fn serve(mount: &Function, css: &str) -> JsValue;
    pub(crate) fn root(element: &HtmlElement) -> web_sys::DocumentFragment;
    fn listen(element: &HtmlElement) -> Array;
}

const CSS: &str = include_str!("../../src/esim-topup.css");

/// What the module of a stage does.
type Mount = Closure<dyn Fn(Element, JsValue, JsValue) -> JsValue>;

/// The shell is served until it is dropped; each widget of it is the real one.
pub(crate) struct Stage {
    served: JsValue,
    mounts: Rc<Cell<u32>>,
    _mount: Option<Mount>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let mounts = Rc::<Cell<u32>>::default();
        let count = Rc::clone(&mounts);
        let mount = Mount::new(move |place, config: JsValue, bridge| {
            count.set(count.get() + 1);
            esim_topup::mount(place, &config, bridge).unwrap_or_else(|_| panic!("it mounts")).into()
        });
        Self { served: serve(mount.as_ref().unchecked_ref(), CSS), mounts, _mount: Some(mount) }
    }

    /// A stage whose module can be had, but starts no widget.
    fn broken() -> Self {
        let mount: Function = function("throw new Error('not today')").unchecked_into();
        Self { served: serve(&mount, CSS), mounts: Rc::default(), _mount: None }
    }

    fn fetched(&self) -> u32 {
        Reflect::get(&self.served, &"fetched".into()).unwrap().unchecked_into::<Array>().length()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let end: Function = Reflect::get(&self.served, &"end".into()).unwrap().unchecked_into();
        end.call0(&JsValue::UNDEFINED).unwrap();
    }
}

pub(crate) fn function(body: &str) -> JsValue {
    Function::new_with_args("a, b", body).into()
}

/// Options of a widget that has its own corner of the storage.
pub(crate) fn options(bff: &str, more: &[(&str, JsValue)]) -> JsValue {
    let mut all = vec![
        ("bff", format!("/{bff}").into()),
        ("locale", "en-GB".into()),
        ("getSession", function("return Promise.resolve('signed.by.shop')")),
    ];
    all.extend(more.iter().cloned());
    object(&all)
}

pub(crate) fn shown(widget: &HtmlElement, selector: &str) -> Option<Element> {
    root(widget).query_selector(selector).unwrap()
}

pub(crate) async fn until_shown(widget: &HtmlElement, selector: &str) {
    until(&format!("{selector} shows"), || shown(widget, selector).is_some()).await;
}

pub(crate) async fn press(widget: &HtmlElement, selector: &str) {
    until_shown(widget, selector).await;
    shown(widget, selector).unwrap().unchecked_into::<HtmlElement>().click();
}

/// As far as the review of three gigabytes for the Lisbon SIM.
pub(crate) async fn to_review(widget: &HtmlElement) {
    press(widget, "[data-sim=sim_lisbon] input").await;
    press(widget, "[data-primary]:not([aria-disabled])").await;
    press(widget, &format!("[data-offer='{}'] input", three().id)).await;
    press(widget, "[data-primary]:not([aria-disabled])").await;
    until_shown(widget, "[data-step=review] [data-primary]:not([aria-disabled])").await;
}

fn told(events: &Array) -> Vec<(String, String, bool)> {
    let text = |event: &JsValue, name: &str| Reflect::get(event, &name.into()).unwrap().as_string().unwrap();
    let busy = |event: &JsValue| Reflect::get(event, &"busy".into()).unwrap().is_truthy();
    events.iter().map(|event| (text(&event, "name"), text(&event, "detail"), busy(&event))).collect()
}

fn names(events: &Array) -> Vec<String> {
    told(events).into_iter().map(|(name, ..)| name).collect()
}

#[wasm_bindgen_test]
async fn nothing_is_loaded_before_the_widget_is_on_the_page_and_ready_is_told_when_it_can_be_used() {
    let _bff = FakeBff::new(|asked| good(asked, "c-shell"));
    let (stage, place) = (Stage::new(), Place::new());
    let detached = web_sys::window().unwrap().document().unwrap().create_element("div").unwrap();
    let widget = mount(&detached, &options("shell", &[]));
    let events = listen(&widget);
    turn().await;
    assert_eq!((stage.fetched(), stage.mounts.get()), (0, 0));
    place.0.append_child(&widget).unwrap();
    assert!(shown(&widget, "[aria-busy]").is_some(), "a skeleton at once");
    until_shown(&widget, "[data-sim]").await;
    assert_eq!(names(&events).first().map(String::as_str), Some("topup-ready"));
    assert!(told(&events).iter().all(|(_, _, busy)| !busy), "nothing is told over a skeleton: {:?}", told(&events));
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_widget_that_is_moved_goes_on_and_one_that_comes_and_goes_is_mounted_once() {
    let bff = FakeBff::new(|asked| good(asked, "c-move"));
    let (stage, place, other) = (Stage::new(), Place::new(), Place::new());
    // As strict modes do: in, out and in again before anything has loaded.
    let widget = mount(&place.0, &options("move", &[]));
    widget.remove();
    place.0.append_child(&widget).unwrap();
    press(&widget, "[data-sim=sim_lisbon] input").await;
    other.0.append_child(&widget).unwrap();
    turn().await;
    assert!(shown(&widget, "[data-sim=sim_lisbon] input:checked").is_some(), "a move keeps what was chosen");
    assert_eq!(stage.mounts.get(), 1);
    assert_eq!(bff.lines().iter().filter(|line| line.ends_with("/session")).count(), 1);
    widget.remove();
    until("it is taken down", || root(&widget).child_element_count() == 0).await;
    place.0.append_child(&widget).unwrap();
    until_shown(&widget, "[data-sim]").await;
    assert_eq!(stage.mounts.get(), 2, "and can come back later");
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_widget_that_is_moved_and_removed_in_one_task_stays_when_it_is_back() {
    let _bff = FakeBff::new(|asked| good(asked, "c-twice"));
    let (stage, place, other) = (Stage::new(), Place::new(), Place::new());
    let widget = mount(&place.0, &options("twice", &[]));
    let witness = mount(&place.0, &options("twice", &[]));
    until_shown(&widget, "[data-sim]").await;
    until_shown(&witness, "[data-sim]").await;
    other.0.append_child(&widget).unwrap();
    widget.remove();
    turn().await;
    place.0.append_child(&widget).unwrap();
    witness.remove();
    until("one that was removed later is taken down", || root(&witness).child_element_count() == 0).await;
    assert!(shown(&widget, "[data-sim]").is_some() && stage.mounts.get() == 2);
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_widget_inside_another_component_speaks_the_pages_language() {
    let _bff = FakeBff::new(|asked| good(asked, "c-deep"));
    let (_stage, place) = (Stage::new(), Place::new());
    let html = web_sys::window().unwrap().document().unwrap().document_element().unwrap();
    html.set_attribute("lang", "en-NZ").unwrap();
    let component = "const inside = document.createElement('div'); a.attachShadow({ mode: 'open' }).append(inside); return inside";
    let inside = function(component).unchecked_into::<Function>().call1(&JsValue::UNDEFINED, &place.0).unwrap();
    let widget = mount(inside.unchecked_ref(), &options("deep", &[("locale", JsValue::NULL)]));
    until_shown(&widget, "[lang=en-NZ]").await;
    html.remove_attribute("lang").unwrap();
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_widget_that_is_gone_before_it_has_loaded_is_never_mounted() {
    let _bff = FakeBff::new(|asked| good(asked, "c-early"));
    let (stage, place) = (Stage::new(), Place::new());
    let widget = mount(&place.0, &options("early", &[]));
    widget.set_attribute("bff", "/early2").unwrap();
    until_shown(&widget, "[data-sim]").await;
    assert_eq!(stage.mounts.get(), 1, "the first start was overtaken");
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_widget_that_can_not_start_says_so_with_the_reference_and_tried_again() {
    let _bff = FakeBff::new(|asked| good(asked, "c-fall"));
    let place = Place::new();
    let storage = web_sys::window().unwrap().session_storage().unwrap().unwrap();
    storage.set_item("esim-topup:reference:/fall", "K7QX-2M").unwrap();
    let widget;
    {
        let _stage = Stage::broken();
        widget = mount(&place.0, &options("fall", &[("locale", "de-CH".into())]));
        let events = listen(&widget);
        until_shown(&widget, "[data-fallback=unavailable]").await;
        let text = root(&widget).text_content().unwrap();
        assert!(
            text.contains("Referenz K7QX-2M") && shown(&widget, "[lang=de] [role=alert] b[data-reference=K7QX-2M]").is_some(),
            "{text}"
        );
        until("it is told", || !names(&events).is_empty()).await;
        let expected =
            r#"{"code":"unavailable","stage":"load","recoverable":true,"retryAfter":null,"action":"retry","diagnosticsId":null}"#;
        assert_eq!(told(&events), [("topup-error".to_owned(), expected.to_owned(), false)]);
    }
    let _stage = Stage::new();
    press(&widget, "button").await;
    until_shown(&widget, "[data-sim]").await;
    storage.remove_item("esim-topup:reference:/fall").unwrap();
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_change_of_the_pages_language_is_followed() {
    let _bff = FakeBff::new(|asked| good(asked, "c-lang"));
    let (_stage, place) = (Stage::new(), Place::new());
    let html = web_sys::window().unwrap().document().unwrap().document_element().unwrap();
    html.set_attribute("lang", "en-GB").unwrap();
    let widget = mount(&place.0, &options("lang", &[("locale", JsValue::NULL)]));
    until_shown(&widget, "[data-sim]").await;
    html.set_attribute("lang", "en-US").unwrap();
    until_shown(&widget, "[lang=en-US]").await;
    html.remove_attribute("lang").unwrap();
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_hostile_style_sheet_of_the_page_changes_nothing_inside() {
    let _bff = FakeBff::new(|asked| good(asked, "c-hostile"));
    let (_stage, place) = (Stage::new(), Place::new());
    let document = web_sys::window().unwrap().document().unwrap();
    let hostile = document.create_element("style").unwrap();
    hostile.set_text_content(Some(
        "* { letter-spacing: 9px !important; word-spacing: 9px !important; text-transform: uppercase !important; text-indent: 90px !important; \
         white-space: pre !important; font-style: italic !important; visibility: hidden !important; text-shadow: 0 0 9px red !important; \
         color: red !important; background: red !important } \
         div, section, button, label { display: none !important } \
         :focus, :focus-within { outline: 9px solid red !important }",
    ));
    document.head().unwrap().append_child(&hostile).unwrap();
    // The page's own boxes are hidden by it as well: what is looked at is the widget in the body itself.
    let widget = mount(&document.body().unwrap(), &options("hostile", &[]));
    until_shown(&widget, "[data-sim]").await;
    let look = Function::new_with_args(
        "element",
        "const style = getComputedStyle(element); return [style.letterSpacing, style.wordSpacing, style.textTransform, style.textIndent, \
         style.whiteSpace, style.fontStyle, style.visibility, style.textShadow, style.display === 'none', style.color === 'rgb(255, 0, 0)', \
         element.getBoundingClientRect().height > 0].join(' ')",
    );
    let frame = Function::new_with_args("element", "return getComputedStyle(element).outlineStyle");
    shown(&widget, "h2").unwrap().unchecked_into::<web_sys::HtmlElement>().focus().unwrap();
    assert!(widget.matches(":focus-within").unwrap(), "the page sees the focus at the widget as a whole");
    assert_eq!(frame.call1(&JsValue::UNDEFINED, &widget).unwrap(), "none", "the focus is shown where it is");
    let primary = shown(&widget, ".actions").unwrap();
    let seen = look.call1(&JsValue::UNDEFINED, &primary).unwrap().as_string().unwrap();
    hostile.remove();
    widget.remove();
    drop(place);
    assert_eq!(seen, "normal 0px none 0px normal normal visible none false false true");
}

/// Bytes of the wasm's memory.
fn memory() -> f64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    Reflect::get(&memory.buffer(), &"byteLength".into()).unwrap().as_f64().unwrap()
}

#[wasm_bindgen_test]
async fn a_thousand_mounts_and_unmounts_leave_next_to_nothing() {
    let _bff = FakeBff::new(|_| Answer::Broken);
    let (place, shell) = (Place::new(), crate::machine::Shell::new());
    let cycle = async || {
        let host = web_sys::window().unwrap().document().unwrap().create_element("div").unwrap();
        place.0.append_child(&host).unwrap();
        let instance =
            esim_topup::mount(host.clone(), &crate::machine::config("cycle"), shell.bridge.clone()).unwrap_or_else(|_| panic!("it mounts"));
        turn().await;
        instance.destroy();
        host.remove();
        turn().await;
        host.child_element_count()
    };
    for _ in 0..50 {
        cycle().await;
    }
    let before = memory();
    for _ in 0..1_000 {
        assert_eq!(cycle().await, 0, "what is left is empty");
    }
    let each = (memory() - before) / 1_000.0;
    assert!(each <= 1_024.0, "{each} bytes each");
    assert_eq!(place.count("*"), 0);
}
