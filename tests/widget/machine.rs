//! The machine as Yew holds it, from `mount` to `destroy`, against a pretended BFF.

use crate::fake_bff::{Answer, Asked, FakeBff};
use crate::fixtures::*;
use crate::page::{Place, object, turn, until};
use contract::{OrderStatus, Orders, ProblemCode, Retry, Session, Sims};
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    /// What the real shell keeps things with.
    #[wasm_bindgen(thread_local_v2, js_name = shelf)]
    pub(crate) static SHELF: js_sys::Object;
}

/// A pretended shell: keeps what it is told and gives tokens.
pub(crate) struct Shell {
    pub(crate) bridge: JsValue,
    pub(crate) told: Rc<RefCell<Vec<(String, String)>>>,
    pub(crate) reasons: Rc<RefCell<Vec<String>>>,
    _emit: Closure<dyn Fn(String, JsValue)>,
    _token: Closure<dyn Fn(String, JsValue) -> Promise>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let (told, reasons) = (Rc::<RefCell<Vec<_>>>::default(), Rc::<RefCell<Vec<_>>>::default());
        let (keep, asked) = (Rc::clone(&told), Rc::clone(&reasons));
        let emit = Closure::<dyn Fn(String, JsValue)>::new(move |name, detail: JsValue| {
            keep.borrow_mut().push((name, String::from(js_sys::JSON::stringify(&detail).unwrap())));
        });
        let token = Closure::<dyn Fn(String, JsValue) -> Promise>::new(move |reason, _signal| {
            asked.borrow_mut().push(reason);
            Promise::resolve(&object(&[("given", "signed.by.shop".into())]))
        });
        let bridge = object(&[("emit", emit.as_ref().clone()), ("getSession", token.as_ref().clone())]);
        SHELF.with(|shelf| js_sys::Object::assign(bridge.unchecked_ref(), shelf));
        Self { bridge, told, reasons, _emit: emit, _token: token }
    }

    fn names(&self) -> Vec<String> {
        self.told.borrow().iter().map(|(name, _)| name.clone()).collect()
    }
}

/// Each test has its own BFF address, so its own corner of the storage.
pub(crate) fn config(bff: &str) -> JsValue {
    object(&[("bff", format!("/{bff}/").into()), ("locale", "en-GB".into())])
}

pub(crate) fn mounted(place: &Place, bff: &str, shell: &Shell) -> esim_topup::Instance {
    mounted_with(place, &config(bff), shell)
}

pub(crate) fn mounted_with(place: &Place, config: &JsValue, shell: &Shell) -> esim_topup::Instance {
    esim_topup::mount(place.0.clone(), config, shell.bridge.clone()).unwrap_or_else(|_| panic!("it mounts"))
}

/// What a good BFF answers, for a customer of that name.
pub(crate) fn good(asked: &Asked, customer: &str) -> Answer {
    let path = asked.path.split_once("/v1/").map(|(_, path)| path).unwrap();
    match (asked.method.as_str(), path) {
        ("POST", "session") => Answer::json(&Session {
            handle: "handle-7".to_owned(),
            expires_at: NOW.plus_days(1),
            customer: customer.to_owned(),
            capabilities: opened().capabilities,
        }),
        ("GET", "orders?open=true") => Answer::json(&Orders { orders: Vec::new() }),
        ("GET", "sims") => Answer::json(&Sims { sims: vec![lisbon(), work()] }),
        ("GET", "sims/sim_lisbon/offers") => Answer::json(&offers(&lisbon(), vec![three(), ten()])),
        ("GET", "sims/sim_lisbon/packages") => Answer::json(&packages(&lisbon())),
        ("POST", "orders") => Answer::with(202, &order(OrderStatus::Received, 1)),
        ("GET", _) if path.starts_with("orders/") => Answer::json(&order(OrderStatus::Delivered, 5)),
        _ => Answer::with(404, &problem(ProblemCode::NotFound, 404, Retry::Never)),
    }
}

/// A press on the primary button, as soon as it can be pressed.
pub(crate) async fn go_on(place: &Place) {
    let ready = "[data-primary]:not([aria-disabled])";
    place.until(ready).await;
    place.click(ready);
}

pub(crate) async fn to_review(place: &Place) {
    place.until("[data-sim=sim_lisbon]").await;
    place.click("[data-sim=sim_lisbon] input");
    go_on(place).await;
    place.until("[data-offer]").await;
    place.click(&format!("[data-offer='{}'] input", three().id));
    go_on(place).await;
    place.until_step("review").await;
    place.until("[data-primary]:not([aria-disabled])").await;
}

#[wasm_bindgen_test]
async fn from_the_first_click_to_the_history() {
    let bff = FakeBff::new(|asked| good(asked, "c-walk"));
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "walk", &shell);
    to_review(&place).await;
    place.click("[data-primary]");
    place.click("[data-primary]");
    place.until("[data-package][data-new]").await;
    assert_eq!(place.step().as_deref(), Some("outcome"));
    assert_eq!(
        bff.lines(),
        [
            "POST /walk/v1/session",
            "GET /walk/v1/orders?open=true",
            "GET /walk/v1/sims",
            "GET /walk/v1/sims/sim_lisbon/offers",
            "GET /walk/v1/sims/sim_lisbon/offers",
            "POST /walk/v1/orders",
            "GET /walk/v1/orders/ord_0000000001?after=1&wait=20",
            "GET /walk/v1/sims/sim_lisbon/packages",
        ]
    );
    let names = shell.names();
    for name in ["topup-ready", "topup-step", "topup-submitted", "topup-status", "topup-completed"] {
        assert!(names.iter().any(|told| told == name), "{name} in {names:?}");
    }
    let told = format!("{:?}", shell.told.borrow());
    assert!(!told.contains(lisbon().iccid.as_str()) && told.contains("0872"), "{told}");
    instance.destroy();
}

#[wasm_bindgen_test]
async fn the_session_travels_in_a_header_and_the_key_is_stored_before_it_is_sent() {
    let seen = Rc::new(RefCell::new(String::new()));
    let look = Rc::clone(&seen);
    let bff = FakeBff::new(move |asked| {
        if asked.method == "POST" && asked.path.ends_with("/orders") {
            let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
            look.replace(storage.get_item("esim-topup:/keys:6:c-keys:sim_lisbon").unwrap().unwrap_or_default());
        }
        good(asked, "c-keys")
    });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "keys", &shell);
    to_review(&place).await;
    place.click("[data-primary]");
    place.until_step("outcome").await;
    let asked = bff.asked();
    let post = asked.iter().find(|asked| asked.key.is_some()).unwrap();
    assert!(seen.borrow().contains(post.key.as_ref().unwrap()), "stored when it was sent: {}", seen.borrow());
    assert!(!seen.borrow().contains(lisbon().iccid.as_str()) && !seen.borrow().contains("handle-7"), "{}", seen.borrow());
    assert_eq!(
        post.body,
        r#"{"sim":"sim_lisbon","offer":"bonbon-mobile-30days-3gb-topup","price":{"minor":1000,"currency":"USD"},"payment_reference":null}"#
    );
    assert!(asked.iter().skip(1).all(|asked| asked.authorization.as_deref() == Some("Bearer handle-7")));
    assert_eq!(
        asked.first().map(|asked| (asked.authorization.clone(), asked.body.as_str())),
        Some((None, r#"{"token":"signed.by.shop"}"#))
    );
    assert!(asked.iter().all(|asked| !asked.path.contains("8934")), "no ICCID in any address");
    instance.destroy();
}

#[wasm_bindgen_test]
async fn an_ended_session_is_renewed_and_the_same_order_sent_again() {
    let posts = Rc::new(Cell::new(0));
    let count = Rc::clone(&posts);
    let bff = FakeBff::new(move |asked| {
        if asked.method == "POST" && asked.path.ends_with("/orders") {
            count.set(count.get() + 1);
            if count.get() == 1 {
                return Answer::with(401, &problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
            }
        }
        good(asked, "c-renew")
    });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "renew", &shell);
    to_review(&place).await;
    place.click("[data-primary]");
    place.until_step("outcome").await;
    let keys: Vec<_> = bff.asked().into_iter().filter_map(|asked| asked.key).collect();
    assert!(keys.len() == 2 && keys.first() == keys.last(), "{keys:?}");
    assert_eq!(*shell.reasons.borrow(), ["initial", "expired"]);
    instance.destroy();
}

#[wasm_bindgen_test]
async fn a_reload_in_the_middle_of_an_order_shows_it_again() {
    let delivered = Rc::new(Cell::new(false));
    let done = Rc::clone(&delivered);
    let bff = FakeBff::new(move |asked| {
        if asked.path.contains("/orders/") && !done.get() {
            return Answer::Hangs;
        }
        if asked.path.ends_with("open=true") && asked.authorization.is_some() && is_stored() {
            return Answer::json(&Orders { orders: vec![order(OrderStatus::Adding, 2)] });
        }
        good(asked, "c-reload")
    });
    let (place, shell) = (Place::new(), Shell::new());
    let first = mounted(&place, "reload", &shell);
    to_review(&place).await;
    place.click("[data-primary]");
    place.until_step("waiting").await;
    until("the poll hangs", || bff.lines().iter().any(|line| line.contains("/orders/"))).await;
    first.destroy();
    until("the hanging poll is aborted", || bff.aborted().len() == 1).await;

    let again = Place::new();
    let second = mounted(&again, "reload", &shell);
    again.until_step("waiting").await;
    until("it is asked from where the order stands", || bff.lines().iter().any(|line| line.contains("after=2"))).await;
    delivered.set(true);
    second.destroy();
    assert_eq!(bff.asked().iter().filter(|asked| asked.key.is_some()).count(), 1, "it was ordered once");
}

/// Whether an intent of the reload test is stored: then its order is open.
fn is_stored() -> bool {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    storage.get_item("esim-topup:/reload:8:c-reload:sim_lisbon").unwrap().is_some()
}

#[wasm_bindgen_test]
async fn destroying_a_widget_aborts_what_it_has_asked_and_empties_its_place() {
    let bff = FakeBff::new(|asked| if asked.path.ends_with("/sims") { Answer::Hangs } else { good(asked, "c-gone") });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "gone", &shell);
    until("the SIMs are asked for", || bff.lines().iter().any(|line| line.ends_with("/sims"))).await;
    instance.destroy();
    until("it is aborted", || bff.aborted() == ["/gone/v1/sims"]).await;
    turn().await;
    assert_eq!(place.count("*"), 0);
    instance.destroy();
}

#[wasm_bindgen_test]
async fn a_paused_widget_asks_nothing_and_goes_on_when_it_is_back() {
    let bff = FakeBff::new(|asked| if asked.path.contains("/orders/") { Answer::Hangs } else { good(asked, "c-pause") });
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "pause", &shell);
    to_review(&place).await;
    place.click("[data-primary]");
    place.until_step("waiting").await;
    until("the poll hangs", || bff.lines().iter().any(|line| line.contains("after=1"))).await;
    instance.pause();
    until("the poll is aborted", || bff.aborted().len() == 1).await;
    instance.resume();
    until("it is asked at once", || bff.lines().last().is_some_and(|line| line.ends_with("/orders/ord_0000000001"))).await;
    instance.destroy();
}

#[wasm_bindgen_test]
async fn many_on_one_page_keep_apart() {
    let bff = FakeBff::new(|asked| {
        if asked.path.starts_with("/two/") && asked.path.ends_with("/sims") {
            return Answer::json(&Sims { sims: Vec::new() });
        }
        good(asked, "c-many")
    });
    let (one, two, shell) = (Place::new(), Place::new(), Shell::new());
    let (first, second) = (mounted(&one, "one", &shell), mounted(&two, "two", &shell));
    one.until("[data-sim]").await;
    two.until_step("choose-sim").await;
    one.click("[data-sim=sim_lisbon] input");
    one.until("[data-sim=sim_lisbon] input:checked").await;
    assert_eq!(two.count("[data-sim]"), 0);
    first.destroy();
    turn().await;
    assert!(two.find("[data-step]").is_some());
    second.destroy();
    assert_eq!(bff.asked().len(), 6);
}

#[wasm_bindgen_test]
async fn a_changed_preselection_is_followed() {
    let _bff = FakeBff::new(|asked| good(asked, "c-select"));
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "select", &shell);
    place.until("[data-sim]").await;
    let config = config("select");
    Reflect::set(&config, &"iccid".into(), &lisbon().iccid.as_str().into()).unwrap();
    instance.update(&config).unwrap_or_else(|_| panic!("it updates"));
    place.until_step("choose-package").await;
    instance.destroy();
}

#[wasm_bindgen_test]
fn a_bff_must_be_named() {
    let (place, shell) = (Place::new(), Shell::new());
    assert!(esim_topup::mount(place.0.clone(), &object(&[]), shell.bridge.clone()).is_err());
}
