use super::*;
use crate::fixtures::{esim, submission};
use contract::{PackageState, SimKind, Starts};
use serde_json::{Value, json};

fn value(submission: &Submission, tax: i64) -> Value {
    serde_json::from_str(&body(submission, Decimal::from(tax)).unwrap()).unwrap()
}

#[test]
fn an_esim_order_names_the_device_and_a_plastic_one_does_not() {
    let mut order = submission();
    let esim_order = json!({
        "operation_type": "TOPUP", "sim_type": "ESIM", "country": "PT",
        "product": {"id": "harborlight-14days-2gb-topup", "sold_price": 14.9, "sold_currency": "EUR"},
        "subscriber": {"device": {"operating_system": "ios", "model": "iPhone", "id": "dev-0091"}, "sim": {"iccid": "8988200000000417736"}},
    });
    assert_eq!(value(&order, 0), esim_order);
    order.sim.kind = SimKind::Psim;
    order.sim.country = None;
    let psim_order = json!({
        "operation_type": "TOPUP", "sim_type": "PSIM",
        "product": {"id": "harborlight-14days-2gb-topup", "sold_price": 14.9, "sold_currency": "EUR"},
        "subscriber": {"sim": {"iccid": "8988200000000417736"}},
    });
    assert_eq!(value(&order, 0), psim_order);
}

#[test]
fn the_sold_price_is_a_number_in_major_units_net_of_tax() {
    assert!(body(&submission(), Decimal::ZERO).unwrap().contains(r#""sold_price":14.90,"#));
    assert!(body(&submission(), Decimal::from(20)).unwrap().contains(r#""sold_price":12.42,"#));
}

#[test]
fn each_attempt_has_a_correlation_id_of_its_own() {
    let (first, second) = (submission(), Submission { attempt: 2, ..submission() });
    assert_eq!(correlation(&first), "tu0123456789abcdefghijklmn-1");
    assert_ne!(correlation(&first), correlation(&second));
}

fn order(status: &str, output: &str) -> Standing {
    let body = format!(r#"{{"id": "0b6c", "status": "{status}", "created_date": "2031-03-01T10:15:30Z"{output}, "_metadata": {{}}}}"#);
    standing(&Reply { status: 200, retry_after: None, body }, &submission()).unwrap()
}

#[test]
fn every_status_word_has_its_standing() {
    let known = Standing::Known;
    let done = |sim_confirmed| Standing::Done { subscription: "h7Tq=".to_owned(), sim_confirmed };
    let output = r#", "output": {"iccid": "8988200000000417736", "subscription_id": "h7Tq="}"#;
    for (status, output, expected) in [
        ("ACCEPTED", "", known(StatusReading::Accepted)),
        ("ACCEPTED", r#", "output": null"#, known(StatusReading::Accepted)),
        ("FULFILLING", r#", "output": {}"#, known(StatusReading::Fulfilling)),
        ("FULFILING", "", known(StatusReading::Fulfilling)),
        ("completed", output, done(true)),
        ("COMPLETED", r#", "output": {"subscription_id": "h7Tq="}"#, done(false)),
        ("COMPLETED", "", known(StatusReading::Fulfilling)),
        ("COMPLETED", r#", "output": {"iccid": "8988200000000417736"}"#, known(StatusReading::Fulfilling)),
        ("COMPLETED", r#", "output": {"iccid": "8944470000000123456", "subscription_id": "h7Tq="}"#, known(StatusReading::Mismatch)),
        ("PENDING_USAGE", output, done(true)),
        ("PENDING_USAGE", "", known(StatusReading::Fulfilling)),
        ("FAILED", "", known(StatusReading::Failed(RejectionCode::NotAdded))),
        ("FAILED", r#", "type": "X", "messages": ["y"]"#, known(StatusReading::Failed(RejectionCode::NotAdded))),
        ("SNOOZING", output, known(StatusReading::Fulfilling)),
        ("", "", known(StatusReading::Fulfilling)),
    ] {
        assert_eq!(order(status, output), expected, "{status} {output}");
    }
}

#[test]
fn an_order_that_is_not_there_yet_is_not_visible_and_other_refusals_are_errors() {
    let read = |status| standing(&Reply { status, retry_after: None, body: r#"{"type": "ORDER_NOT_FOUND"}"#.to_owned() }, &submission());
    assert_eq!(read(404), Ok(Standing::Known(StatusReading::NotVisible)));
    for status in [400, 401, 403] {
        assert!(read(status).is_err(), "{status}");
    }
}

fn subscription() -> Subscription {
    Subscription {
        id: "h7Tq=".to_owned(),
        name: String::new(),
        sim: Some(esim().iccid.as_str().to_owned()),
        product: Some(submission().offer),
        state: PackageState::Active,
        data: None,
        created_at: None,
        activated_at: None,
        expires_at: None,
    }
}

#[test]
fn a_done_order_is_completed_only_when_its_subscription_bears_it_out() {
    let completed = |starts| StatusReading::Completed { effect: "h7Tq=".to_owned(), starts };
    let judge = |subscription: Subscription, confirmed| borne_out(&subscription, confirmed, &submission());
    assert_eq!(judge(subscription(), false), completed(Starts::Now));
    assert_eq!(judge(Subscription { state: PackageState::Waiting, ..subscription() }, true), completed(Starts::Later));
    assert_eq!(judge(Subscription { product: None, sim: None, ..subscription() }, true), completed(Starts::Now));
    assert_eq!(judge(Subscription { sim: None, ..subscription() }, false), StatusReading::Fulfilling);
    assert_eq!(judge(Subscription { sim: Some("8944470000000123456".to_owned()), ..subscription() }, true), StatusReading::Mismatch);
    assert_eq!(judge(Subscription { product: "other".parse().ok(), ..subscription() }, true), StatusReading::Mismatch);
}
