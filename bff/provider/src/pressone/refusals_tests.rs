use super::*;
use crate::evidence::Transport;
use crate::fixtures::{complete, submission};
use proptest::prelude::*;

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
    assert_eq!(judge(200, &BOUGHT.replace(r#""tu0123456789abcdefghijklmn""#, "null")), delivered);
    assert_eq!(judge(200, &BOUGHT.replace("tu0123456789abcdefghijklmn", "Topup (8988200000000417736)")), delivered);
}

#[test]
fn a_success_that_speaks_of_something_else_is_unknown() {
    for (from, to, why) in [
        ("harborlight-14days-2gb-topup", "harborlight-14days-1gb-topup", UnknownWhy::Mismatch),
        ("tu0123456789abcdefghijklmn", "Topup (8988200000000417737)", UnknownWhy::Mismatch),
        ("tu0123456789abcdefghijklmn", "TU0123456789abcdefghijklmn", UnknownWhy::Mismatch),
        (r#""package_id""#, r#""package""#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": null"#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": 0"#, UnknownWhy::Unreadable),
        (r#""id": 51207"#, r#""id": "none""#, UnknownWhy::Unreadable),
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

#[test]
fn every_documented_refusal_has_its_cause() {
    let limit = r#"{"data": {"package_id": "validation.order_exceed_limit"}, "meta": {"message": "the parameter is invalid"}}"#;
    let missing = r#"{"data": {"iccid": "The iccid field is required.", "package_id": "The package id field is required."}, "meta": {"message": "the parameter is invalid"}}"#;
    let no_iccid = r#"{"data": {"iccid": "The iccid field is required."}, "meta": {"message": "the parameter is invalid"}}"#;
    let withdrawn = r#"{"data": {"package_id": "invalid topup package"}, "meta": {"message": "the parameter is invalid"}}"#;
    let foreign = r#"{"data": {"iccid": "The selected iccid is invalid."}, "meta": {"message": "the parameter is invalid"}}"#;
    let not_found = r#"{"data": [], "meta": {"message": "messages.resource_not_found"}}"#;
    let recycled = r#"{"code": 73, "reason": "the eSIM with iccid 8988200000000417736 was recycled"}"#;
    for (status, body, code) in [
        (422, limit, Code::PurchaseLimit),
        (422, missing, Code::OurFault),
        (422, no_iccid, Code::OurFault),
        (400, missing, Code::OurFault),
        (422, withdrawn, Code::NotOffered),
        (422, foreign, Code::SimNotEligible),
        (422, r#"{"data": {"description": "The description is too long."}}"#, Code::OurFault),
        (422, recycled, Code::SimRetired),
        (422, r#"{"code": "73", "reason": "x"}"#, Code::SimRetired),
        (422, r#"{"success": false, "code": "73", "message": "x"}"#, Code::SimRetired),
        (422, r#"{"code": 11, "reason": "x"}"#, Code::ShopCannot),
        (422, r#"{"code": 13, "reason": "x"}"#, Code::Busy),
        (422, r#"{"code": 14, "reason": "x"}"#, Code::OurFault),
        (422, r#"{"code": 23, "reason": "x"}"#, Code::Unavailable),
        (422, r#"{"code": 33, "reason": "x"}"#, Code::Unavailable),
        (422, r#"{"code": 34, "reason": "x"}"#, Code::Unavailable),
        (422, r#"{"code": 43, "reason": "x"}"#, Code::OurFault),
        (403, r#"{"code": 89, "reason": "x"}"#, Code::ShopCannot),
        (403, r#"{"code": "89", "reason": "x"}"#, Code::ShopCannot),
        (404, not_found, Code::SimNotEligible),
    ] {
        assert_eq!(judge(status, body), refused(code), "{status} {body}");
    }
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Random bytes around pieces of real answers reach deeper than random bytes alone.
    #[test]
    fn any_answer_gets_a_class_and_only_a_real_one_delivers(
        status in prop_oneof![Just(200_u16), Just(422), Just(429), any::<u16>()],
        start in 0..BOUGHT.len(), end in 0..BOUGHT.len(), noise in any::<Vec<u8>>(), position in 0..BOUGHT.len(),
    ) {
        let mut bytes = BOUGHT.as_bytes().get(start.min(end)..start.max(end)).unwrap_or_default().to_vec();
        let position = position.min(bytes.len());
        bytes.splice(position..position, noise);
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let verdict = judge(status, &body);
        if let Verdict::Delivered(_) = verdict {
            prop_assert_eq!(status, 200);
            prop_assert!(body.contains("harborlight-14days-2gb-topup"));
        }
        prop_assert!(!matches!(verdict, Verdict::Accepted(_) | Verdict::NotSent));
    }
}
