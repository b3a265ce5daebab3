//! Connect's error model: `{"type", "messages"}`, and the limiter's second shape.

use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::reading::ReadError;
use serde::Deserialize;

/// An error body, decoded after its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// The type, in capitals; empty when there is none.
    pub(super) kind: String,
    /// Its messages in lower case, in one line: their wording is not promised.
    pub(super) words: String,
    /// `http_status_code`, in the limiter's second shape.
    pub(super) code: Option<u64>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "type", default)]
    kind: Scalar,
    #[serde(default)]
    messages: Vec<Scalar>,
    #[serde(default)]
    message: Scalar,
    #[serde(default)]
    http_status_code: Scalar,
}

impl Complaint {
    /// Never fails: what cannot be read is empty.
    pub(super) fn read(body: &str) -> Self {
        let Ok(body) = json::object::<Body>(body) else { return Self::default() };
        let words: Vec<&str> = body.messages.iter().chain([&body.message]).filter_map(Scalar::word).collect();
        Self {
            kind: body.kind.word().unwrap_or_default().to_ascii_uppercase(),
            words: words.join(" ").to_ascii_lowercase(),
            code: body.http_status_code.whole(),
        }
    }
}

/// Why a read was refused; quotes the type, never a message.
pub(super) fn refusal(reply: &Reply) -> ReadError {
    if reply.status == 404 {
        return ReadError::NotFound;
    }
    let kind = Complaint::read(&reply.body).kind;
    let plain = kind.len() <= 40 && kind.bytes().all(|byte| byte.is_ascii_uppercase() || b"_ ".contains(&byte));
    ReadError::Refused(format!("status {} {}", reply.status, if plain { &kind } else { "(unreadable)" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_are_read_and_anything_else_is_empty() {
        let read = Complaint::read(r#"{"type": "INVALID_REQUEST_PARAMS", "messages": ["product.id: Unknown", 7]}"#);
        assert_eq!((read.kind.as_str(), read.words.as_str()), ("INVALID_REQUEST_PARAMS", "product.id: unknown 7"));
        let read = Complaint::read(r#"{"message": "API rate limit exceeded", "http_status_code": "429"}"#);
        assert_eq!((read.kind.as_str(), read.code), ("", Some(429)));
        for body in ["", "<html>", "[]", "7", r#"{"type": "X", "messages": "not a list"}"#] {
            assert_eq!(Complaint::read(body), Complaint::default(), "{body}");
        }
    }

    #[test]
    fn a_refused_read_names_the_type_and_quotes_nothing() {
        let refused = |status, body: &str| refusal(&Reply { status, retry_after: None, body: body.to_owned() }).to_string();
        assert!(refused(403, r#"{"type": "ACCESS_DENIED", "messages": ["8944470000000123456"]}"#).ends_with("status 403 ACCESS_DENIED"));
        assert!(refused(400, r#"{"type": "SIM 8944470000000123456"}"#).ends_with("status 400 (unreadable)"));
        let long = |length| refused(400, &format!(r#"{{"type": "{}"}}"#, "A".repeat(length)));
        assert!(long(40).ends_with(&"A".repeat(40)), "{}", long(40));
        assert!(long(41).ends_with("status 400 (unreadable)"), "{}", long(41));
        assert!(refused(429, r#"{"type": "TOO MANY REQUESTS"}"#).ends_with("status 429 TOO MANY REQUESTS"));
        assert!(refused(401, r#"{"type": "not_in_capitals"}"#).ends_with("status 401 NOT_IN_CAPITALS"));
    }

    #[test]
    fn what_is_not_there_is_told_from_what_is_refused() {
        let refused = |status| refusal(&Reply { status, retry_after: None, body: "<html>".to_owned() });
        assert_eq!(refused(404), ReadError::NotFound);
        assert_eq!(refused(403), ReadError::Refused("status 403 ".to_owned()));
    }
}
