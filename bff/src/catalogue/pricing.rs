//! From a provider's list price to what the customer pays; pure.

use crate::config::{PricingConfig, Rounding};
use contract::{Money, Offer};
use provider::ProviderOffer;
use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

/// The offer at its price; `None`: it cannot be sold under this pricing (another currency, or a price beyond counting).
pub(crate) fn price(offer: ProviderOffer, pricing: &PricingConfig) -> Option<Offer> {
    if pricing.currency.is_some_and(|only| only != offer.list_price.currency) {
        return None;
    }
    let price = retail(offer.list_price, pricing)?;
    Some(Offer {
        id: offer.id,
        title: offer.title,
        data: offer.data,
        fair_use: offer.fair_use,
        minutes: offer.minutes,
        texts: offer.texts,
        validity: offer.validity,
        price,
        effects: offer.effects,
    })
}

/// List price, plus markup, rounded; never below the list price and never negative.
fn retail(list: Money, pricing: &PricingConfig) -> Option<Money> {
    let digits = list.currency.digits();
    let unit = Decimal::from(10_i64.checked_pow(digits)?);
    let factor = Decimal::ONE.checked_add(pricing.markup_percent.checked_div(Decimal::ONE_HUNDRED)?)?;
    let minor = Decimal::from(list.minor).checked_mul(factor)?;
    let rounded = match pricing.rounding {
        Rounding::None => minor.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero),
        Rounding::Whole => up(minor, unit)?,
        // Without minor units there is no half and no 99: whole is what is left.
        Rounding::Half | Rounding::NinetyNine if digits == 0 => up(minor, unit)?,
        Rounding::Half => up(minor, unit.checked_div(Decimal::TWO)?)?,
        Rounding::NinetyNine => just_below(minor, unit)?,
    };
    let minor = rounded.to_i64().filter(|minor| *minor >= 0)?;
    Some(Money::new(minor, list.currency))
}

/// The next multiple of `step`.
fn up(minor: Decimal, step: Decimal) -> Option<Decimal> {
    minor.checked_div(step)?.ceil().checked_mul(step)
}

/// The next amount that ends one hundredth of a unit below a whole unit (9.99, or 9.990 with three digits).
fn just_below(minor: Decimal, unit: Decimal) -> Option<Decimal> {
    let hundredth = unit.checked_div(Decimal::ONE_HUNDRED)?;
    up(minor.checked_add(hundredth)?, unit)?.checked_sub(hundredth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sold(minor: i64, currency: &str, percent: &str, rounding: Rounding) -> i64 {
        let pricing = PricingConfig { markup_percent: percent.parse().unwrap(), rounding, currency: None };
        retail(Money::new(minor, currency.parse().unwrap()), &pricing).unwrap().minor
    }

    #[test]
    fn prices_follow_the_table() {
        use Rounding::{Half, NinetyNine, None, Whole};
        for (minor, currency, percent, rounding, expected) in [
            (1000, "USD", "0", None, 1000),
            (1000, "USD", "20", None, 1200),
            (333, "USD", "10", None, 366),
            (335, "USD", "10", None, 369),
            (1001, "USD", "0", Whole, 1100),
            (1000, "USD", "0", Whole, 1000),
            (1001, "USD", "0", Half, 1050),
            (1051, "USD", "0", Half, 1100),
            (1000, "USD", "0", NinetyNine, 1099),
            (999, "USD", "0", NinetyNine, 999),
            (0, "USD", "50", NinetyNine, 99),
            (1001, "JPY", "10", NinetyNine, 1102),
            (1001, "JPY", "0", Half, 1001),
            (10_000, "KWD", "0", NinetyNine, 10_990),
        ] {
            assert_eq!(sold(minor, currency, percent, rounding), expected, "{minor} {currency} {percent} {rounding:?}");
        }
    }

    #[test]
    fn a_price_beyond_counting_is_no_offer() {
        let pricing = PricingConfig { markup_percent: Decimal::from(1000), ..PricingConfig::default() };
        assert_eq!(retail(Money::new(i64::MAX, "USD".parse().unwrap()), &pricing), None);
        assert_eq!(retail(Money::new(-1, "USD".parse().unwrap()), &PricingConfig::default()), None);
    }

    proptest! {
        #[test]
        fn rounding_never_sells_below_the_marked_up_price(minor in 0_i64..10_000_000, percent in 0_u32..300) {
            let exact = Decimal::from(minor) * (Decimal::ONE + Decimal::from(percent) / Decimal::ONE_HUNDRED);
            for rounding in [Rounding::Whole, Rounding::Half, Rounding::NinetyNine] {
                for currency in ["USD", "JPY", "KWD"] {
                    let sold = sold(minor, currency, &percent.to_string(), rounding);
                    prop_assert!(Decimal::from(sold) >= exact);
                }
            }
        }
    }
}
