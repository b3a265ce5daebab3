//! Opaque names: each is a text that only its maker understands.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text cannot be this kind of id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdError {
    /// Shorter or longer than the kind allows.
    Length {
        /// The fewest characters.
        min: usize,
        /// The most.
        max: usize,
    },
    /// Holds a character that the kind does not allow.
    Character {
        /// Which it does, in words.
        allowed: &'static str,
    },
}

impl fmt::Display for IdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { min, max } => write!(formatter, "must have {min} to {max} characters"),
            Self::Character { allowed } => write!(formatter, "may hold only {allowed}"),
        }
    }
}

impl std::error::Error for IdError {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $min:tt..=$max:tt, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, min_length = $min, max_length = $max))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                if !($min..=$max).contains(&text.len()) {
                    return Err(IdError::Length { min: $min, max: $max });
                }
                let (is_allowed, allowed): Allowed = $allowed;
                if !text.bytes().all(is_allowed) {
                    return Err(IdError::Character { allowed });
                }
                Ok(Self(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

/// Which bytes a kind allows, and the words for them.
type Allowed = (fn(u8) -> bool, &'static str);

const URL_SAFE: Allowed = (|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_', "letters, digits, - and _");
const VISIBLE: Allowed = (|byte| byte.is_ascii_graphic(), "visible ASCII characters, without spaces");

id!(
    /// Names a SIM to the widget without telling its ICCID: stable per storefront, URL-safe.
    ///
    /// ```
    /// assert!("sim_4f1c".parse::<contract::SimId>().is_ok());
    /// assert!("../etc".parse::<contract::SimId>().is_err());
    /// ```
    SimId, 4..=64, URL_SAFE
);

id!(
    /// Names an offer of one SIM. It may be the provider's own package id, so it may hold any visible ASCII character; it
    /// travels in bodies only, never in a URL.
    ///
    /// ```
    /// assert!("kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=".parse::<contract::OfferId>().is_ok());
    /// ```
    OfferId, 1..=200, VISIBLE
);

id!(
    /// Names an order: unguessable, URL-safe.
    ///
    /// ```
    /// assert!("ord_0192f0c1d2".parse::<contract::OrderId>().is_ok());
    /// ```
    OrderId, 8..=64, URL_SAFE
);

id!(
    /// The key of one intent to buy, made by the widget at review and kept until the order is final (20 to 64 URL-safe
    /// characters; the header `Idempotency-Key`).
    ///
    /// ```
    /// assert!("0192f0c1-d2e3-7f40-8a51-b6c7d8e9fa0b".parse::<contract::IdempotencyKey>().is_ok());
    /// assert!("short".parse::<contract::IdempotencyKey>().is_err());
    /// ```
    IdempotencyKey, 20..=64, URL_SAFE
);

id!(
    /// The storefront's own name for a payment that its customer has approved; its payment hook is asked to hold that one. Any
    /// visible ASCII characters.
    ///
    /// ```
    /// assert!("pi_3NkqbT2eZvKYlo2C".parse::<contract::PaymentReference>().is_ok());
    /// assert!("two words".parse::<contract::PaymentReference>().is_err());
    /// ```
    PaymentReference, 1..=200, VISIBLE
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_id_says_what_may() {
        let error = |text: &str| text.parse::<PaymentReference>().expect_err("refused").to_string();
        assert_eq!(error(""), "must have 1 to 200 characters");
        assert_eq!(error(&"x".repeat(201)), "must have 1 to 200 characters");
        for text in ["two words", "tab\t", "nul\0", "caf\u{e9}", "\u{7f}"] {
            assert_eq!(error(text), "may hold only visible ASCII characters, without spaces", "{text:?}");
        }
        assert_eq!("a/b".parse::<SimId>().expect_err("short"), IdError::Length { min: 4, max: 64 });
        assert_eq!("a/bcd".parse::<SimId>().expect_err("a slash").to_string(), "may hold only letters, digits, - and _");
        for text in ["x".to_owned(), "!\"#~".to_owned(), "x".repeat(200)] {
            assert_eq!(text.parse::<PaymentReference>().expect("a reference").as_str(), text);
        }
    }
}
