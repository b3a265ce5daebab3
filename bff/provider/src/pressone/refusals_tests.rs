use super::*;
use crate::evidence::Transport;
use crate::fixtures::{complete, submission};
use proptest::prelude::*;
use serde_json::{Value, json};

const BOUGHT: &str = r#"{"data": {"id": 51207, "created_at": "2026-02-11T09:14:05Z", "code": "ORD-51207",
  "package_id": "harborlight-14days-2gb-topup", "quantity": "1", "type": "sim",
  "description": "tu0123456789abcdefghijklmn", "esim_type": "data", "validity": 14,
  "package": "2 GB - 40 SMS - 60 Mins - 14 Days", "data": "2 GB", "price": 7.50, "currency": "USD"},
  "meta": {"message": "success"}}"#;

const BOUGHT_AT_AIRALO: &str = r#"{"data": {"id": "51207", "code": "20260211-051207", "package_id": "harborlight-14days-2gb-topup",
  "currency": "USD", "quantity": 1, "type": "topup", "description": "tu0123456789abcdefghijklmn", "esim_type": "local",
  "validity": 14, "package": "Harborlight-2 GB - 14 Days", "data": "2 GB", "price": 7.5, "pricing_model": "net_pricing",
  "text": null, "voice": null, "net_price": 6, "created_at": "2026-02-11 09:14:05", "manual_installation": "html",
  "installation_guides": {"en": "url"}}, "meta": {"message": "success"}}"#;

fn judge(status: u16, body: &str) -> Verdict {
    classify(&submission(), &complete(status, body))
}

fn refused(code: Code) -> Verdict {
    Verdict::Refused { code, retry_after: None }
}

#[test]
fn a_success_in_either_dialect_and_envelope_is_a_delivery() {
    let delivered = Verdict::Delivered(ProviderOrderId("51207".to_owned()));
    assert_eq!(judge(200, BOUGHT), delivered);
    assert_eq!(judge(200, BOUGHT_AT_AIRALO), delivered);
    assert_eq!(judge(200, &format!(r#"{{"success": true, "code": "ORDERED", "data": {BOUGHT}}}"#)), delivered);
    assert_eq!(judge(200, &BOUGHT.replace(r#""tu0123456789abcdefghijklmn""#, r#"null, "iccid": "8988200000000417736""#)), delivered);
    assert_eq!(judge(200, &BOUGHT.replace("tu0123456789abcdefghijklmn", "Topup (8988200000000417736)")), delivered);
}

#[test]
fn a_success_that_speaks_of_something_else_is_unknown() {
    for (from, to, why) in [
        ("harborlight-14days-2gb-topup", "harborlight-14days-1gb-topup", UnknownWhy::Mismatch),
        ("tu0123456789abcdefghijklmn", "Topup (8988200000000417737)", UnknownWhy::Mismatch),
        ("tu0123456789abcdefghijklmn", "TU0123456789abcdefghijklmn", UnknownWhy::Mismatch),
        (r#""package_id""#, r#""package_name""#, UnknownWhy::Unreadable),
        (r#""tu0123456789abcdefghijklmn""#, "null", UnknownWhy::Unreadable),
        (r#""description""#, r#""label""#, UnknownWhy::Unreadable),
        (r#""quantity": "1""#, r#""quantity": "2""#, UnknownWhy::Mismatch),
        (r#""quantity": "1""#, r#""quantity": "one""#, UnknownWhy::Mismatch),
        (r#""id": 51207"#, r#""id": null"#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": 0"#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": "none""#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": "051207""#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": 51207.9"#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": 5.1207e4"#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": 51207, "iccid": "8988200000000000000""#, UnknownWhy::Mismatch),
    ] {
        let body = BOUGHT.replace(from, to);
        assert_ne!(body, BOUGHT, "the replacement {from} must hit");
        assert_eq!(judge(200, &body), Verdict::Unknown(why), "{from} -> {to}");
    }
}

#[test]
fn an_odd_success_is_unknown() {
    for (status, body) in [
        (200, ""),
        (200, "<html>ok</html>"),
        (200, r#"{"data": []}"#),
        (200, r#"{"code": 73, "reason": "x"}"#),
        (200, r#"{"message": "Too Many Attempts."}"#),
        (200, r#"{"success": false, "code": "X", "message": "x"}"#),
        (201, BOUGHT),
        (202, BOUGHT),
        (204, ""),
    ] {
        assert_eq!(judge(status, body), Verdict::Unknown(UnknownWhy::Unreadable), "{status} {body}");
    }
    for cut in 0..BOUGHT.len() - 1 {
        assert_eq!(judge(200, BOUGHT.get(..cut).unwrap_or_default()), Verdict::Unknown(UnknownWhy::Unreadable), "cut at {cut}");
    }
}

/// Every answer of the fact sheet that is no success, by the section that lists it.
fn sheet() -> Vec<(&'static str, &'static [u16], String, Verdict)> {
    let invalid =
        |field: &str, words: &str| format!(r#"{{"data": {{"{field}": "{words}"}}, "meta": {{"message": "the parameter is invalid"}}}}"#);
    let business = |code: &str| format!(r#"{{"code": {code}, "reason": "x"}}"#);
    let ambiguous = || Verdict::Unknown(UnknownWhy::Code);
    let status = || Verdict::Unknown(UnknownWhy::Status);
    let mut sheet: Vec<(&str, &[u16], String, Verdict)> = vec![
        ("3.4 first body: purchase limit", WRONG, invalid("package_id", "validation.order_exceed_limit"), refused(Code::PurchaseLimit)),
        (
            "3.4 second body: both fields missing",
            WRONG,
            r#"{"data": {"iccid": "The iccid field is required.", "package_id": "The package id field is required."}}"#.to_owned(),
            refused(Code::OurFault),
        ),
        ("3.4 second body: only the missing keys", WRONG, invalid("iccid", "The iccid field is required."), refused(Code::OurFault)),
        ("3.4 third body: not valid for this eSIM", WRONG, invalid("package_id", "invalid topup package"), refused(Code::NotOffered)),
        ("3.4 last lines: foreign ICCID", WRONG, invalid("iccid", "The selected iccid is invalid."), refused(Code::SimNotEligible)),
        ("1.3 E1: any other field", WRONG, invalid("description", "The description is too long."), refused(Code::OurFault)),
        ("1.3 E1: keys may be dotted", WRONG, invalid("items.0", "x"), refused(Code::OurFault)),
        (
            "3.4 last lines, 4.2: 404 with E2",
            &[404],
            r#"{"data": [], "meta": {"message": "messages.resource_not_found"}}"#.to_owned(),
            refused(Code::SimNotEligible),
        ),
        ("4.2: 401 with E2", &[401], r#"{"data": [], "meta": {"message": "Unauthenticated."}}"#.to_owned(), Verdict::Unauthorised),
        ("4.2: 401 with code and reason", &[401], business("1"), Verdict::Unauthorised),
        ("4.2, 5: 429 with E4", &[429], r#"{"message": "Too Many Attempts."}"#.to_owned(), Verdict::Limited { wait: 60 }),
        ("4.2: unspecified, maybe HTML", &[500, 502, 503, 504], "<html>Bad Gateway</html>".to_owned(), status()),
        ("4.2: unspecified, maybe a code", &[500, 502, 503, 504], business("73"), status()),
        ("4.2: unspecified, maybe nothing", &[500, 502, 503, 504], String::new(), status()),
        ("4.2: error-shaped 2xx", &[200], business("73"), Verdict::Unknown(UnknownWhy::Unreadable)),
        (
            "4.2: success: false on 2xx",
            &[200],
            r#"{"success": false, "code": "73", "message": "x"}"#.to_owned(),
            Verdict::Unknown(UnknownWhy::Unreadable),
        ),
        ("4.2: undecodable 2xx", &[200], "<html>ok</html>".to_owned(), Verdict::Unknown(UnknownWhy::Unreadable)),
        ("0.5: 200 is the success, not 201 or 202", &[201, 202, 204], BOUGHT.to_owned(), Verdict::Unknown(UnknownWhy::Unreadable)),
    ];
    for (line, code, verdict) in [
        ("4.1: 11", "11", refused(Code::ShopCannot)),
        ("4.1: 13", "13", refused(Code::Busy)),
        ("4.1: 14", "14", refused(Code::OurFault)),
        ("4.1: 23", "23", refused(Code::Unavailable)),
        ("4.1: 33", "33", refused(Code::Unavailable)),
        ("4.1: 34", "34", refused(Code::Unavailable)),
        ("4.1: 43", "43", refused(Code::OurFault)),
        ("4.1: 53, ambiguous", "53", ambiguous()),
        ("4.1: 73", "73", refused(Code::SimRetired)),
        ("4.1: a code that is not in the table", "99", ambiguous()),
    ] {
        sheet.push((line, WRONG, business(code), verdict.clone()));
        // 1.3: the code may be a number or a string, also in the wrapper.
        sheet.push((line, WRONG, business(&format!("\"{code}\"")), verdict.clone()));
        sheet.push((line, WRONG, format!(r#"{{"success": false, "code": "{code}", "message": "x", "timestamp": "y"}}"#), verdict));
    }
    sheet.push(("4.1: 89 comes with 403", &[403], business("89"), refused(Code::ShopCannot)));
    sheet.push(("4.1: 89 as text", &[403], business("\"89\""), refused(Code::ShopCannot)));
    sheet.push(("4.1: 89 with another status", WRONG, business("89"), ambiguous()));
    sheet.push(("4.1: 73 with another status", &[403], business("73"), ambiguous()));
    sheet
}

#[test]
fn every_answer_of_the_sheet_has_its_verdict() {
    for (line, statuses, body, verdict) in sheet() {
        for status in statuses {
            assert_eq!(judge(*status, &body), verdict, "{line}: {status} {body}");
        }
    }
}

#[test]
fn every_row_of_the_table_is_there_for_an_answer_of_the_sheet() {
    let sheet = sheet();
    for (number, row) in LISTED.iter().enumerate() {
        for status in row.statuses {
            let first = |body: &str| {
                let complaint = Complaint::read(body);
                LISTED.iter().position(|row| row.statuses.contains(status) && row.body.fits(&complaint))
            };
            let used = sheet.iter().any(|(_, statuses, body, _)| statuses.contains(status) && first(body) == Some(number));
            assert!(used, "row {number} for status {status} is reached by no answer of the sheet: {:?}", row.body);
        }
    }
}

#[test]
fn a_waiting_time_comes_with_the_refusal_and_with_the_limit() {
    let waits = |status, body: &str| classify(&submission(), &Evidence { retry_after: Some(7), ..complete(status, body) });
    assert_eq!(waits(429, r#"{"message": "Too Many Attempts."}"#), Verdict::Limited { wait: 7 });
    assert_eq!(waits(422, r#"{"code": 13, "reason": "x"}"#), Verdict::Refused { code: Code::Busy, retry_after: Some(7) });
}

#[test]
fn a_token_refusal_and_the_limiter_allow_another_try() {
    for body in ["", "<html>", r#"{"data": [], "meta": {"message": "x"}}"#, r#"{"code": 1, "reason": "expired"}"#] {
        assert_eq!(judge(401, body), Verdict::Unauthorised, "{body}");
    }
    let mut limited = complete(429, r#"{"message": "Too Many Attempts."}"#);
    assert_eq!(classify(&submission(), &limited), Verdict::Limited { wait: 60 });
    limited.retry_after = Some(7);
    assert_eq!(classify(&submission(), &limited), Verdict::Limited { wait: 7 });
}

#[test]
fn whatever_is_not_listed_is_unknown() {
    for (status, body, why) in [
        (422, r#"{"code": 53, "reason": "x"}"#, UnknownWhy::Code),
        (422, r#"{"code": "53", "reason": "x"}"#, UnknownWhy::Code),
        (422, r#"{"code": 99, "reason": "x"}"#, UnknownWhy::Code),
        (422, r#"{"code": 730, "reason": "x"}"#, UnknownWhy::Code),
        (403, r#"{"code": 73, "reason": "x"}"#, UnknownWhy::Code),
        (422, "<html>", UnknownWhy::Status),
        (400, "", UnknownWhy::Status),
        (403, "<html>blocked</html>", UnknownWhy::Status),
        (404, "<html>not found</html>", UnknownWhy::Status),
        (408, "", UnknownWhy::Status),
        (409, r#"{"data": {"package_id": "invalid topup package"}}"#, UnknownWhy::Status),
        (417, "", UnknownWhy::Status),
        (429, "<html>slow down</html>", UnknownWhy::Status),
        (429, r#"{"data": [], "meta": {"message": "x"}}"#, UnknownWhy::Status),
        (301, "", UnknownWhy::Status),
        (500, r#"{"code": 73, "reason": "x"}"#, UnknownWhy::Status),
        (500, r#"{"data": {"package_id": "invalid topup package"}}"#, UnknownWhy::Status),
        (502, "<html>bad gateway</html>", UnknownWhy::Status),
        (503, r#"{"message": "Too Many Attempts."}"#, UnknownWhy::Status),
        (504, "", UnknownWhy::Status),
        (0, "", UnknownWhy::Status),
    ] {
        assert_eq!(judge(status, body), Verdict::Unknown(why), "{status} {body}");
    }
}

#[test]
fn only_a_connection_that_never_stood_proves_that_nothing_was_sent() {
    let verdict = |transport, status| classify(&submission(), &Evidence { transport, status, ..complete(200, BOUGHT) });
    assert_eq!(verdict(Transport::NotSent, None), Verdict::NotSent);
    for (transport, status) in [
        (Transport::Broken, None),
        (Transport::Broken, Some(200)),
        (Transport::Broken, Some(422)),
        (Transport::NotSent, Some(401)),
        (Transport::Complete, None),
    ] {
        assert_eq!(verdict(transport, status), Verdict::Unknown(UnknownWhy::Broken), "{transport:?} {status:?}");
    }
}

/// One of the values that JSON can hold; often one that the answer itself holds elsewhere.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..3).prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
        Just(json!("1")),
        Just(json!("51207")),
        Just(json!("tu0123456789abcdefghijklmn")),
        Just(json!("Topup (8988200000000417736)")),
        Just(json!("8988200000000417736")),
        Just(json!("harborlight-14days-2gb-topup")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Random bytes around pieces of real answers reach deeper than random bytes alone.
    #[test]
    fn any_answer_gets_a_class_and_only_a_real_one_delivers(
        status in prop_oneof![Just(200_u16), Just(422), Just(429), any::<u16>()], retry_after in any::<Option<u32>>(),
        start in 0..BOUGHT.len(), end in 0..BOUGHT.len(), noise in any::<Vec<u8>>(), position in 0..BOUGHT.len(),
    ) {
        let mut bytes = BOUGHT.as_bytes().get(start.min(end)..start.max(end)).unwrap_or_default().to_vec();
        let position = position.min(bytes.len());
        bytes.splice(position..position, noise);
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let verdict = classify(&submission(), &Evidence { retry_after, ..complete(status, &body) });
        if let Verdict::Delivered(_) = verdict {
            prop_assert_eq!(status, 200);
            prop_assert!(body.contains("harborlight-14days-2gb-topup"));
        }
        prop_assert!(!matches!(verdict, Verdict::Accepted(_) | Verdict::NotSent));
    }

    /// A genuine answer with one or two of its fields changed or gone delivers only while an id is there, the package is the one
    /// that was asked for, once, and the SIM is named and ours.
    #[test]
    fn a_changed_answer_delivers_only_what_was_asked(
        changes in prop::collection::vec(
            (prop::sample::select(vec!["id", "package_id", "description", "iccid", "quantity", "type", "price", "code"]), prop::option::of(any_value())),
            1..3,
        ),
    ) {
        let mut answer: Value = serde_json::from_str(BOUGHT).unwrap();
        let data = answer["data"].as_object_mut().unwrap();
        for (field, value) in changes {
            match value {
                Some(value) => data.insert(field.to_owned(), value),
                None => data.remove(field),
            };
        }
        let data = data.clone();
        if let Verdict::Delivered(id) = judge(200, &answer.to_string()) {
            // Told here in another way than there: by the JSON values themselves.
            let text = |field: &str| data.get(field).and_then(Value::as_str);
            let number = id.0.parse::<u64>().unwrap();
            prop_assert!(number > 0 && data["id"].to_string().trim_matches('"') == id.0, "{:?}", data["id"]);
            prop_assert_eq!(text("package_id"), Some("harborlight-14days-2gb-topup"));
            let marked = matches!(text("description"), Some("tu0123456789abcdefghijklmn" | "Topup (8988200000000417736)"));
            let ours = text("iccid") == Some("8988200000000417736");
            prop_assert!(marked || ours);
            let silent = |field: &str| data.get(field).is_none_or(|value| value.is_null() || value.is_array() || value.is_object());
            prop_assert!(marked || silent("description"), "{:?}", data.get("description"));
            prop_assert!(ours || silent("iccid"), "{:?}", data.get("iccid"));
            prop_assert!(silent("quantity") || [json!(1), json!("1")].contains(&data["quantity"]), "{:?}", data.get("quantity"));
        }
    }
}
