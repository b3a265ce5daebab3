//! Request bodies: JSON only, small, read in time, and every mistake named by its place.

use crate::failure::Failure;
use axum::extract::{FromRequest, Request};
use contract::ProblemCode;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt as _, LengthLimitError};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use std::time::Duration;

/// The largest body, in bytes: the largest honest one is a token with some eighty SIMs.
pub(super) const LIMIT: usize = 16 * 1024;

/// The longest that a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(10);

/// A body of JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !is_json(media_type) {
            return Err(Failure::new(ProblemCode::UnsupportedMediaType, "send the body as Content-Type: application/json"));
        }
        let body = http_body_util::Limited::new(request.into_body(), LIMIT);
        let bytes = match tokio::time::timeout(ARRIVAL, body.collect()).await {
            Ok(Ok(collected)) => collected.to_bytes(),
            Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => {
                return Err(Failure::new(ProblemCode::TooLarge, format!("the body is larger than {LIMIT} bytes")));
            }
            Ok(Err(_)) => return Err(Failure::unreadable("the body was not sent to its end")),
            Err(_) => return Err(Failure::unreadable("the body did not arrive in time")),
        };
        parse(&bytes).map(Self)
    }
}

fn is_json(media_type: &str) -> bool {
    media_type.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads JSON; an error names the line and column of what is no JSON, or the field of what is no value for it.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().clone();
        fault(&path, &error.into_inner())
    })?;
    deserializer.end().map_err(|_| Failure::unreadable("something follows after the end of the JSON value"))?;
    Ok(read)
}

fn fault(path: &Path, error: &serde_json::Error) -> Failure {
    if !error.is_data() {
        return Failure::unreadable(format!("the body is no JSON: line {}, column {}", error.line(), error.column()));
    }
    let text = error.to_string();
    // serde_json ends with " at line L column C"; the pointer says it better.
    let detail = text.rsplit_once(" at line ").map_or(text.as_str(), |(detail, _)| detail).to_owned();
    let mut pointer = pointer(path);
    let named = detail.strip_prefix("missing field `").or_else(|| detail.strip_prefix("unknown field `"));
    if let Some((field, _)) = named.and_then(|rest| rest.split_once('`')) {
        let step = format!("/{}", escaped(field));
        if !pointer.ends_with(&step) {
            pointer.push_str(&step);
        }
    }
    Failure::invalid(pointer, detail)
}

/// RFC 6901.
fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", escaped(key)),
        Segment::Enum { variant } => format!("{pointer}/{}", escaped(variant)),
        Segment::Unknown => pointer,
    })
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::PlaceOrder;

    fn failed(body: &str) -> (ProblemCode, Option<String>) {
        match parse::<PlaceOrder>(body.as_bytes()) {
            Ok(_) => (ProblemCode::Internal, Some("it was read".to_owned())),
            Err(failure) => (failure.problem.code, failure.problem.errors.first().map(|error| error.field.clone())),
        }
    }

    #[test]
    fn every_mistake_in_a_body_is_named_by_its_place() {
        let good = r#"{"sim":"sim_1234","offer":"gb3","price":{"minor":1000,"currency":"USD"}}"#;
        assert!(parse::<PlaceOrder>(good.as_bytes()).is_ok());
        for (body, code, field) in [
            ("", ProblemCode::BadRequest, None),
            ("{", ProblemCode::BadRequest, None),
            ("{\"sim\":\"\u{0}\"}", ProblemCode::BadRequest, None),
            ("[]", ProblemCode::Invalid, Some("")),
            ("7", ProblemCode::Invalid, Some("")),
            (r#"{"sim":7}"#, ProblemCode::Invalid, Some("/sim")),
            (r#"{"sim":"x"}"#, ProblemCode::Invalid, Some("/sim")),
            (r#"{"sim":"sim_1234"}"#, ProblemCode::Invalid, Some("/offer")),
            (r#"{"sim":"sim_1234","offer":"gb3"}"#, ProblemCode::Invalid, Some("/price")),
            (r#"{"sim":"sim_1234","offer":"gb3","price":{}}"#, ProblemCode::Invalid, Some("/price/minor")),
            (r#"{"sim":"sim_1234","offer":"gb3","price":{"minor":"1"}}"#, ProblemCode::Invalid, Some("/price/minor")),
            (r#"{"sim":"sim_1234","offer":"gb3","price":{"minor":1,"currency":"usd"}}"#, ProblemCode::Invalid, Some("/price/currency")),
            (r#"{"sim":"sim_1234","a~/b":1}"#, ProblemCode::Invalid, Some("/a~0~1b")),
        ] {
            assert_eq!(failed(body), (code, field.map(str::to_owned)), "{body}");
        }
        assert_eq!(failed(&format!("{good}{good}")), (ProblemCode::BadRequest, None));
        assert_eq!(failed(&"[".repeat(10_000)).0, ProblemCode::Invalid, "no depth reaches the stack");
    }

    #[test]
    fn only_json_is_json() {
        for (text, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("application/jsonp", false),
        ] {
            assert_eq!(is_json(text), expected, "{text}");
        }
    }
}
