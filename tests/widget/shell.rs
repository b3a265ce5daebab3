//! The shell, `element.js`, with the real widget inside: started, moved, taken away, fallen, and signed out.

use crate::fake_bff::{Answer, Asked, FakeBff};
use crate::fixtures::*;
use crate::machine::good;
use crate::page::{Place, object, turn, until};
use contract::{OrderStatus, Orders};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen(module = "/src/element.js")]
extern "C" {
    fn mount(target: &Element, options: &JsValue) -> HtmlElement;
}

#[wasm_bindgen(module = "/src/fallback.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn explain(known: &JsValue, make: &Function) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    type Host;
    #[wasm_bindgen(constructor)]
    fn new(element: &JsValue, shell: &JsValue) -> Host;
    #[wasm_bindgen(method)]
    fn end(this: &Host);
}

#[wasm_bindgen(module = "/src/leader.js")]
extern "C" {
    fn share(name: &str, heard: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/tests/widget/shell.js")]
extern "C" {
    fn serve(mount: &Function, css: &str) -> JsValue;
    fn root(element: &HtmlElement) -> web_sys::DocumentFragment;
    fn listen(element: &HtmlElement) -> Array;
}

const CSS: &str = include_str!("../../src/esim-topup.css");

/// What the module of a stage does.
type Mount = Closure<dyn Fn(Element, JsValue, JsValue) -> JsValue>;

/// The shell is served until it is dropped; each widget of it is the real one.
struct Stage {
    served: JsValue,
    mounts: Rc<Cell<u32>>,
    _mount: Option<Mount>,
}

impl Stage {
    fn new() -> Self {
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

fn function(body: &str) -> JsValue {
    Function::new_with_args("a, b", body).into()
}

/// Options of a widget that has its own corner of the storage.
fn options(bff: &str, more: &[(&str, JsValue)]) -> JsValue {
    let mut all = vec![
        ("bff", format!("/{bff}").into()),
        ("locale", "en-GB".into()),
        ("getSession", function("return Promise.resolve('signed.by.shop')")),
    ];
    all.extend(more.iter().cloned());
    object(&all)
}

fn shown(widget: &HtmlElement, selector: &str) -> Option<Element> {
    root(widget).query_selector(selector).unwrap()
}

async fn until_shown(widget: &HtmlElement, selector: &str) {
    until(&format!("{selector} shows"), || shown(widget, selector).is_some()).await;
}

async fn press(widget: &HtmlElement, selector: &str) {
    until_shown(widget, selector).await;
    shown(widget, selector).unwrap().unchecked_into::<HtmlElement>().click();
}

/// As far as the review of three gigabytes for the Lisbon SIM.
async fn to_review(widget: &HtmlElement) {
    press(widget, "[data-sim=sim_lisbon] input").await;
    press(widget, "[data-primary]:not([aria-disabled])").await;
    press(widget, &format!("[data-offer='{}'] input", three().id)).await;
    press(widget, "[data-primary]:not([aria-disabled])").await;
    until_shown(widget, "[data-step=review] [data-primary]:not([aria-disabled])").await;
}

fn call(widget: &HtmlElement, method: &str) {
    let method: Function = Reflect::get(widget, &method.into()).unwrap().unchecked_into();
    method.call0(widget).unwrap();
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
    for tag in ["ar", "de", "es", "fr", "he", "hi", "it", "ja", "ko", "nl", "pl", "pt-BR", "tr", "zh-CN", "zh_Hans", "zh-TW", "xx", "?"] {
        let (_, _, text, direction) = explained(&[("code", "offline".into()), ("order", "K7QX-2M".into())], tag).await;
        assert!(text.contains("K7QX-2M") && !text.contains("{reference}") && !text.contains("undefined"), "{tag}: {text}");
        assert_eq!(text == english, ["zh-TW", "xx", "?"].contains(&tag), "{tag}");
        assert_eq!(direction, if ["ar", "he"].contains(&tag) { "rtl" } else { "ltr" });
    }
}

#[wasm_bindgen_test]
async fn what_the_page_approves_goes_with_the_order_and_what_it_refuses_is_shown() {
    let bff = FakeBff::new(|asked| good(asked, "c-approve"));
    let (_stage, place) = (Stage::new(), Place::new());
    let answers = "globalThis.orders.push(JSON.stringify(a)); \
        return globalThis.orders.length === 1 ? { decision: 'reject', message: 'Card declined.' } : { decision: 'approve', paymentReference: 'pi_7' }";
    Reflect::set(&js_sys::global(), &"orders".into(), &Array::new()).unwrap();
    let widget = mount(&place.0, &options("approve", &[("beforeSubmit", function(answers))]));
    to_review(&widget).await;
    press(&widget, "[data-primary]").await;
    until_shown(&widget, "[data-step=review] [data-trouble=not_approved]").await;
    assert!(root(&widget).text_content().unwrap().contains("Card declined."));
    assert!(bff.asked().iter().all(|asked| asked.key.is_none()));
    press(&widget, "[data-step=review] [data-primary]:not([aria-disabled])").await;
    until_shown(&widget, "[data-step=outcome]").await;
    let post = bff.asked().into_iter().find(|asked| asked.key.is_some()).unwrap();
    assert!(post.body.contains(r#""payment_reference":"pi_7""#), "{}", post.body);
    let orders: Array = Reflect::get(&js_sys::global(), &"orders".into()).unwrap().unchecked_into();
    let order = orders.get(1).as_string().unwrap();
    let key = post.key.unwrap();
    let expected = format!(
        r#"{{"key":"{key}","packageId":"{}","title":"3 GB - 30 Days","simTail":"0872","price":{{"amount":"10.00","currency":"USD"}}}}"#,
        three().id
    );
    assert_eq!(order, expected);
    widget.remove();
}

#[wasm_bindgen_test]
async fn a_page_that_never_decides_times_out_kindly_and_is_not_heard_later() {
    let bff = FakeBff::new(|asked| good(asked, "c-late"));
    let (_stage, place) = (Stage::new(), Place::new());
    let hangs = "globalThis.late = b.signal; return new Promise((resolve) => { globalThis.decide = resolve })";
    let widget = mount(&place.0, &options("late", &[("beforeSubmit", function(hangs)), ("beforeSubmitTimeout", 50.into())]));
    to_review(&widget).await;
    press(&widget, "[data-primary]").await;
    until_shown(&widget, "[data-step=review] [data-trouble=not_approved]").await;
    let global = js_sys::global();
    let signal: web_sys::AbortSignal = Reflect::get(&global, &"late".into()).unwrap().unchecked_into();
    assert!(signal.aborted(), "it can tell that nobody waits any more");
    let decide: Function = Reflect::get(&global, &"decide".into()).unwrap().unchecked_into();
    decide.call1(&JsValue::UNDEFINED, &object(&[("decision", "approve".into())])).unwrap();
    turn().await;
    assert!(shown(&widget, "[data-step=review]").is_some() && bff.asked().iter().all(|asked| asked.key.is_none()));
    Reflect::set(&widget, &"beforeSubmitTimeout".into(), &600_000.into()).unwrap();
    press(&widget, "[data-primary]:not([aria-disabled])").await;
    press(&widget, "[data-step=approving] button").await;
    until_shown(&widget, "[data-step=review]").await;
    let signal: web_sys::AbortSignal = Reflect::get(&global, &"late".into()).unwrap().unchecked_into();
    assert!(signal.aborted() && shown(&widget, "[data-trouble]").is_none(), "cancelled by the customer: nothing is said as an error");
    widget.remove();
}

#[wasm_bindgen_test]
async fn logging_out_ends_the_session_and_forgets_what_is_stored() {
    let bff = FakeBff::new(|asked| if asked.path.ends_with("open=true") { good(asked, "c-out") } else { waits(asked, "c-out") });
    let (_stage, place) = (Stage::new(), Place::new());
    let widget = mount(&place.0, &options("out", &[]));
    to_review(&widget).await;
    press(&widget, "[data-primary]").await;
    until_shown(&widget, "[data-step=waiting]").await;
    let window = web_sys::window().unwrap();
    let (local, tab) = (window.local_storage().unwrap().unwrap(), window.session_storage().unwrap().unwrap());
    assert!(local.get_item("esim-topup:/out:c-out:sim_lisbon").unwrap().is_some());
    assert!(tab.get_item("esim-topup:reference:/out").unwrap().is_some());
    call(&widget, "logout");
    until_shown(&widget, "[data-step=stopped] [data-trouble=session]").await;
    until("the session is ended", || bff.lines().iter().any(|line| line == "DELETE /out/v1/session")).await;
    let ended = bff.asked().into_iter().find(|asked| asked.method == "DELETE").unwrap();
    assert_eq!(ended.authorization.as_deref(), Some("Bearer handle-7"));
    assert!(local.get_item("esim-topup:/out:c-out:sim_lisbon").unwrap().is_none());
    assert!(tab.get_item("esim-topup:reference:/out").unwrap().is_none());
    widget.remove();
}

/// A BFF whose order stays under way: an answer at once, and a poll that hangs.
fn waits(asked: &Asked, customer: &str) -> Answer {
    match asked.path.as_str() {
        path if path.contains("/orders/") && path.contains("wait") => Answer::Hangs,
        path if path.contains("/orders/") => Answer::json(&order(OrderStatus::Adding, 2)),
        path if path.ends_with("open=true") => Answer::json(&Orders { orders: vec![order(OrderStatus::Adding, 2)] }),
        path if path.ends_with("/session") && asked.method == "DELETE" => Answer::Text(204, String::new()),
        _ => good(asked, customer),
    }
}

#[wasm_bindgen_test]
async fn of_two_widgets_that_wait_for_one_order_one_asks_until_it_is_gone() {
    let bff = FakeBff::new(|asked| waits(asked, "c-two"));
    let (_stage, place) = (Stage::new(), Place::new());
    let polls = || bff.lines().iter().filter(|line| line.contains("wait=")).count();
    let first = mount(&place.0, &options("two", &[]));
    until_shown(&first, "[data-step=waiting]").await;
    until("the first asks", || polls() == 1).await;
    let second = mount(&place.0, &options("two", &[]));
    until_shown(&second, "[data-step=waiting]").await;
    // It begins to ask for itself, learns that another does, and asks once more to catch up.
    until("the second follows", || bff.lines().iter().any(|line| line.ends_with("/orders/ord_0000000001"))).await;
    until("only the leader's poll is left", || bff.aborted().len() + 1 == polls()).await;
    let before = polls();
    first.remove();
    until("the second asks, and the first no more", || polls() > before && bff.aborted().len() + 1 == polls()).await;
    second.remove();
}

#[wasm_bindgen_test]
async fn who_leads_tells_the_others_and_a_browser_without_locks_lets_each_ask() {
    let heard = object(&[("follow", function("globalThis.follows = a")), ("news", function("globalThis.news = a"))]);
    let global = js_sys::global();
    let nobody = object(&[("follow", function("")), ("news", function(""))]);
    let leader = share("esim-topup:test", &nobody);
    JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await.unwrap();
    let follower = share("esim-topup:test", &heard);
    let follows = || Reflect::get(&global, &"follows".into()).unwrap().as_bool();
    until("it follows", || follows() == Some(true)).await;
    let tell: Function = Reflect::get(&leader, &"tell".into()).unwrap().unchecked_into();
    tell.call1(&leader, &"news of it".into()).unwrap();
    until("it hears", || Reflect::get(&global, &"news".into()).unwrap().as_string().as_deref() == Some("news of it")).await;
    for shared in [&leader, &follower] {
        let end: Function = Reflect::get(shared, &"end".into()).unwrap().unchecked_into();
        end.call0(shared).unwrap();
        if shared == &leader {
            until("it leads", || follows() == Some(false)).await;
        }
    }
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
         div, section, button, label { display: none !important }",
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
