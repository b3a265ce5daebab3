//! Tolerant reading of JSON: scalars however they are spelt, parts that may be missing, and the envelopes.
//!
//! Numbers are kept as the text that was sent, so that money never passes through a float.

use crate::reading::ReadError;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A string, a number or a boolean as its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// It is not there, or null.
    #[default]
    Missing,
    /// As it was written.
    Text(String),
    /// A list, an object, or a string that is no text.
    Odd,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(match raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw.get()).map_or(Self::Odd, Self::Text),
            Some(b'n') | None => Self::Missing,
            Some(b'{' | b'[') => Self::Odd,
            Some(_) => Self::Text(raw.get().to_owned()),
        })
    }
}

impl Scalar {
    /// The text, when there is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing | Self::Odd => None,
        }
    }

    /// Whether something is said there that cannot be read: where nothing may be overlooked that is not the same as nothing.
    pub(crate) const fn is_odd(&self) -> bool {
        matches!(self, Self::Odd)
    }

    /// The text, when there is one that is not empty.
    pub(crate) fn word(&self) -> Option<&str> {
        self.text().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The number, exactly.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        let text = self.word()?;
        Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
    }

    /// The number without its fraction; none when negative or too large.
    pub(crate) fn whole(&self) -> Option<u64> {
        u64::try_from(self.decimal()?.trunc().normalize()).ok()
    }

    /// The number that names a thing: above zero and written as its digits alone. Nothing is cut off or filled in as with an
    /// amount, because another number names another thing.
    pub(crate) fn key(&self) -> Option<u64> {
        let text = self.text()?;
        text.parse().ok().filter(|key: &u64| *key > 0 && key.to_string() == text)
    }

    /// The text that names a thing, as written or not at all: no more visible ASCII than people could attach to an order and a
    /// database could index, and no yes or no.
    pub(crate) fn name(&self) -> Option<&str> {
        let is_name = |text: &&str| {
            (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) && !matches!(*text, "true" | "false")
        };
        self.text().filter(is_name)
    }

    /// A small whole number.
    pub(crate) fn count(&self) -> Option<u32> {
        self.whole().and_then(|number| u32::try_from(number).ok())
    }

    /// True or false, also as 1, 0 or text.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.word()? {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

/// An object that may be missing, null, or something else altogether.
#[derive(Clone, Debug)]
pub(crate) struct Part<T>(Option<T>);

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(object(raw.get()).ok()))
    }
}

impl<T> Part<T> {
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

#[derive(Deserialize)]
struct Envelope<'body> {
    #[serde(default)]
    success: Scalar,
    #[serde(borrow, default)]
    data: Option<&'body RawValue>,
}

/// What the answer is about, out of whichever envelope (`{data, meta}`, `{success, code, data: {data}}`, or none).
fn payload(body: &str) -> Result<&str, ReadError> {
    let body = body.trim();
    let structured = |raw: &RawValue| raw.get().starts_with(['{', '[']);
    if !body.starts_with('{') {
        return Ok(body);
    }
    let outer: Envelope<'_> = serde_json::from_str(body).map_err(|error| malformed(&error))?;
    let said = outer.success != Scalar::Missing;
    match (outer.success.flag(), outer.data.filter(|data| structured(data))) {
        // However it is spelt: the empty list that goes with it is no list without anything in it.
        (None | Some(false), _) if said => Err(ReadError::Malformed("a success status that does not say `success: true`".to_owned())),
        (Some(true), Some(data)) if data.get().starts_with('{') => {
            let inner: Envelope<'_> = serde_json::from_str(data.get()).map_err(|error| malformed(&error))?;
            Ok(inner.data.filter(|inner| structured(inner)).unwrap_or(data).get())
        }
        (_, Some(data)) => Ok(data.get()),
        // `data` is a number where it is a product's allowance.
        (_, None) => Ok(body),
    }
}

/// The one thing that an answer is about.
pub(crate) fn document<T: DeserializeOwned>(body: &str) -> Result<T, ReadError> {
    object(payload(body)?)
}

/// The list that an answer is about, item by item; it may also be an object keyed by index.
pub(crate) fn items(body: &str) -> Result<Vec<&str>, ReadError> {
    let list = payload(body)?;
    if list.starts_with('[') {
        let list: Vec<&RawValue> = serde_json::from_str(list).map_err(|error| malformed(&error))?;
        return Ok(list.into_iter().map(RawValue::get).collect());
    }
    let list: BTreeMap<String, &RawValue> = serde_json::from_str(list).map_err(|error| malformed(&error))?;
    // PHP never writes an empty list as an object, so an empty object is no list at all.
    if !list.is_empty() && list.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(list.into_values().map(RawValue::get).collect());
    }
    Err(ReadError::Malformed("an object where a list belongs".to_owned()))
}

/// An object; unlike serde alone, which takes a list for a struct by position.
pub(crate) fn object<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    if !text.trim_start().starts_with('{') {
        return Err(ReadError::Malformed("an object belongs here".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| malformed(&error))
}

/// Where the text is wrong; serde's own words would quote it, ICCIDs included.
fn malformed(error: &serde_json::Error) -> ReadError {
    ReadError::Malformed(format!("{:?} error at line {} column {}", error.classify(), error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scalar(json: &str) -> Scalar {
        serde_json::from_str(json).unwrap()
    }

    #[derive(Debug, Deserialize)]
    struct Thing {
        #[serde(default)]
        id: Scalar,
        #[serde(default)]
        part: Part<Box<Thing>>,
    }

    #[test]
    fn numbers_are_read_as_number_or_as_text() {
        for json in ["1733", "\"1733\"", "1733.0", "\" 1733.00 \"", "1.733e3", "1733.9"] {
            assert_eq!(scalar(json).whole(), Some(1733), "{json}");
        }
        for json in ["null", "-1", "\"\"", "\"many\"", "[]", "{}", "true", "1e400", "\"99999999999999999999\""] {
            assert_eq!(scalar(json).whole(), None, "{json}");
        }
        assert_eq!(scalar("0.1").decimal(), Some(Decimal::new(1, 1)));
        assert_eq!(scalar("19.99").decimal(), Some(Decimal::new(1999, 2)));
    }

    #[test]
    fn a_number_that_names_a_thing_is_read_as_written_or_not_at_all() {
        for json in ["1733", "\"1733\""] {
            assert_eq!(scalar(json).key(), Some(1733), "{json}");
        }
        for json in [
            "0",
            "-1",
            "1733.9",
            "1733.0",
            "1.733e3",
            "\"01733\"",
            "\"+1733\"",
            "\" 1733\"",
            "\"\"",
            "null",
            "true",
            "\"99999999999999999999\"",
        ] {
            assert_eq!(scalar(json).key(), None, "{json}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_from_what_is_not_there() {
        for (json, odd) in [("null", false), ("7", false), ("\"\"", false), ("{}", true), ("[7]", true), (r#""\ud83d""#, true)] {
            assert_eq!((scalar(json).is_odd(), scalar(json).text().is_some()), (odd, !odd && json != "null"), "{json}");
        }
        assert!(!Scalar::default().is_odd());
    }

    #[test]
    fn a_text_that_names_a_thing_is_read_as_written_or_not_at_all() {
        for (json, name) in [("\"h7Tq-2L=\"", "h7Tq-2L="), ("51207", "51207"), ("\"a/b+c\"", "a/b+c")] {
            assert_eq!(scalar(json).name(), Some(name), "{json}");
        }
        for json in ["\"\"", "\" a\"", "\"a b\"", "\"a\\u0000\"", "\"é\"", "true", "\"false\"", "null", "{}", "[]"] {
            assert_eq!(scalar(json).name(), None, "{json}");
        }
        let long = |length| scalar(&format!("\"{}\"", "a".repeat(length))).name().is_some();
        assert!(long(200) && !long(201));
    }

    #[test]
    fn flags_are_read_as_boolean_number_or_text() {
        for (json, flag) in
            [("true", Some(true)), ("\"true\"", Some(true)), ("1", Some(true)), ("0", Some(false)), ("null", None), ("\"x\"", None)]
        {
            assert_eq!(scalar(json).flag(), flag, "{json}");
        }
    }

    #[test]
    fn every_envelope_holds_the_same_thing() {
        for body in [
            r#"{"data": {"id": 7}, "meta": {"message": "success"}}"#,
            r#"{"success": true, "code": "DONE", "data": {"data": {"id": 7}}, "timestamp": "x"}"#,
            r#"{"success": true, "data": {"id": "7"}}"#,
            r#"{"id": "7", "data": 3}"#,
            r#" {"id": 7} "#,
        ] {
            assert_eq!(document::<Thing>(body).unwrap().id.key(), Some(7), "{body}");
        }
        for body in [
            r#"{"data": []}"#,
            r#"{"success": false, "data": {"id": 7}}"#,
            r#"{"success": "false", "data": {"id": 7}}"#,
            "[]",
            "",
            "<html>",
            r#"{"data": {"id": 7"#,
        ] {
            assert!(document::<Thing>(body).is_err(), "{body}");
        }
    }

    #[test]
    fn every_list_envelope_holds_the_same_items() {
        for body in [
            r#"{"data": [1, 2]}"#,
            r#"{"success": true, "data": {"data": [1, 2]}}"#,
            r#"{"success": true, "data": [1, 2]}"#,
            r#"{"data": {"0": 1, "1": 2}}"#,
            "[1, 2]",
        ] {
            assert_eq!(items(body).unwrap(), ["1", "2"], "{body}");
        }
        assert!(items(r#"{"data": []}"#).unwrap().is_empty());
        for success in ["false", "\"false\"", "0", "\"0\"", "\"no\"", "{}", "[]"] {
            assert!(items(&format!(r#"{{"success": {success}, "data": []}}"#)).is_err(), "{success}");
        }
        assert!(items(r#"{"success": null, "data": []}"#).unwrap().is_empty());
        for body in ["{}", r#"{"data": {}}"#, r#"{"data": null}"#, r#"{"message": "hello"}"#, r#"{"data": {"id": 7}}"#, "7", "", "{"] {
            assert!(items(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_part_of_the_wrong_shape_is_a_missing_part() {
        for body in [r#"{"id": 1}"#, r#"{"id": 1, "part": null}"#, r#"{"id": 1, "part": []}"#, r#"{"id": 1, "part": "x"}"#] {
            assert!(document::<Thing>(body).unwrap().part.get().is_none(), "{body}");
        }
        assert!(document::<Thing>(r#"{"part": {"id": 2}}"#).unwrap().part.get().is_some());
    }

    #[test]
    fn an_error_never_quotes_what_it_could_not_read() {
        let error = document::<Thing>(r#"{"id": 89340000000000872, "part": 89340000000000872 oops}"#).unwrap_err();
        assert!(!error.to_string().contains("8934"), "{error}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(body in ".{0,80}", json in r#"[{}\[\]":,a-z0-9.e+-]{0,40}"#) {
            for text in [&body, &json] {
                let _ = (document::<Thing>(text), items(text));
            }
        }
    }
}
