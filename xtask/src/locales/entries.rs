//! A locale's file: a flat JSON object from keys to texts.

use std::fmt;

use anyhow::Result;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Keys and texts, in the order of the file.
#[derive(Debug)]
pub(super) struct Entries(Vec<(String, String)>);

impl Entries {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is not a flat object of texts, or says something of one key twice: JSON would drop one of them in silence.
    pub(super) fn parse(json: &str) -> Result<Self> {
        Ok(serde_json::from_str(json)?)
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
    }

    /// Every key.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Flat;

        impl<'de> Visitor<'de> for Flat {
            type Value = Entries;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a flat object from keys to texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Entries(Vec::new());
                while let Some((key, text)) = map.next_entry::<String, String>()? {
                    if entries.text(&key).is_some() {
                        return Err(A::Error::custom(format_args!("{key} stands there twice")));
                    }
                    entries.0.push((key, text));
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(Flat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_object_of_texts_is_read() {
        let entries = Entries::parse(r#"{"Back": "Zurück", "Line": "{name}: {value}\n"}"#).unwrap();
        assert_eq!((entries.text("Back"), entries.text("Line"), entries.text("Next")), (Some("Zurück"), Some("{name}: {value}\n"), None));
    }

    #[test]
    fn anything_else_is_refused_with_its_place() {
        for (json, why) in [
            (r#"{"Back": "a", "Back": "b"}"#, "Back stands there twice at line 1"),
            (r#"{"Back": {"one": "a"}}"#, "expected a string"),
            (r#"["Back"]"#, "expected a flat object"),
            (r#"{"Back": "a",}"#, "trailing comma"),
        ] {
            let error = Entries::parse(json).unwrap_err().to_string();
            assert!(error.contains(why), "{json}: {error}");
        }
    }
}
