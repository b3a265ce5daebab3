//! Reading JSON: every type of the wire comes back as it was sent, and nothing else is taken for it.

use crate::fixtures::*;
use contract::{Capabilities, DataAmount, DataLeft, OrderStatus, ProblemCode, RejectionCode, Retry, Session, Sims, Validity};
use esim_topup::edge::json::{Misread, read};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen_test::wasm_bindgen_test;

fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, Misread> {
    read(js_sys::JSON::parse(json).unwrap())
}

fn comes_back<T: DeserializeOwned + Serialize + PartialEq>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    assert!(parsed::<T>(&json).as_ref() == Ok(value), "{json}");
}

#[wasm_bindgen_test]
fn every_type_of_the_wire_comes_back() {
    comes_back(&Sims { sims: vec![lisbon(), work(), retired()] });
    comes_back(&offers(&lisbon(), vec![three(), unlimited(), contract::Offer { validity: Validity::Unknown, ..ten() }]));
    comes_back(&order(OrderStatus::Delivered, 9_007_199_254_740_991));
    comes_back(&rejected(RejectionCode::Busy, Retry::Later));
    comes_back(&packages(&work()));
    comes_back(&problem(ProblemCode::OrderOpen, 409, Retry::AfterChange));
    comes_back(&crate::harness::intent(NOW));
    let capabilities = Capabilities { order: false, payment_label: None };
    comes_back(&Session { handle: "h".to_owned(), expires_at: NOW, customer: "c".to_owned(), capabilities });
}

#[wasm_bindgen_test]
fn every_problem_code_is_known() {
    for code in ProblemCode::ALL {
        comes_back(code);
    }
}

#[wasm_bindgen_test]
fn what_a_newer_bff_adds_is_passed_over_and_what_may_be_missing_may() {
    let known: contract::Money = parsed(r#"{"minor":1000,"currency":"USD","tax":{"deep":[1]}}"#).unwrap();
    assert_eq!(known, money(1_000));
    let bare: Capabilities = parsed(r#"{"order":true}"#).unwrap();
    assert_eq!(bare.payment_label, None);
}

#[wasm_bindgen_test]
fn what_is_not_the_contract_is_not_taken_for_it() {
    for json in [r#"{"minor":10.5,"currency":"USD"}"#, r#"{"minor":"10","currency":"USD"}"#, r#"{"minor":10}"#, "[]", "null", "7"] {
        assert_eq!(parsed::<contract::Money>(json), Err(Misread), "{json}");
    }
    for json in [r#""nothing""#, r#"{"bytes":-1}"#, r#"{"bytes":1,"unlimited":2}"#, r#""bytes""#, r#"{"unlimited":1}"#, "1"] {
        assert_eq!(parsed::<DataAmount>(json), Err(Misread), "{json}");
    }
    assert_eq!(parsed::<DataLeft>(r#"{"metered":{"remaining":1}}"#), Err(Misread));
    assert_eq!(parsed::<contract::Timestamp>(r#""yesterday""#), Err(Misread));
    assert_eq!(parsed::<u16>("70000"), Err(Misread));
    assert_eq!(parsed::<u64>("9007199254740993"), Err(Misread), "beyond what JavaScript can carry");
}
