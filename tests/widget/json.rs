//! Reading JSON: every type of the wire comes back as it was sent, and nothing else is taken for it.

use crate::fixtures::*;
use contract::{Capabilities, DataAmount, DataLeft, OrderStatus, ProblemCode, RejectionCode, Retry, Session, Sims, Validity};
use esim_topup::edge::json::{FromJson, Misread, ToJson, read, write};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use wasm_bindgen_test::wasm_bindgen_test;

fn parsed<T: FromJson>(json: &str) -> Result<T, Misread> {
    read(&js_sys::JSON::parse(json).unwrap())
}

fn comes_back<T: FromJson + Serialize + PartialEq>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    assert!(parsed::<T>(&json).as_ref() == Ok(value), "{json}");
}

#[wasm_bindgen_test]
fn every_type_of_the_wire_comes_back() {
    let voice = contract::Sim { minutes: Some(contract::Meter { remaining: 7, total: 100 }), data: Some(DataLeft::Unlimited), ..lisbon() };
    comes_back(&Sims { sims: vec![lisbon(), work(), retired(), voice] });
    comes_back(&contract::Orders { orders: vec![order(OrderStatus::Review, 2)] });
    comes_back(&(Validity::Months(2)));
    comes_back(&contract::ActivateBy::Days(9));
    comes_back(&contract::FieldError { field: "/price/minor".to_owned(), detail: "a number".to_owned() });
    comes_back(&offers(&lisbon(), vec![three(), unlimited(), contract::Offer { validity: Validity::Unknown, ..ten() }]));
    comes_back(&order(OrderStatus::Delivered, 9_007_199_254_740_991));
    comes_back(&rejected(RejectionCode::Busy, Retry::Later));
    comes_back(&packages(&work()));
    comes_back(&problem(ProblemCode::OrderOpen, 409, Retry::AfterChange));
    comes_back(&crate::harness::intent(NOW));
    let capabilities = Capabilities { order: false, payment_label: None };
    comes_back(&Session { handle: "h".to_owned(), expires_at: NOW, customer: "c".to_owned(), capabilities });
}

/// What the BFF, which reads by serde, reads of what we write.
fn is_read_by_serde<T: ToJson + DeserializeOwned + PartialEq>(value: &T) {
    let json = write(value).unwrap();
    assert!(serde_json::from_str::<T>(&json).unwrap() == *value, "{json}");
}

#[wasm_bindgen_test]
fn what_is_sent_and_stored_is_what_serde_would_write() {
    let mut intent = crate::harness::intent(NOW);
    is_read_by_serde(&intent);
    is_read_by_serde(&intent.body());
    is_read_by_serde(&contract::PlaceOrder { payment_reference: Some("pay\"7\"\\".parse().unwrap()), ..intent.body() });
    is_read_by_serde(&contract::OpenSession { token: "signed.by.shop".to_owned() });
    intent.order = Some(order(OrderStatus::Received, 1).id);
    for offer in [unlimited(), contract::Offer { validity: Validity::Months(2), minutes: Some(7), fair_use: None, ..ten() }] {
        intent.offer = offer;
        is_read_by_serde(&intent);
    }
}

/// Every name that serde knows for a type is read as serde reads it: serde tells them all when it is given a wrong one.
fn every_name<T: FromJson + ToJson + DeserializeOwned + PartialEq + Debug>() {
    let wrong = serde_json::from_str::<T>(r#""?""#).expect_err("no such name").to_string();
    let (_, names) = wrong.split_once("expected ").unwrap();
    let names: Vec<&str> = names.split('`').skip(1).step_by(2).collect();
    assert!(names.len() > 1, "{wrong}");
    let mut read = 0;
    for name in names {
        let json = format!("\"{name}\"");
        // A name that holds something is no value by itself; the records above carry those.
        if let Ok(value) = serde_json::from_str::<T>(&json) {
            assert_eq!(write(&value).as_deref(), Some(json.as_str()), "{name}");
            assert_eq!(parsed::<T>(&json), Ok(value), "{name}");
            read += 1;
        }
    }
    assert!(read > 0, "{wrong}");
}

#[wasm_bindgen_test]
fn every_name_is_known() {
    every_name::<contract::ActivateBy>();
    every_name::<contract::Activation>();
    every_name::<DataAmount>();
    every_name::<contract::DataEffect>();
    every_name::<OrderStatus>();
    every_name::<contract::Origin>();
    every_name::<contract::PackageState>();
    every_name::<contract::PaymentStatus>();
    every_name::<RejectionCode>();
    every_name::<Retry>();
    every_name::<contract::SimKind>();
    every_name::<contract::SimState>();
    every_name::<contract::Source>();
    every_name::<contract::StageName>();
    every_name::<contract::Starts>();
    every_name::<Validity>();
    every_name::<contract::ValidityEffect>();
    every_name::<contract::WhyNot>();
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
    for json in [r#""nothing""#, r#"{"bytes":-1}"#, r#""bytes""#, r#"{"unlimited":1}"#, "1"] {
        assert_eq!(parsed::<DataAmount>(json), Err(Misread), "{json}");
    }
    assert_eq!(parsed::<DataLeft>(r#"{"metered":{"remaining":1}}"#), Err(Misread));
    assert_eq!(parsed::<DataLeft>(r#""unlimited""#), Ok(DataLeft::Unlimited));
    assert_eq!(parsed::<contract::Timestamp>(r#""yesterday""#), Err(Misread));
    assert_eq!(parsed::<u16>("70000"), Err(Misread));
    assert_eq!(parsed::<u64>("9007199254740993"), Err(Misread), "beyond what JavaScript can carry");
}
