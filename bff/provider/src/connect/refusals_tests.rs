use super::*;
use crate::evidence::Transport;
use crate::fixtures::complete;
use proptest::prelude::*;
use serde_json::{Value, json};

const TAKEN: &str = r#"{ "id": "0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11", "status": "ACCEPTED", "created_date": "2031-03-01T10:15:30Z",
  "_metadata": { "_links": { "_self": "{BASE_URL}/v2/orders/0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11" } } }"#;

fn judge(status: u16, body: &str) -> Verdict {
    classify(&complete(status, body))
}

#[test]
fn any_success_with_an_id_is_accepted() {
    let accepted = Verdict::Accepted(ProviderOrderId("0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11".to_owned()));
    for status in [200, 201, 202, 299] {
        assert_eq!(judge(status, TAKEN), accepted);
    }
    assert_eq!(judge(201, &format!(r#"{{"data": {TAKEN}}}"#)), accepted);
    assert_eq!(judge(201, r#"{"id": 77}"#), Verdict::Accepted(ProviderOrderId("77".to_owned())));
}

#[test]
fn a_success_without_an_id_is_unknown() {
    for body in [
        "",
        "{}",
        "<html>",
        r#"{"id": null}"#,
        r#"{"id": ""}"#,
        r#"{"id": "a b"}"#,
        r#"{"id": true}"#,
        r#"{"id": {"id": 7}}"#,
        r#"{"type": "INVALID_REQUEST_PARAMS"}"#,
        "[]",
    ] {
        assert_eq!(judge(201, body), Verdict::Unknown(UnknownWhy::Unreadable), "{body}");
    }
    let long = |length| format!(r#"{{"id": "{}"}}"#, "a".repeat(length));
    assert_eq!(judge(201, &long(129)), Verdict::Unknown(UnknownWhy::Unreadable));
    assert_eq!(judge(201, &long(128)), Verdict::Accepted(ProviderOrderId("a".repeat(128))));
    for cut in 0..TAKEN.len() {
        assert_eq!(judge(201, TAKEN.get(..cut).unwrap_or_default()), Verdict::Unknown(UnknownWhy::Unreadable), "cut at {cut}");
    }
}

/// Every answer of the fact sheet that is no success, by the section that lists it.
fn sheet() -> Vec<(&'static str, u16, &'static str, Verdict)> {
    let refused = |code| Verdict::Refused { code, retry_after: None };
    let (limited, code, status) = (Verdict::Limited { wait: 60 }, Verdict::Unknown(UnknownWhy::Code), Verdict::Unknown(UnknownWhy::Status));
    vec![
        ("10: 400 not parsed", 400, r#"{"type": "INVALID_HTTP_MESSAGE", "messages": ["unexpected end"]}"#, refused(Code::OurFault)),
        (
            "10: 400 invalid content",
            400,
            r#"{"type": "INVALID_REQUEST_PARAMS", "messages": ["product.sold_currency: unknown currency"]}"#,
            refused(Code::OurFault),
        ),
        ("10: 400 without messages", 400, r#"{"type": "INVALID_REQUEST_PARAMS"}"#, refused(Code::OurFault)),
        (
            "12: 400 for a product of a stale catalogue, when the text says so",
            400,
            r#"{"type": "INVALID_REQUEST_PARAMS", "messages": ["Product.Id: not in the catalogue"]}"#,
            refused(Code::NotOffered),
        ),
        ("12: 400 for it, when the type says so", 400, r#"{"type": "PRODUCT_NOT_FOUND", "messages": ["x"]}"#, refused(Code::NotOffered)),
        ("10: 401", 401, r#"{"type": "UNAUTHORISED", "messages": ["x"]}"#, Verdict::Unauthorised),
        ("10: 403", 403, r#"{"type": "ACCESS_DENIED", "messages": []}"#, refused(Code::ShopCannot)),
        ("10: 404 of an unknown type: the SIM", 404, r#"{"type": "SIM_NOT_FOUND", "messages": ["x"]}"#, refused(Code::SimNotEligible)),
        (
            "12: 404 for a product of a stale catalogue",
            404,
            r#"{"type": "PRODUCT_NOT_FOUND", "messages": ["x"]}"#,
            refused(Code::NotOffered),
        ),
        ("10: 406", 406, r#"{"type": "UNACCEPTABLE", "messages": ["daily limit"]}"#, refused(Code::ShopCannot)),
        ("10: 409, none documented: stop", 409, r#"{"type": "CONFLICT", "messages": []}"#, code.clone()),
        ("10: 422", 422, r#"{"type": "PRODUCT_NOT_FOUND", "messages": ["x"]}"#, refused(Code::NotOffered)),
        ("10: 422, obsolete sibling", 422, r#"{"type": "CUSTOMER_MUST_EXIST", "messages": []}"#, code.clone()),
        ("10: 422, obsolete sibling", 422, r#"{"type": "EMAIL_AND_ICCID_DO_NOT_MATCH", "messages": []}"#, code),
        ("10: 429, with spaces", 429, r#"{"type": "TOO MANY REQUESTS", "messages": ["x"]}"#, limited.clone()),
        ("11: 429 in the portal's shape", 429, r#"{"message": "rate limit of 1000 exceeded", "http_status_code": 429}"#, limited),
        ("10: 500", 500, r#"{"type": "INTERNAL_ERROR", "messages": ["x"]}"#, status.clone()),
        ("10: 502", 502, "<html>Bad Gateway</html>", status.clone()),
        ("10: 503", 503, "", status.clone()),
        ("10: 504", 504, r#"{"type": "INVALID_REQUEST_PARAMS"}"#, status),
    ]
}

#[test]
fn every_answer_of_the_sheet_has_its_verdict() {
    for (line, status, body, verdict) in sheet() {
        assert_eq!(judge(status, body), verdict, "{line}: {status} {body}");
    }
}

#[test]
fn every_row_of_the_table_is_there_for_an_answer_of_the_sheet() {
    let sheet = sheet();
    for (number, row) in LISTED.iter().enumerate() {
        let first = |body: &str| {
            let complaint = Complaint::read(body);
            LISTED.iter().position(|listed| listed.status == row.status && listed.body.fits(&complaint))
        };
        let used = sheet.iter().any(|(_, status, body, _)| *status == row.status && first(body) == Some(number));
        assert!(used, "row {number} for status {} is reached by no answer of the sheet: {:?}", row.status, row.body);
    }
}

#[test]
fn a_token_refusal_and_the_limiter_in_both_shapes_allow_another_try() {
    for body in ["", r#"{"type": "UNAUTHORISED", "messages": ["x"]}"#, "<html>"] {
        assert_eq!(judge(401, body), Verdict::Unauthorised, "{body}");
    }
    for body in
        [r#"{"type": "TOO MANY REQUESTS", "messages": ["x"]}"#, r#"{"message": "rate limit of 1000 exceeded", "http_status_code": 429}"#]
    {
        assert_eq!(judge(429, body), Verdict::Limited { wait: 60 }, "{body}");
        let evidence = Evidence { retry_after: Some(9), ..complete(429, body) };
        assert_eq!(classify(&evidence), Verdict::Limited { wait: 9 }, "{body}");
    }
}

#[test]
fn whatever_is_not_listed_is_unknown() {
    for (status, body, why) in [
        (400, r#"{"type": "SOMETHING_NEW", "messages": []}"#, UnknownWhy::Code),
        (400, r#"{"type": "ACCESS_DENIED", "messages": []}"#, UnknownWhy::Code),
        (409, r#"{"type": "CONFLICT", "messages": []}"#, UnknownWhy::Code),
        (422, r#"{"type": "CUSTOMER_MUST_EXIST", "messages": []}"#, UnknownWhy::Code),
        (429, r#"{"type": "INVALID_REQUEST_PARAMS", "messages": []}"#, UnknownWhy::Code),
        (400, "<html>", UnknownWhy::Status),
        (403, "<html>blocked</html>", UnknownWhy::Status),
        (404, "<html>not found</html>", UnknownWhy::Status),
        (406, "", UnknownWhy::Status),
        (408, "", UnknownWhy::Status),
        (409, "", UnknownWhy::Status),
        (422, "", UnknownWhy::Status),
        (429, "<html>slow down</html>", UnknownWhy::Status),
        (429, r#"{"http_status_code": 429}"#, UnknownWhy::Status),
        (429, r#"{"http_status_code": 500, "message": "x"}"#, UnknownWhy::Status),
        (400, r#"{"http_status_code": 429, "message": "x"}"#, UnknownWhy::Status),
        (302, TAKEN, UnknownWhy::Status),
        (500, r#"{"type": "INTERNAL_ERROR", "messages": ["x"]}"#, UnknownWhy::Status),
        (500, r#"{"type": "INVALID_REQUEST_PARAMS", "messages": ["x"]}"#, UnknownWhy::Status),
        (503, r#"{"message": "x", "http_status_code": 429}"#, UnknownWhy::Status),
        (504, "", UnknownWhy::Status),
    ] {
        assert_eq!(judge(status, body), Verdict::Unknown(why), "{status} {body}");
    }
}

#[test]
fn a_broken_exchange_is_unknown_even_with_an_id_in_what_was_read() {
    for (transport, status, expected) in [
        (Transport::NotSent, None, Verdict::NotSent),
        (Transport::Broken, Some(201), Verdict::Unknown(UnknownWhy::Broken)),
        (Transport::Broken, None, Verdict::Unknown(UnknownWhy::Broken)),
        (Transport::NotSent, Some(401), Verdict::Unknown(UnknownWhy::Broken)),
    ] {
        assert_eq!(classify(&Evidence { transport, status, ..complete(201, TAKEN) }), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_answer_gets_a_class_and_none_is_a_delivery(
        status in prop_oneof![Just(201_u16), Just(400), Just(429), any::<u16>()],
        retry_after in any::<Option<u32>>(), start in 0..TAKEN.len(), end in 0..TAKEN.len(), noise in any::<Vec<u8>>(),
    ) {
        let mut bytes = TAKEN.as_bytes().get(start.min(end)..start.max(end)).unwrap_or_default().to_vec();
        bytes.extend(noise);
        let verdict = classify(&Evidence { retry_after, ..complete(status, &String::from_utf8_lossy(&bytes)) });
        prop_assert!(!matches!(verdict, Verdict::Delivered(_) | Verdict::NotSent));
        if let Verdict::Accepted(_) = verdict {
            prop_assert!((200..300).contains(&status));
        }
    }

    /// Whatever else changes in a genuine answer, only its own id is ever accepted.
    #[test]
    fn a_changed_answer_is_accepted_only_by_its_id(
        field in prop::sample::select(vec!["id", "status", "created_date", "_metadata"]),
        value in prop_oneof![
            Just(Value::Null), Just(json!([])), Just(json!({})), Just(json!("")), any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from), "[ -~]{0,40}".prop_map(Value::from),
        ],
    ) {
        let mut answer: Value = serde_json::from_str(TAKEN).unwrap();
        answer[field] = value;
        let own = match &answer["id"] {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        match judge(201, &answer.to_string()) {
            Verdict::Accepted(id) => prop_assert!(own == Some(id.0.clone()) && !id.0.is_empty()),
            verdict => prop_assert!(field == "id" && verdict == Verdict::Unknown(UnknownWhy::Unreadable), "{:?}", verdict),
        }
    }
}
