//! What passes between a widget and its page, and between widgets: approvals, a log-out, the news of an order.

use crate::fake_bff::{Answer, Asked, FakeBff};
use crate::fixtures::*;
use crate::harness::key;
use crate::machine::{SHELF, good};
use crate::page::{Place, object, turn, until};
use crate::shell::{Stage, function, mount, options, press, root, shown, to_review, until_shown};
use contract::{OrderStatus, Orders};
use esim_topup::edge::bridge::Bridge;
use esim_topup::edge::storage::Intents;
use journey::{Approval, Effect};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

#[wasm_bindgen(module = "/tests/widget/shell.js")]
extern "C" {
    fn share(name: &str, heard: &JsValue) -> JsValue;
}

fn call(widget: &HtmlElement, method: &str) {
    let method: Function = Reflect::get(widget, &method.into()).unwrap().unchecked_into();
    method.call0(widget).unwrap();
}

#[wasm_bindgen_test]
async fn what_the_page_approves_goes_with_the_order_and_what_it_refuses_is_shown() {
    let bff = FakeBff::new(|asked| good(asked, "c-approve"));
    let (_stage, place) = (Stage::new(), Place::new());
    let answers = "globalThis.orders.push(JSON.stringify(a)); globalThis.approved = b.signal; \
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
    let signal: web_sys::AbortSignal = Reflect::get(&js_sys::global(), &"approved".into()).unwrap().unchecked_into();
    assert!(!signal.aborted(), "a page that ends a payment when it is told to must not be told so once it has approved");
    let post = bff.asked().into_iter().find(|asked| asked.key.is_some()).unwrap();
    assert!(post.body.contains(r#""payment_reference":"pi_7""#), "{}", post.body);
    let orders: Array = Reflect::get(&js_sys::global(), &"orders".into()).unwrap().unchecked_into();
    let order = orders.get(1).as_string().unwrap();
    let key = post.key.unwrap();
    let expected = format!(
        r#"{{"key":"{key}","packageId":"{}","title":"3 GB - 30 Days","simTail":"0872","previous":null,"price":{{"amount":"10.00","currency":"USD"}}}}"#,
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
    assert!(local.get_item("esim-topup:/out:5:c-out:sim_lisbon").unwrap().is_some());
    assert!(tab.get_item("esim-topup:reference:/out").unwrap().is_some());
    call(&widget, "logout");
    until_shown(&widget, "[data-step=stopped] [data-trouble=session]").await;
    until("the session is ended", || bff.lines().iter().any(|line| line == "DELETE /out/v1/session")).await;
    let ended = bff.asked().into_iter().find(|asked| asked.method == "DELETE").unwrap();
    assert_eq!(ended.authorization.as_deref(), Some("Bearer handle-7"));
    assert!(local.get_item("esim-topup:/out:5:c-out:sim_lisbon").unwrap().is_none());
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
async fn what_another_tab_has_used_since_is_not_offered_to_the_page_again() {
    let kept = |number| Approval { key: key(number), payment_reference: Some("pi_1".parse().unwrap()) };
    for used in [false, true] {
        let _bff = FakeBff::new(|asked| good(asked, "c-used"));
        let (_stage, place) = (Stage::new(), Place::new());
        let shelf = SHELF.with(|shelf| JsValue::from(shelf.clone()));
        let elsewhere = Intents::new("/used", "c-used", Bridge::from(shelf));
        elsewhere.note(&Effect::Keep(kept(7)));
        let asks = "globalThis.previous = a.previous && a.previous.paymentReference; return { decision: 'cancel' }";
        Reflect::set(&js_sys::global(), &"previous".into(), &"not asked".into()).unwrap();
        let widget = mount(&place.0, &options("used", &[("beforeSubmit", function(asks))]));
        to_review(&widget).await;
        if used {
            elsewhere.note(&Effect::Drop(key(7)));
        }
        press(&widget, "[data-primary]").await;
        let previous = || Reflect::get(&js_sys::global(), &"previous".into()).unwrap();
        until("the page is asked", || previous().as_string().as_deref() != Some("not asked")).await;
        assert_eq!(previous().as_string(), (!used).then(|| "pi_1".to_owned()), "one payment is offered for one order");
        widget.remove();
        elsewhere.forget_all();
    }
}
