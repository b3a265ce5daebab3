//! PressOne's answers: the success envelopes and the four families of errors.

use axum::response::Response;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::{Dialect, PressOneSettings, limiter::Verdict, stage, times};

/// Fields that PressOne sends as a number here and as a string there.
const LOOSE_FIELDS: [&str; 7] = ["quantity", "price", "validity", "net_price", "per_page", "amount", "remaining"];

/// A success: the envelope as documented, then bent as the settings say.
pub(crate) fn success(settings: &PressOneSettings, now: OffsetDateTime, code: &str, body: Value) -> Response {
    if settings.wrapper_everywhere && settings.dialect == Dialect::Pressone {
        return wrapped_success(settings, now, code, body);
    }
    stage::json(StatusCode::OK, &bent(settings, body))
}

/// A success inside the wrapper that PressOne documents for package history.
pub(crate) fn wrapped_success(settings: &PressOneSettings, now: OffsetDateTime, code: &str, body: Value) -> Response {
    let wrapped = json!({
        "success": true,
        "code": code,
        "message": "The request was successful",
        "data": bent(settings, body),
        "timestamp": times::zulu_millis(now),
    });
    stage::json(StatusCode::OK, &wrapped)
}

fn bent(settings: &PressOneSettings, mut body: Value) -> Value {
    if settings.loose_types {
        loosen(&mut body);
    }
    body
}

/// E1: fields that the validator refuses.
pub(crate) fn invalid(status: StatusCode, fields: &[(&str, &str)]) -> Response {
    let fields: Map<String, Value> = fields.iter().map(|(name, message)| ((*name).to_owned(), Value::from(*message))).collect();
    stage::json(status, &json!({"data": fields, "meta": {"message": "the parameter is invalid"}}))
}

/// E2: an empty list and a word.
pub(crate) fn empty(status: StatusCode, message: &str) -> Response {
    stage::json(status, &json!({"data": [], "meta": {"message": message}}))
}

/// 404 for an ICCID that the account does not have.
pub(crate) fn unknown_sim() -> Response {
    empty(StatusCode::NOT_FOUND, "messages.resource_not_found")
}

/// 401 for a missing, wrong or expired token.
pub(crate) fn unauthenticated() -> Response {
    empty(StatusCode::UNAUTHORIZED, "Unauthenticated.")
}

/// E3: a business refusal.
pub(crate) fn business(code: u16, reason: &str) -> Response {
    stage::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({"code": code, "reason": reason}))
}

/// 73: the eSIM is gone for ever.
pub(crate) fn recycled(iccid: &str) -> Response {
    business(73, &format!("The eSIM with iccid {iccid} has been recycled and can no longer be used."))
}

/// E4: too many calls, with the four headers.
pub(crate) fn throttled(verdict: Verdict) -> Response {
    let mut response = stage::json(StatusCode::TOO_MANY_REQUESTS, &json!({"message": "Too Many Attempts."}));
    response.headers_mut().insert("retry-after", HeaderValue::from(verdict.retry_after));
    with_limit(response, verdict)
}

/// The limiter's headers, which also ride on ordinary answers.
pub(crate) fn with_limit(mut response: Response, verdict: Verdict) -> Response {
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(verdict.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(verdict.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(verdict.resets_at.unix_timestamp()));
    response
}

fn loosen(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(loosen),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if LOOSE_FIELDS.contains(&name.as_str()) {
                    flip(field);
                }
                loosen(field);
            }
            fields.insert("introduced_later".to_owned(), json!({"since": "tomorrow"}));
        }
        _ => {}
    }
}

fn flip(field: &mut Value) {
    let flipped = match field {
        Value::Number(number) => Some(Value::String(number.to_string())),
        Value::String(text) => text.parse::<serde_json::Number>().ok().map(Value::Number),
        _ => None,
    };
    if let Some(flipped) = flipped {
        *field = flipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loose_types_flip_both_ways_and_add_the_unknown() {
        let mut body = json!({"data": {"price": 7.5, "quantity": "1", "title": "2"}});
        loosen(&mut body);
        let later = json!({"since": "tomorrow"});
        assert_eq!(
            body,
            json!({"data": {"price": "7.5", "quantity": 1, "title": "2", "introduced_later": later}, "introduced_later": later})
        );
    }
}
