//! Connect's catalogue: `GET /products`.

use super::complaint::refusal;
use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::offer::ProviderOffer;
use crate::price::to_money;
use crate::reading::ReadError;
use crate::volume::{bytes, unit};
use contract::{ActivateBy, Activation, DataAmount, DataEffect, Effects, SimKind, Validity, ValidityEffect};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Product {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    name: Scalar,
    #[serde(default)]
    sim_type: Vec<Scalar>,
    #[serde(default)]
    duration: Scalar,
    #[serde(default)]
    duration_unit: Scalar,
    #[serde(default)]
    data: Scalar,
    #[serde(default)]
    data_unit: Scalar,
    #[serde(default)]
    price: Scalar,
    #[serde(default)]
    price_currency: Scalar,
}

/// A top-up adds a subscription of its own beside the others; without an `activation_date` its clock starts at once.
const EFFECTS: Effects = Effects {
    activation: Activation::Now,
    data_effect: DataEffect::Separate,
    validity_effect: ValidityEffect::Independent,
    activate_by: ActivateBy::None,
};

/// `ESIM` or `PSIM`, as products and orders say it.
pub(super) const fn sim_type(kind: SimKind) -> &'static str {
    match kind {
        SimKind::Esim => "ESIM",
        SimKind::Psim => "PSIM",
    }
}

/// One page of products. One that cannot be read is left out, so that it does not take the others with it.
pub(super) fn page(reply: &Reply) -> Result<Vec<Product>, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let products = json::items(&reply.body)?.into_iter().filter_map(|item| match json::object(item) {
        Ok(product) => Some(product),
        Err(error) => {
            tracing::warn!(%error, "a product is left out");
            None
        }
    });
    Ok(products.collect())
}

impl Product {
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text()
    }

    fn fits(&self, kind: SimKind) -> bool {
        self.sim_type.iter().any(|name| name.word().is_some_and(|name| name.eq_ignore_ascii_case(sim_type(kind))))
    }

    fn offer(&self) -> Result<ProviderOffer, ReadError> {
        let missing = |what: &str| ReadError::Malformed(format!("a product without a usable {what}"));
        let amount = unit(self.data_unit.word().unwrap_or_default()).and_then(|unit| bytes(self.data.decimal()?, unit));
        let currency = self.price_currency.word().and_then(|code| code.parse().ok()).ok_or_else(|| missing("currency"))?;
        let duration = self.duration.count().filter(|duration| *duration > 0);
        let validity = match (duration, self.duration_unit.word().unwrap_or_default().to_ascii_uppercase().as_str()) {
            (Some(days), "DAY" | "DAYS") => Validity::Days(days),
            (Some(weeks), "WEEK" | "WEEKS") => weeks.checked_mul(7).map_or(Validity::Unknown, Validity::Days),
            (Some(months), "MONTH" | "MONTHS") => Validity::Months(months),
            _ => Validity::Unknown,
        };
        Ok(ProviderOffer {
            id: self.id.text().and_then(|id| id.parse().ok()).ok_or_else(|| missing("id"))?,
            title: self.name.word().or(self.id.word()).unwrap_or_default().to_owned(),
            data: DataAmount::Bytes(amount.filter(|bytes| *bytes > 0).ok_or_else(|| missing("amount"))?),
            fair_use: None,
            minutes: None,
            texts: None,
            validity,
            list_price: to_money(self.price.decimal().ok_or_else(|| missing("price"))?, currency)?,
            effects: EFFECTS,
        })
    }
}

/// What of the catalogue may be bought for that kind of SIM; if nothing of it can be read, the answer is malformed.
pub(super) fn offers(products: &[Product], kind: SimKind) -> Result<Vec<ProviderOffer>, ReadError> {
    let (mut offers, mut unreadable) = (Vec::new(), None);
    for product in products.iter().filter(|product| product.fits(kind)) {
        match product.offer() {
            Ok(offer) => offers.push(offer),
            Err(error) => {
                tracing::warn!(%error, "a product is left out");
                unreadable = Some(error);
            }
        }
    }
    match unreadable {
        Some(error) if offers.is_empty() => Err(error),
        _ => Ok(offers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"{ "data": [
      { "id": "Zq3-uR8aTnV0cJx2LwYb5KfHs7PdEo1iGm4vXt6NyCk=", "name": "3 GB / 30 days Europe", "sim_type": ["ESIM", "PSIM"],
        "duration": 30, "duration_unit": "DAYS", "data": 3, "data_unit": "GB", "price": 12.5, "price_currency": "EUR",
        "footprint_code": "EUROPE", "_metadata": { "links": { "_self": "x" } } },
      { "id": "monthly", "name": "Monthly", "sim_type": ["PSIM"], "duration": "1", "duration_unit": "MONTHS", "data": "512",
        "data_unit": "MB", "price": "20", "price_currency": "EUR" },
      { "id": "odd", "name": "Odd", "sim_type": ["psim"], "duration": 1, "duration_unit": "FORTNIGHT", "data": 1, "data_unit": "GB",
        "price": 1, "price_currency": "JPY" },
      { "id": "broken", "sim_type": ["PSIM"], "data": 1, "data_unit": "GB", "price": 1.005, "price_currency": "EUR" },
      { "id": "broken2", "sim_type": ["PSIM"], "data": 1, "data_unit": "barrels", "price": 1, "price_currency": "EUR" },
      { "id": "broken3", "sim_type": ["PSIM"], "data": 1, "data_unit": "GB", "price": 1 }, 7 ],
      "_metadata": { "links": { "_self": "x" }, "page": 1, "page_size": 10, "page_count": 1 } }"#;

    fn read(kind: SimKind) -> Vec<ProviderOffer> {
        offers(&page(&Reply { status: 200, retry_after: None, body: PAGE.to_owned() }).unwrap(), kind).unwrap()
    }

    #[test]
    fn products_are_offered_to_the_kind_of_sim_that_they_name() {
        let ids = |kind| read(kind).iter().map(|offer| offer.id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(SimKind::Esim), ["Zq3-uR8aTnV0cJx2LwYb5KfHs7PdEo1iGm4vXt6NyCk="]);
        assert_eq!(ids(SimKind::Psim), ["Zq3-uR8aTnV0cJx2LwYb5KfHs7PdEo1iGm4vXt6NyCk=", "monthly", "odd"]);
    }

    #[test]
    fn units_and_prices_are_read_as_they_are_spelt() {
        let offers = read(SimKind::Psim);
        assert_eq!(
            (offers[0].data, offers[0].validity, offers[0].list_price.minor),
            (DataAmount::Bytes(3_221_225_472), Validity::Days(30), 1250)
        );
        assert_eq!(
            (offers[1].data, offers[1].validity, offers[1].list_price.minor),
            (DataAmount::Bytes(536_870_912), Validity::Months(1), 2000)
        );
        assert_eq!((offers[2].validity, offers[2].list_price.minor), (Validity::Unknown, 1));
    }
}
