//! Money between a provider's decimals and our minor units.

use crate::reading::ReadError;
use contract::{Currency, Money};
use rust_decimal::{Decimal, RoundingStrategy};

/// A price in major units as money; it must be positive and must not have more digits than its currency.
pub(crate) fn to_money(major: Decimal, currency: Currency) -> Result<Money, ReadError> {
    let wrong = |why: &str| ReadError::Malformed(format!("a price {why}"));
    let digits = currency.digits();
    let scale = Decimal::from(10_u64.pow(digits));
    let minor = major.checked_mul(scale).ok_or_else(|| wrong("that is too large"))?.normalize();
    if minor.scale() != 0 {
        return Err(wrong("with more digits than its currency has"));
    }
    let minor = i64::try_from(minor.mantissa()).map_err(|_| wrong("that is too large"))?;
    if minor > 0 { Ok(Money::new(minor, currency)) } else { Err(wrong("that is not positive")) }
}

/// Money in major units, without the sales tax that it contains; as many digits as the currency has.
pub(crate) fn net_major(sold: Money, tax_percent: Decimal) -> Decimal {
    let digits = sold.currency.digits();
    let gross = Decimal::new(sold.minor, digits);
    let hundred = Decimal::ONE_HUNDRED;
    let net = hundred.checked_add(tax_percent).and_then(|whole| gross.checked_mul(hundred)?.checked_div(whole)).unwrap_or(gross);
    let mut net = net.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    net.rescale(digits);
    net
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn prices_become_minor_units_exactly() {
        for (text, code, minor) in [
            ("10", "USD", Some(1000)),
            ("7.5", "USD", Some(750)),
            ("10.00", "USD", Some(1000)),
            ("10.000", "USD", Some(1000)),
            ("0.07", "EUR", Some(7)),
            ("1234567.89", "USD", Some(123_456_789)),
            ("500", "JPY", Some(500)),
            ("1.234", "KWD", Some(1234)),
            ("10.001", "USD", None),
            ("500.5", "JPY", None),
            ("0", "USD", None),
            ("-1", "USD", None),
            ("92233720368547758.08", "USD", None),
            ("79228162514264337593543950335", "USD", None),
        ] {
            let money = to_money(Decimal::from_str_exact(text).unwrap(), currency(code)).ok();
            assert_eq!(money, minor.map(|minor| Money::new(minor, currency(code))), "{text} {code}");
        }
    }

    #[test]
    fn a_sold_price_is_net_of_the_tax_that_it_contains() {
        for (minor, code, tax, net) in
            [(1490, "EUR", "0", "14.90"), (1200, "GBP", "20", "10.00"), (999, "EUR", "19", "8.39"), (1100, "JPY", "10", "1000")]
        {
            let sold = Money::new(minor, currency(code));
            assert_eq!(net_major(sold, Decimal::from_str_exact(tax).unwrap()).to_string(), net);
        }
    }

    proptest! {
        #[test]
        fn money_survives_the_way_out_and_back(minor in 1..i64::MAX, code in prop::sample::select(vec!["USD", "JPY", "KWD"])) {
            let money = Money::new(minor, currency(code));
            prop_assert_eq!(to_money(net_major(money, Decimal::ZERO), money.currency).ok(), Some(money));
        }
    }
}
