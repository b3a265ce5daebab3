//! Money in minor units.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of money: `minor` units (cents, or whole yen) of a currency.
///
/// ```
/// use contract::Money;
/// let price = Money::new(1000, "USD".parse()?);
/// assert_eq!(price.minor, 1000);
/// # Ok::<(), contract::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// How many minor units; never negative for a price.
    pub minor: i64,
    /// The currency that says how large a minor unit is.
    pub currency: Currency,
}

impl Money {
    /// That many minor units of that currency.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
}

/// An ISO 4217 code: three capital letters. Which codes exist is for the one who formats or charges.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[A-Z]{3}$"))]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Why a text is not a currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyError;

impl Currency {
    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal digits the major unit has (ISO 4217): 2 for most, 0 or 3 for the ones listed.
    pub fn digits(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX" | b"VND" | b"VUV" | b"XAF"
            | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl std::str::FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| MoneyError)?;
        if letters.iter().all(u8::is_ascii_uppercase) { Ok(Self(letters)) } else { Err(MoneyError) }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a currency is three capital letters (ISO 4217)")
    }
}

impl std::error::Error for MoneyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert!("USD".parse::<Currency>().is_ok());
        for bad in ["usd", "US", "USDT", "U$D", "", "ÄÖ"] {
            assert_eq!(bad.parse::<Currency>(), Err(MoneyError), "{bad}");
        }
    }

    #[test]
    fn yen_have_no_cents_and_dinars_have_three_digits() {
        let digits = |code: &str| code.parse::<Currency>().expect("a good code").digits();
        assert_eq!((digits("JPY"), digits("EUR"), digits("KWD")), (0, 2, 3));
    }

    #[test]
    fn money_crosses_the_wire_as_minor_and_currency() {
        let money = Money::new(1000, "USD".parse().expect("a good code"));
        let json = serde_json::to_string(&money).expect("serializable");
        assert_eq!(json, r#"{"minor":1000,"currency":"USD"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).expect("the same"), money);
        assert!(serde_json::from_str::<Money>(r#"{"minor":10.5,"currency":"USD"}"#).is_err());
    }
}
