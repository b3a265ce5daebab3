use super::*;
use crate::evidence::Transport;
use crate::fixtures::complete;
use proptest::prelude::*;

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
    for body in ["", "{}", "<html>", r#"{"id": null}"#, r#"{"id": ""}"#, r#"{"id": "a b"}"#, r#"{"type": "INVALID_REQUEST_PARAMS"}"#, "[]"]
    {
        assert_eq!(judge(201, body), Verdict::Unknown(UnknownWhy::Unreadable), "{body}");
    }
    for cut in 0..TAKEN.len() {
        assert_eq!(judge(201, TAKEN.get(..cut).unwrap_or_default()), Verdict::Unknown(UnknownWhy::Unreadable), "cut at {cut}");
    }
}

#[test]
fn every_documented_refusal_has_its_cause() {
    for (status, body, code) in [
        (400, r#"{"type": "INVALID_HTTP_MESSAGE", "messages": ["unexpected end"]}"#, Code::OurFault),
        (400, r#"{"type": "INVALID_REQUEST_PARAMS", "messages": ["product.sold_currency: unknown currency"]}"#, Code::OurFault),
        (400, r#"{"type": "INVALID_REQUEST_PARAMS", "messages": ["Product.Id: not in the catalogue"]}"#, Code::NotOffered),
        (400, r#"{"type": "INVALID_REQUEST_PARAMS"}"#, Code::OurFault),
        (403, r#"{"type": "ACCESS_DENIED", "messages": []}"#, Code::ShopCannot),
        (404, r#"{"type": "SIM_NOT_FOUND", "messages": ["x"]}"#, Code::SimNotEligible),
        (404, r#"{"type": "PRODUCT_NOT_FOUND", "messages": ["x"]}"#, Code::NotOffered),
        (406, r#"{"type": "UNACCEPTABLE", "messages": ["daily limit"]}"#, Code::ShopCannot),
        (422, r#"{"type": "PRODUCT_NOT_FOUND", "messages": ["x"]}"#, Code::NotOffered),
    ] {
        assert_eq!(judge(status, body), Verdict::Refused { code, retry_after: None }, "{status} {body}");
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
        start in 0..TAKEN.len(), end in 0..TAKEN.len(), noise in any::<Vec<u8>>(),
    ) {
        let mut bytes = TAKEN.as_bytes().get(start.min(end)..start.max(end)).unwrap_or_default().to_vec();
        bytes.extend(noise);
        let verdict = judge(status, &String::from_utf8_lossy(&bytes));
        prop_assert!(!matches!(verdict, Verdict::Delivered(_) | Verdict::NotSent));
        if let Verdict::Accepted(_) = verdict {
            prop_assert!((200..300).contains(&status));
        }
    }
}
