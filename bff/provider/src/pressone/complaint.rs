//! PressOne's four families of error bodies.

use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::reading::ReadError;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// An error body, decoded after its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Complaint {
    /// `{"data": {"<field>": "<message>"}, "meta": …}`: what is wrong with which field.
    Validation(Vec<(String, String)>),
    /// `{"code": 73, "reason": "…"}`; the code as text, because it may be a number or a string.
    Business(String),
    /// `{"data": [], "meta": {"message": "<token>"}}`; the token.
    Empty(String),
    /// `{"message": "Too Many Attempts."}`: the limiter's own words.
    Throttle,
    /// Anything else.
    Other,
}

#[derive(Deserialize)]
struct Body<'body> {
    #[serde(default)]
    code: Scalar,
    #[serde(default)]
    message: Scalar,
    #[serde(borrow, default)]
    data: Option<&'body RawValue>,
    #[serde(default)]
    meta: json::Part<Meta>,
}

#[derive(Clone, Debug, Deserialize)]
struct Meta {
    #[serde(default)]
    message: Scalar,
}

impl Complaint {
    /// Never fails: what cannot be read is [`Complaint::Other`].
    pub(super) fn read(body: &str) -> Self {
        if !body.trim_start().starts_with('{') {
            return Self::Other;
        }
        let Ok(body) = serde_json::from_str::<Body<'_>>(body) else { return Self::Other };
        if let Some(code) = body.code.word() {
            return Self::Business(code.to_owned());
        }
        match (body.data.map(RawValue::get), body.message.word()) {
            (Some(data), _) if data.starts_with('{') => match json::object::<BTreeMap<String, Scalar>>(data) {
                // What has a number of its own is no list of mistakes: it may be the very order.
                Ok(fields) if !fields.is_empty() && fields.get("id").and_then(Scalar::key).is_none() => {
                    Self::Validation(fields.into_iter().map(|(field, text)| (field, text.text().unwrap_or_default().to_owned())).collect())
                }
                _ => Self::Other,
            },
            (Some("[]"), _) => match body.meta.get().and_then(|meta| meta.message.word()) {
                Some(token) => Self::Empty(token.to_owned()),
                None => Self::Other,
            },
            (None, Some(message)) if message.to_ascii_lowercase().starts_with("too many attempts") => Self::Throttle,
            _ => Self::Other,
        }
    }
}

/// Why a read was refused; quotes names and codes, never free text.
pub(super) fn refusal(reply: &Reply) -> ReadError {
    let status = reply.status;
    match (status, Complaint::read(&reply.body)) {
        (404, Complaint::Empty(_)) => ReadError::NotFound,
        (404, _) => ReadError::Refused("status 404 in a foreign shape: are base_url and path_prefix right?".to_owned()),
        (_, Complaint::Business(code)) => match code.as_str() {
            "73" => ReadError::Retired,
            "13" | "53" => ReadError::Unavailable(format!("status {status} code {code}")),
            _ => ReadError::Refused(format!("status {status} code {}", name(&code))),
        },
        (_, Complaint::Validation(fields)) => {
            let names: Vec<String> = fields.iter().map(|(field, _)| name(field)).collect();
            ReadError::Refused(format!("status {status} fields {}", names.join(", ")))
        }
        _ => ReadError::Refused(format!("status {status}")),
    }
}

/// A name as it may be logged; whatever is too long or odd for a name might be something else.
fn name(text: &str) -> String {
    let plain = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let number = text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain && !number { text.to_owned() } else { "(unreadable)".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_four_families_are_told_apart() {
        let fields =
            |pairs: &[(&str, &str)]| Complaint::Validation(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        for (body, expected) in [
            (
                r#"{"data": {"package_id": "invalid topup package"}, "meta": {"message": "x"}}"#,
                fields(&[("package_id", "invalid topup package")]),
            ),
            (r#"{"data": {"items.0": null}}"#, fields(&[("items.0", "")])),
            (r#"{"code": 73, "reason": "x"}"#, Complaint::Business("73".to_owned())),
            (r#"{"code": "73", "reason": "x"}"#, Complaint::Business("73".to_owned())),
            (r#"{"success": false, "code": "73", "message": "x", "timestamp": "y"}"#, Complaint::Business("73".to_owned())),
            (
                r#"{"data": [], "meta": {"message": "This action is unauthorized."}}"#,
                Complaint::Empty("This action is unauthorized.".to_owned()),
            ),
            (r#"{"message": "Too Many Attempts."}"#, Complaint::Throttle),
            (r#"{"message": "Server Error"}"#, Complaint::Other),
            (r#"{"data": {}}"#, Complaint::Other),
            (r#"{"data": {"id": 51207, "package_id": "p"}, "meta": {"message": "success"}}"#, Complaint::Other),
            (r#"{"data": {"id": "The id must be a number."}}"#, fields(&[("id", "The id must be a number.")])),
            (r#"{"data": []}"#, Complaint::Other),
            ("<html>Too Many Attempts.</html>", Complaint::Other),
            ("[]", Complaint::Other),
            ("", Complaint::Other),
        ] {
            assert_eq!(Complaint::read(body), expected, "{body}");
        }
    }

    #[test]
    fn a_refused_read_never_quotes_the_provider() {
        let refused = |status, body: &str| refusal(&Reply { status, retry_after: None, body: body.to_owned() });
        assert_eq!(refused(422, r#"{"code": 73, "reason": "… 8988200000000417736 …"}"#), ReadError::Retired);
        assert_eq!(refused(404, r#"{"data": [], "meta": {"message": "messages.resource_not_found"}}"#), ReadError::NotFound);
        assert!(matches!(refused(404, "<html>"), ReadError::Refused(why) if why.contains("base_url")), "it says what may be set wrongly");
        assert!(matches!(refused(422, r#"{"code": 53}"#), ReadError::Unavailable(_)));
        for body in [r#"{"code": "8988200000000417736"}"#, r#"{"data": {"8988200000000417736": "x"}}"#, r#"{"code": "a b 89882"}"#] {
            let text = refused(422, body).to_string();
            assert!(!text.contains("8988"), "{text}");
        }
        let code = |code: &str| refused(422, &format!(r#"{{"code": "{code}"}}"#));
        let named = |name: &str| ReadError::Refused(format!("status 422 code {name}"));
        for good in ["43", "12345678", "PACKAGE_GONE", "a.b-c", &"a".repeat(40)] {
            assert_eq!(code(good), named(good));
        }
        for odd in ["123456789", "a b", "é", &"a".repeat(41)] {
            assert_eq!(code(odd), named("(unreadable)"), "{odd}");
        }
        for unavailable in ["13", "53"] {
            assert_eq!(code(unavailable), ReadError::Unavailable(format!("status 422 code {unavailable}")));
        }
        assert_eq!(
            refused(422, r#"{"data": {"limit": "x", "page": "y"}}"#),
            ReadError::Refused("status 422 fields limit, page".to_owned())
        );
        assert_eq!(refused(401, r#"{"data": [], "meta": {"message": "x"}}"#), ReadError::Refused("status 401".to_owned()));
        assert_eq!(refused(403, ""), ReadError::Refused("status 403".to_owned()));
    }
}
