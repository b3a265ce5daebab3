//! Unsettled intents in the browser's storage.

use crate::fixtures::*;
use crate::harness::{intent, key};
use crate::machine::SHELF;
use esim_topup::edge::bridge::Bridge;
use esim_topup::edge::storage::Intents;
use journey::{Approval, Effect, Intent};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// What is kept for that customer at that BFF.
fn at(bff: &str, customer: &str) -> Intents {
    let shelf = SHELF.with(|shelf| JsValue::from(shelf.clone()));
    Intents::new(bff, customer, Bridge::from(shelf))
}

#[wasm_bindgen_test]
fn the_first_intent_of_a_sim_is_kept_until_it_is_forgotten() {
    let tab = at("/bff", "c-first");
    let first = intent(NOW);
    assert_eq!(tab.claim(first.clone()), first);
    let second = Intent { key: key(2), ..first.clone() };
    assert_eq!(tab.claim(second.clone()), first, "a second tab gets what the first has stored");
    tab.note(&Effect::Forget(first.sim.clone(), second.key.clone()));
    assert_eq!(tab.all(), std::slice::from_ref(&first), "only its own key forgets it");
    tab.note(&Effect::Forget(first.sim.clone(), first.key.clone()));
    assert!(tab.all().is_empty());
    assert_eq!(tab.claim(second.clone()), second);
    let other = Intent { payment_reference: Some("pay_2".parse().unwrap()), ..second.clone() };
    assert_eq!(tab.claim(other), second, "under one key there is one body");
    tab.note(&Effect::Forget(second.sim.clone(), second.key.clone()));
}

#[wasm_bindgen_test]
fn an_order_that_is_final_takes_what_has_become_it_along() {
    let tab = at("/bff", "c-settled");
    let known = Intent { order: Some("ord_0000000001".parse().unwrap()), ..intent(NOW) };
    tab.note(&Effect::Remember(Box::new(known.clone())));
    tab.note(&Effect::Settled(known.sim.clone(), "ord_0000000002".parse().unwrap()));
    assert_eq!(tab.all(), std::slice::from_ref(&known), "another one is not over");
    tab.note(&Effect::Settled(known.sim.clone(), "ord_0000000001".parse().unwrap()));
    assert!(tab.all().is_empty());
}

#[wasm_bindgen_test]
fn customers_and_bffs_do_not_see_each_other() {
    let (mine, theirs, elsewhere) = (at("/bff", "c-a"), at("/bff", "c-b"), at("/other", "c-a"));
    mine.claim(intent(NOW));
    assert!(theirs.all().is_empty() && elsewhere.all().is_empty());
    mine.note(&Effect::Forget(lisbon().id, key(900)));
}

#[wasm_bindgen_test]
fn what_an_order_became_is_remembered() {
    let tab = at("/bff", "c-remember");
    tab.claim(intent(NOW));
    let known = Intent { order: Some("ord_0000000001".parse().unwrap()), ..intent(NOW) };
    tab.note(&Effect::Remember(Box::new(known.clone())));
    assert_eq!(tab.all(), std::slice::from_ref(&known));
    tab.note(&Effect::Forget(known.sim.clone(), known.key.clone()));
}

#[wasm_bindgen_test]
fn garbage_in_storage_counts_as_nothing() {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    storage.set_item("esim-topup:/bff:9:c-garbage:sim_lisbon", r#"{"key":"short"}"#).unwrap();
    let tab = at("/bff", "c-garbage");
    assert!(tab.all().is_empty());
    assert_eq!(tab.claim(intent(NOW)), intent(NOW));
    tab.note(&Effect::Forget(lisbon().id, key(900)));
}

#[wasm_bindgen_test]
fn an_approval_that_came_to_nothing_is_kept_apart_from_the_intents_of_its_sim() {
    let tab = at("/bff", "c-unused");
    let approval = |number| Approval { key: key(number), payment_reference: Some(format!("pay_{number}").parse().unwrap()) };
    tab.claim(intent(NOW));
    tab.note(&Effect::Keep(approval(1)));
    tab.note(&Effect::Keep(Approval { payment_reference: None, ..approval(2) }));
    assert_eq!((tab.all(), tab.unused().len()), (vec![intent(NOW)], 2));
    tab.note(&Effect::Drop(key(2)));
    tab.note(&Effect::Forget(lisbon().id, key(900)));
    assert_eq!((tab.all(), tab.unused()), (vec![], vec![approval(1)]));
    tab.forget_all();
    assert!(tab.unused().is_empty());
}

#[wasm_bindgen_test]
fn a_sim_whose_name_begins_that_of_another_is_not_taken_for_it() {
    let tab = at("/bff", "c-names");
    let long = Intent { sim: "sim_lisbon2".parse().unwrap(), key: key(7), ..intent(NOW) };
    tab.claim(long.clone());
    assert_eq!(tab.claim(intent(NOW)), intent(NOW));
    tab.note(&Effect::Forget(lisbon().id, key(900)));
    assert_eq!(tab.all(), [long]);
    tab.forget_all();
    assert!(tab.all().is_empty());
}

#[wasm_bindgen_test]
fn what_the_host_was_asked_about_is_never_taken_for_an_intent() {
    let tab = at("/bff", "c-asked");
    tab.note(&Effect::Asked(Box::new(intent(NOW))));
    assert_eq!((tab.asked(), tab.all(), tab.unused()), (vec![intent(NOW)], vec![], vec![]), "nothing of it may be sent unasked");
    let second = Intent { key: key(2), ..intent(NOW) };
    tab.note(&Effect::Asked(Box::new(second.clone())));
    assert_eq!(tab.asked().len(), 2, "each by its key: another package of the same SIM may have been paid as well");
    tab.note(&Effect::Drop(key(900)));
    assert_eq!(tab.asked(), std::slice::from_ref(&second));
    tab.forget_all();
    assert!(tab.asked().is_empty());
}

#[wasm_bindgen_test]
fn a_customer_whose_name_begins_that_of_another_sees_nothing_of_theirs() {
    let (mine, theirs) = (at("/bff", "7"), at("/bff", "7:1"));
    theirs.claim(intent(NOW));
    theirs.note(&Effect::Asked(Box::new(intent(NOW))));
    assert!(mine.all().is_empty() && mine.asked().is_empty());
    mine.forget_all();
    assert_eq!(theirs.all().len(), 1);
    theirs.forget_all();
}
