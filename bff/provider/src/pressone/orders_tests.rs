use super::*;
use crate::fixtures::submission;
use proptest::prelude::*;
use serde_json::{Value, json};

fn reply(status: u16, body: &str) -> Reply {
    Reply { status, retry_after: None, body: body.to_owned() }
}

fn row(id: &str, description: &str, package: &str, slug: &str) -> String {
    format!(
        r#"{{"id": {id}, "created_at": "2026-02-11 09:14:05", "code": "ORD-1", "type": "topup", "package_id": "{package}",
        "quantity": 1, "description": {description}, "validity": "14", "price": "7.50", "sims": [],
        "status": {{"name": "x", "slug": "{slug}"}}}}"#
    )
}

const OURS: &str = r#""tu0123456789abcdefghijklmn""#;
const PACKAGE: &str = "harborlight-14days-2gb-topup";

#[test]
fn only_rows_with_the_very_marker_are_candidates() {
    let rows = [
        row("3", OURS, PACKAGE, "completed"),
        row("2", r#""xtu0123456789abcdefghijklmnx""#, PACKAGE, "completed"),
        row("1", r#""TU0123456789ABCDEFGHIJKLMN""#, PACKAGE, "completed"),
        row("4", "null", PACKAGE, "completed"),
    ];
    let body = format!(
        r#"{{"data": [{}], "links": {{"next": null}}, "meta": {{"message": "success", "current_page": 1, "last_page": 1, "per_page": "50"}}}}"#,
        rows.join(",")
    );
    let (seen, candidates, last) = page(&reply(200, &body), &submission()).unwrap();
    assert_eq!((seen, last), (4, Some(1)));
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0].id, ProviderOrderId("3".to_owned()));
    assert_eq!(candidates[0].created_at, "2026-02-11T09:14:05Z".parse().ok());
    assert!(candidates[0].by_marker && !candidates[0].undone);
}

#[test]
fn a_candidate_that_is_no_delivery_of_what_was_asked_says_so() {
    for (package, slug, undone) in [
        (PACKAGE, "completed", false),
        (PACKAGE, "failed", true),
        (PACKAGE, "REFUNDED", true),
        (PACKAGE, "partially_refunded", false),
        (PACKAGE, "cancelled", true),
        (PACKAGE, "Canceled", true),
        // Whose marker is on the wrong package has not been taken back: what that means is for the engine to judge.
        ("other", "completed", false),
        ("other", "refunded", true),
    ] {
        let body = format!(r#"{{"data": [{}]}}"#, row("3", OURS, package, slug));
        let (_, candidates, _) = page(&reply(200, &body), &submission()).unwrap();
        assert_eq!(candidates.iter().map(|it| it.undone).collect::<Vec<_>>(), [undone], "{package} {slug}");
        assert_eq!(candidates[0].offer.as_ref().map(|offer| offer.as_str()), Some(package));
    }
}

#[test]
fn an_unreadable_list_is_never_an_empty_one() {
    for (status, body) in [
        (200, r#"{"data": [7]}"#.to_owned()),
        (200, format!(r#"{{"data": [{}]}}"#, row("null", OURS, PACKAGE, "completed"))),
        (200, format!(r#"{{"data": [{}]}}"#, row("0", OURS, PACKAGE, "completed"))),
        (200, format!(r#"{{"data": [{}]}}"#, row("3", OURS, PACKAGE, "pondering"))),
        (200, format!(r#"{{"data": [{}]}}"#, row("3", "{}", PACKAGE, "completed"))),
        (200, r#"{"success": "false", "data": []}"#.to_owned()),
        (200, "<html>".to_owned()),
        (200, r#"{"meta": {}}"#.to_owned()),
        (422, r#"{"data": {"limit": "The limit must be an integer."}}"#.to_owned()),
        (400, r#"{"data": {"limit": "The limit must be an integer."}}"#.to_owned()),
        (401, String::new()),
    ] {
        assert!(page(&reply(status, &body), &submission()).is_err(), "{status} {body}");
    }
    assert_eq!(page(&reply(200, r#"{"data": []}"#), &submission()).unwrap(), (0, vec![], None));
    let foreign = format!(r#"{{"data": [{}]}}"#, row("null", "\"x\"", PACKAGE, "pondering"));
    assert_eq!(page(&reply(200, &foreign), &submission()).unwrap(), (1, vec![], None), "what is not ours need not be read");
}

#[test]
fn an_order_without_a_status_is_carried_out_and_one_whose_status_cannot_be_read_is_not() {
    let with = |status: &str| {
        let row = row("3", OURS, PACKAGE, "completed").replace(r#"{"name": "x", "slug": "completed"}"#, status);
        assert!(row.contains(status), "{row}");
        let undone = page(&reply(200, &format!(r#"{{"data": [{row}]}}"#)), &submission()).ok().map(|(_, found, _)| found[0].undone);
        (undone, by_id(200, &format!(r#"{{"data": {row}}}"#)))
    };
    let completed = Ok(StatusReading::Completed { effect: "3".to_owned(), starts: Starts::Unknown });
    assert_eq!(with("null"), (Some(false), completed.clone()));
    assert_eq!(with("\"completed\""), (Some(false), completed));
    assert_eq!(with("\"Failed\""), (Some(true), Ok(StatusReading::Failed(RejectionCode::NotAdded))));
    for unreadable in ["{}", "[]", "7", "\"\"", r#"{"name": "Failed"}"#, r#"{"slug": null}"#, r#"{"slug": {}}"#, r#"{"slug": ""}"#] {
        assert_eq!(with(unreadable), (None, Ok(StatusReading::Fulfilling)), "{unreadable}");
    }
    let bare = row("3", OURS, PACKAGE, "completed").replace("\"status\"", "\"standing\"");
    assert!(!page(&reply(200, &format!(r#"{{"data": [{bare}]}}"#)), &submission()).unwrap().1[0].undone);
}

#[test]
fn a_list_is_as_long_as_it_says_in_either_envelope() {
    let last = |body: &str| page(&reply(200, body), &submission()).unwrap().2;
    assert_eq!(last(r#"{"data": [], "meta": {"last_page": "2"}}"#), Some(2));
    assert_eq!(last(r#"{"success": true, "code": "X", "data": {"data": [], "meta": {"last_page": 2}}}"#), Some(2));
    assert_eq!(last(r#"{"success": true, "code": "X", "data": {"data": []}}"#), None);
}

fn by_id(status_code: u16, body: &str) -> Result<StatusReading, ReadError> {
    status(&reply(status_code, body), &submission(), &ProviderOrderId("3".to_owned()))
}

#[test]
fn an_order_read_by_id_is_compared_with_what_was_asked() {
    let read = |row: String| by_id(200, &format!(r#"{{"data": {row}, "meta": {{"message": "success"}}}}"#)).unwrap();
    let completed = StatusReading::Completed { effect: "3".to_owned(), starts: Starts::Unknown };
    assert_eq!(read(row("3", OURS, PACKAGE, "completed")), completed);
    assert_eq!(read(row("\"3\"", OURS, PACKAGE, "COMPLETED")), completed);
    assert_eq!(read(row("3", OURS, PACKAGE, "partially_refunded")), completed);
    assert_eq!(read(row("3", "\"Topup (8988200000000417736)\"", PACKAGE, "completed")), completed);
    for undone in ["failed", "refunded", "Cancelled", "canceled"] {
        assert_eq!(read(row("3", OURS, PACKAGE, undone)), StatusReading::Failed(RejectionCode::NotAdded), "{undone}");
    }
    assert_eq!(read(row("3", OURS, PACKAGE, "thinking")), StatusReading::Fulfilling);
    assert_eq!(read(row("3", OURS, "other", "completed")), StatusReading::Mismatch);
    assert_eq!(read(row("3", "\"other\"", PACKAGE, "completed")), StatusReading::Mismatch);
    assert_eq!(read(row("4", OURS, PACKAGE, "completed")), StatusReading::Mismatch);
}

#[test]
fn an_order_that_does_not_say_whose_it_is_cannot_be_read() {
    for body in [
        row("null", OURS, PACKAGE, "completed"),
        row("0", OURS, PACKAGE, "completed"),
        row("3", "null", PACKAGE, "completed"),
        row("3", OURS, PACKAGE, "completed").replace("package_id", "package"),
        "[]".to_owned(),
    ] {
        assert!(matches!(by_id(200, &format!(r#"{{"data": {body}}}"#)), Err(ReadError::Malformed(_))), "{body}");
    }
}

#[test]
fn a_foreign_order_is_not_visible_and_a_bad_token_is_an_error() {
    let words = |words: &str| format!(r#"{{"data": [], "meta": {{"message": "{words}"}}}}"#);
    assert_eq!(by_id(401, &words("This action is unauthorized.")), Ok(StatusReading::NotVisible));
    assert_eq!(by_id(404, &words("messages.resource_not_found")), Ok(StatusReading::NotVisible));
    assert!(by_id(401, &words("Unauthenticated.")).is_err());
    assert!(by_id(401, r#"{"message": "This action is unauthorized."}"#).is_err());
    assert!(by_id(403, &words("This action is unauthorized.")).is_err());
    assert!(by_id(404, "<html>").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_changed_order_completes_only_what_was_asked(
        field in prop::sample::select(vec!["id", "package_id", "description", "status", "type", "sims"]),
        value in prop_oneof![
            Just(Value::Null), Just(json!({})), Just(json!("")), Just(json!("3")), Just(json!({"slug": "completed"})),
            Just(json!({"slug": "refunded"})), Just(json!({"slug": 7})), any::<i64>().prop_map(Value::from), "[ -~]{0,8}".prop_map(Value::from),
        ],
    ) {
        let mut order: Value = serde_json::from_str(&row("3", OURS, PACKAGE, "completed")).unwrap();
        order[field] = value.clone();
        let body = json!({"data": order}).to_string();
        if let Ok(StatusReading::Completed { effect, .. }) = by_id(200, &body) {
            prop_assert_eq!(effect, "3");
            prop_assert!(!matches!(field, "package_id" | "description"), "{} {}", field, value);
            prop_assert!(field != "status" || !value.to_string().contains("refunded"));
        }
        if let Ok((_, candidates, _)) = page(&reply(200, &json!({"data": [order]}).to_string()), &submission()) {
            let asked = |candidate: &&Candidate| candidate.offer.as_ref().is_some_and(|offer| offer.as_str() == PACKAGE);
            for candidate in candidates.iter().filter(asked) {
                prop_assert_ne!(candidate.id.0.as_str(), "0");
                prop_assert!(!matches!(field, "package_id" | "description"), "{} {}", field, value);
                prop_assert!(candidate.undone == (field == "status" && value.to_string().contains("refunded")));
            }
        }
    }
}

#[test]
fn the_providers_own_words_in_place_of_the_marker_prove_nothing_and_are_not_overlooked() {
    let order = submission();
    let words = format!("\"Topup ({})\"", order.sim.iccid.as_str());
    let made = |row: String, at: &str| row.replace("2026-02-11 09:14:05", at);
    let at = "2026-03-01 10:15:31";
    let rows = [
        made(row("1", &words, PACKAGE, "completed"), at),
        made(row("2", &words, "other", "completed"), at),
        made(row("3", "\"Topup (89340000000009999)\"", PACKAGE, "completed"), at),
        made(row("4", &words, PACKAGE, "completed"), "2026-02-27 10:15:31"),
        made(row("5", &words, PACKAGE, "completed"), at),
    ];
    let body = format!(r#"{{"data": [{}]}}"#, rows.join(","));
    let (_, found, _) = described(&reply(200, &body), &order, &["5".to_owned()]).unwrap();
    assert_eq!(found.iter().map(|it| it.id.0.as_str()).collect::<Vec<_>>(), ["1"]);
    assert!(!found[0].by_marker && found[0].offer.is_none() && !found[0].undone);
    assert!(page(&reply(200, &body), &order).unwrap().1.is_empty());
}

#[test]
fn a_row_of_the_providers_own_words_that_does_not_say_its_package_is_not_overlooked() {
    let order = submission();
    let words = format!("\"Topup ({})\"", order.sim.iccid.as_str());
    let row = row("1", &words, PACKAGE, "completed").replace("2026-02-11", "2026-03-01");
    for package in ["null", "{}", "[7]"] {
        let body = format!(r#"{{"data": [{}]}}"#, row.replace(&format!("\"{PACKAGE}\""), package));
        let (_, found, _) = described(&reply(200, &body), &order, &[]).unwrap();
        assert_eq!(found.iter().map(|it| (it.id.0.as_str(), it.offer.is_none())).collect::<Vec<_>>(), [("1", true)], "{package}");
    }
}

#[test]
fn a_row_of_the_providers_own_words_without_a_usable_id_makes_the_page_unreadable() {
    let order = submission();
    let words = format!("\"Topup ({})\"", order.sim.iccid.as_str());
    for id in ["null", "0", "\"01\"", "7.5", "{}"] {
        let body = |package| format!(r#"{{"data": [{}]}}"#, row(id, &words, package, "completed").replace("2026-02-11", "2026-03-01"));
        assert!(described(&reply(200, &body(PACKAGE)), &order, &[]).is_err(), "{id}");
        assert!(described(&reply(200, &body("other")), &order, &[]).unwrap().1.is_empty(), "{id}");
    }
}
