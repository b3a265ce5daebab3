//! The number that names a SIM.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The ICCID of a SIM: 15 to 22 digits (documented samples of both providers run from 15 to 22; the check digit is not
/// checked because theirs do not all satisfy it).
///
/// `Debug` never prints the whole number, so that it stays out of logs; there is no `Display` on purpose.
///
/// ```
/// let iccid: contract::Iccid = "89340000000000872".parse()?;
/// assert_eq!(format!("{iccid:?}"), "Iccid(…0872)");
/// assert_eq!(iccid.tail(), "0872");
/// # Ok::<(), contract::IccidError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[0-9]{15,22}$"))]
#[serde(try_from = "String", into = "String")]
pub struct Iccid(String);

/// Why a text is not an ICCID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IccidError {
    /// Something other than the digits 0 to 9.
    NotDigits,
    /// Fewer than 15 or more than 22 digits.
    Length,
}

impl Iccid {
    /// The whole number. For the provider's request and the customer's own screen; never for a log or a URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, as customers know the SIM.
    pub fn tail(&self) -> &str {
        self.0.len().checked_sub(4).and_then(|start| self.0.get(start..)).unwrap_or_default()
    }
}

impl std::str::FromStr for Iccid {
    type Err = IccidError;

    fn from_str(text: &str) -> Result<Self, IccidError> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Iccid {
    type Error = IccidError;

    fn try_from(text: String) -> Result<Self, IccidError> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IccidError::NotDigits);
        }
        if !(15..=22).contains(&text.len()) {
            return Err(IccidError::Length);
        }
        Ok(Self(text))
    }
}

impl From<Iccid> for String {
    fn from(iccid: Iccid) -> Self {
        iccid.0
    }
}

impl fmt::Debug for Iccid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Iccid(…{})", self.tail())
    }
}

impl fmt::Display for IccidError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotDigits => "an ICCID is made of digits only",
            Self::Length => "an ICCID has 15 to 22 digits",
        })
    }
}

impl std::error::Error for IccidError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_of_a_sane_length_are_an_iccid() {
        for good in ["893400000000008", "8944472600000510740", "8934000000000087212345"] {
            assert!(good.parse::<Iccid>().is_ok(), "{good}");
        }
        for (bad, why) in [
            ("", IccidError::Length),
            ("12345678901234", IccidError::Length),
            ("12345678901234567890123", IccidError::Length),
            ("8934000000000087F", IccidError::NotDigits),
            ("8934000000000087/", IccidError::NotDigits),
            ("٨٩٣٤٠٠٠٠٠٠٠٠٠٠٨٧٢", IccidError::NotDigits),
        ] {
            assert_eq!(bad.parse::<Iccid>(), Err(why), "{bad}");
        }
    }

    #[test]
    fn debug_shows_four_digits_only() {
        let iccid: Iccid = "89340000000000872".parse().expect("a good number");
        assert!(!format!("{iccid:?}").contains("8934"));
    }
}
