//! Unsettled intents in the browser's storage.

use crate::fixtures::*;
use crate::harness::{intent, key};
use esim_topup::edge::storage::Intents;
use journey::Intent;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_first_intent_of_a_sim_is_kept_until_it_is_forgotten() {
    let tab = Intents::new("/bff", "c-first");
    let first = intent(NOW);
    assert_eq!(tab.claim(first.clone()), first);
    let second = Intent { key: key(2), ..first.clone() };
    assert_eq!(tab.claim(second.clone()), first, "a second tab gets what the first has stored");
    tab.forget(&first.sim, &second.key);
    assert_eq!(tab.all(), std::slice::from_ref(&first), "only its own key forgets it");
    tab.forget(&first.sim, &first.key);
    assert!(tab.all().is_empty());
    assert_eq!(tab.claim(second.clone()), second);
    tab.forget(&second.sim, &second.key);
}

#[wasm_bindgen_test]
fn customers_and_bffs_do_not_see_each_other() {
    let (mine, theirs, elsewhere) = (Intents::new("/bff", "c-a"), Intents::new("/bff", "c-b"), Intents::new("/other", "c-a"));
    mine.claim(intent(NOW));
    assert!(theirs.all().is_empty() && elsewhere.all().is_empty());
    mine.forget(&lisbon().id, &key(900));
}

#[wasm_bindgen_test]
fn what_an_order_became_is_remembered() {
    let tab = Intents::new("/bff", "c-remember");
    tab.claim(intent(NOW));
    let known = Intent { order: Some("ord_0000000001".parse().unwrap()), ..intent(NOW) };
    tab.remember(&known);
    assert_eq!(tab.all(), std::slice::from_ref(&known));
    tab.forget(&known.sim, &known.key);
}

#[wasm_bindgen_test]
fn garbage_in_storage_counts_as_nothing() {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    storage.set_item("esim-topup:/bff:c-garbage:sim_lisbon", r#"{"key":"short"}"#).unwrap();
    let tab = Intents::new("/bff", "c-garbage");
    assert!(tab.all().is_empty());
    assert_eq!(tab.claim(intent(NOW)), intent(NOW));
    tab.forget(&lisbon().id, &key(900));
}
