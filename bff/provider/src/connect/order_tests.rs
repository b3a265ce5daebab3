use super::*;
use crate::connect::subscriptions::{ProductName, single};
use crate::fixtures::{esim, submission};
use contract::{PackageState, SimKind, Starts};
use proptest::prelude::*;
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
    standing(&Reply { status: 200, retry_after: None, body }, &submission(), &asked()).unwrap()
}

fn asked() -> ProviderOrderId {
    ProviderOrderId("0b6c".to_owned())
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
fn a_word_is_listed_in_either_case_and_only_as_a_whole() {
    for word in ["", "HIBERNATING", "COMPLETED_WITH_ERRORS", "ACCEPT"] {
        assert_eq!(says(word), Says::Unlisted, "{word}");
    }
    assert_eq!((says("completed"), says("FULFILING"), says("Pending_Usage")), (Says::Done, Says::UnderWay, Says::Done));
}

#[test]
fn an_answer_about_another_order_or_none_is_no_answer() {
    let read = |body: &str| standing(&Reply { status: 200, retry_after: None, body: body.to_owned() }, &submission(), &asked());
    assert_eq!(read(r#"{"id": "other", "status": "ACCEPTED"}"#), Ok(Standing::Known(StatusReading::Mismatch)));
    for body in [r#"{"status": "ACCEPTED"}"#, r#"{"id": null, "status": "COMPLETED"}"#, "{}", "[]", "", "<html>"] {
        assert!(matches!(read(body), Err(ReadError::Malformed(_))), "{body}");
    }
}

#[test]
fn an_order_that_is_not_there_yet_is_not_visible_and_other_refusals_are_errors() {
    let read =
        |status| standing(&Reply { status, retry_after: None, body: r#"{"type": "ORDER_NOT_FOUND"}"#.to_owned() }, &submission(), &asked());
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
        product: ProductName::Named(submission().offer),
        state: PackageState::Active,
        says: subscriptions::Says::OnTheSim,
        data: None,
        created_at: None,
        activated_at: None,
        expires_at: None,
    }
}

#[test]
fn a_done_order_is_completed_only_when_its_subscription_bears_it_out() {
    let completed = |starts| StatusReading::Completed { effect: "h7Tq=".to_owned(), starts };
    let judge = |subscription: Subscription, confirmed| borne_out(&subscription, "h7Tq=", confirmed, &submission());
    let other_sim = || Some("8944470000000123456".to_owned());
    for (subscription, confirmed, expected) in [
        (subscription(), false, completed(Starts::Now)),
        (subscription(), true, completed(Starts::Now)),
        (Subscription { state: PackageState::Waiting, ..subscription() }, true, completed(Starts::Later)),
        (Subscription { sim: None, ..subscription() }, true, completed(Starts::Now)),
        (Subscription { sim: None, ..subscription() }, false, StatusReading::Fulfilling),
        (Subscription { product: ProductName::Unsaid, ..subscription() }, true, StatusReading::Fulfilling),
        (Subscription { says: subscriptions::Says::Unlisted, ..subscription() }, true, StatusReading::Fulfilling),
        (Subscription { says: subscriptions::Says::TakenBack, ..subscription() }, true, StatusReading::Failed(RejectionCode::NotAdded)),
        (Subscription { sim: other_sim(), ..subscription() }, true, StatusReading::Mismatch),
        (Subscription { product: ProductName::Named("other".parse().unwrap()), ..subscription() }, true, StatusReading::Mismatch),
        (Subscription { id: "another".to_owned(), ..subscription() }, true, StatusReading::Mismatch),
        (Subscription { says: subscriptions::Says::TakenBack, sim: other_sim(), ..subscription() }, true, StatusReading::Mismatch),
    ] {
        assert_eq!(judge(subscription, confirmed), expected);
    }
}

/// What an order and its subscription say together.
fn together(order: &Value, subscription: &Value) -> Option<StatusReading> {
    let reply = |value: &Value| Reply { status: 200, retry_after: None, body: value.to_string() };
    match standing(&reply(order), &submission(), &asked()).ok()? {
        Standing::Known(reading) => Some(reading),
        Standing::Done { subscription: id, sim_confirmed } => {
            Some(borne_out(&single(&reply(subscription)).ok()?, &id, sim_confirmed, &submission()))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// A genuine pair of answers with some of their fields changed or gone completes only the order that was asked about, on our
    /// SIM, with the product that was ordered.
    #[test]
    fn changed_answers_complete_only_what_was_asked(
        changes in prop::collection::vec(
            (
                prop::sample::select(vec!["/order/id", "/order/status", "/order/output/iccid", "/order/output/subscription_id", "/order/output",
                    "/subscription/id", "/subscription/sim_id", "/subscription/product_id", "/subscription/status", "/subscription/created_date"]),
                prop_oneof![
                    Just(Value::Null), Just(json!({})), Just(json!("")), Just(json!("0b6c")), Just(json!("h7Tq=")), Just(json!("COMPLETED")),
                    Just(json!("PENDING_USAGE")), Just(json!("FAILED")), Just(json!("8988200000000417736")), Just(json!("8944470000000123456")),
                    any::<i64>().prop_map(Value::from), "[ -~]{0,8}".prop_map(Value::from),
                ],
            ),
            1..4,
        ),
    ) {
        let mut both = json!({
            "order": {"id": "0b6c", "status": "COMPLETED", "created_date": "2031-03-01T10:15:30Z",
                "output": {"iccid": "8988200000000417736", "subscription_id": "h7Tq="}},
            "subscription": {"id": "h7Tq=", "sim_id": "8988200000000417736", "product_id": "harborlight-14days-2gb-topup",
                "created_date": "2031-03-01T10:15:41Z", "status": "ACTIVE"},
        });
        prop_assert_eq!(
            together(&both["order"], &both["subscription"]),
            Some(StatusReading::Completed { effect: "h7Tq=".to_owned(), starts: Starts::Now })
        );
        for (field, value) in changes {
            if let Some(place) = both.pointer_mut(field) {
                *place = value;
            }
        }
        if let Some(StatusReading::Completed { effect, .. }) = together(&both["order"], &both["subscription"]) {
            let text = |field: &str| both.pointer(field).and_then(|value| match value {
                Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            prop_assert_eq!(text("/order/id"), Some("0b6c".to_owned()));
            prop_assert_eq!(text("/order/output/subscription_id"), Some(effect.clone()));
            prop_assert_eq!(text("/subscription/id"), Some(effect));
            prop_assert_eq!(text("/subscription/product_id"), Some("harborlight-14days-2gb-topup".to_owned()));
            let sims: Vec<String> = [text("/order/output/iccid"), text("/subscription/sim_id")].into_iter().flatten().collect();
            prop_assert!(!sims.is_empty() && sims.iter().all(|sim| sim == "8988200000000417736"), "{:?}", sims);
        }
    }

    #[test]
    fn any_answer_about_an_order_is_read_or_refused(status in any::<u16>(), body in r#"[{}\[\]":,a-zA-Z0-9_ ]{0,60}"#) {
        let reply = Reply { status, retry_after: None, body };
        if let Ok(Standing::Done { .. }) = standing(&reply, &submission(), &asked()) {
            prop_assert!(reply.is_success() && reply.body.contains("0b6c"));
        }
    }
}
