//! Opaque names: each is a text that only its maker understands.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text cannot be this kind of id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdError {
    /// Shorter or longer than the kind allows.
    Length,
    /// Holds a character that the kind does not allow.
    Character,
}

impl fmt::Display for IdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Length => "the length is out of range",
            Self::Character => "a character is not allowed here",
        })
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
                    return Err(IdError::Length);
                }
                let allowed: fn(u8) -> bool = $allowed;
                if !text.bytes().all(allowed) {
                    return Err(IdError::Character);
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

fn url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

id!(
    /// Names a SIM to the widget without telling its ICCID: stable per storefront, URL-safe.
    ///
    /// ```
    /// assert!("sim_4f1c".parse::<contract::SimId>().is_ok());
    /// assert!("../etc".parse::<contract::SimId>().is_err());
    /// ```
    SimId, 4..=64, url_safe
);

id!(
    /// Names an offer of one SIM. It may be the provider's own package id, so it may hold any visible ASCII character; it
    /// travels in bodies only, never in a URL.
    ///
    /// ```
    /// assert!("kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=".parse::<contract::OfferId>().is_ok());
    /// ```
    OfferId, 1..=200, |byte| byte.is_ascii_graphic()
);

id!(
    /// Names an order: unguessable, URL-safe.
    ///
    /// ```
    /// assert!("ord_0192f0c1d2".parse::<contract::OrderId>().is_ok());
    /// ```
    OrderId, 8..=64, url_safe
);

id!(
    /// The key of one intent to buy, made by the widget at review and kept until the order is final (20 to 64 URL-safe
    /// characters; the header `Idempotency-Key`).
    ///
    /// ```
    /// assert!("0192f0c1-d2e3-7f40-8a51-b6c7d8e9fa0b".parse::<contract::IdempotencyKey>().is_ok());
    /// assert!("short".parse::<contract::IdempotencyKey>().is_err());
    /// ```
    IdempotencyKey, 20..=64, url_safe
);
