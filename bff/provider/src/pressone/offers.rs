//! What PressOne would put on an eSIM now: `GET sims/{iccid}/topups`.

use super::complaint::refusal;
use crate::exchange::Reply;
use crate::json::{self, Part, Scalar};
use crate::offer::ProviderOffer;
use crate::price::to_money;
use crate::reading::ReadError;
use crate::volume::{MB, bytes};
use contract::{ActivateBy, Activation, Currency, DataAmount, DataEffect, Effects, Money, Validity, ValidityEffect};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A package. `net_price`, what the account is charged, is not even a field here.
#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    title: Scalar,
    #[serde(default)]
    price: Scalar,
    #[serde(default)]
    prices: Part<Prices>,
    #[serde(default)]
    amount: Scalar,
    #[serde(default)]
    day: Scalar,
    #[serde(default)]
    is_unlimited: Scalar,
    #[serde(default)]
    short_info: Scalar,
    #[serde(default)]
    voice: Scalar,
    #[serde(default)]
    text: Scalar,
}

#[derive(Clone, Debug, Deserialize)]
struct Prices {
    #[serde(default)]
    recommended_retail_price: Part<BTreeMap<String, Scalar>>,
}

/// PressOne's history shows each package with an allowance and an end of its own, several of them running at once; how a
/// top-up on a running package is scheduled, and until when it must be started, its pages do not say.
const EFFECTS: Effects = Effects {
    activation: Activation::Unknown,
    data_effect: DataEffect::Separate,
    validity_effect: ValidityEffect::Independent,
    activate_by: ActivateBy::Unknown,
};

/// Reads the list. A package that cannot be read is left out, so that it does not take the others with it; if none can be
/// read, the answer is malformed.
pub(super) fn offers(reply: &Reply, currency: Currency) -> Result<Vec<ProviderOffer>, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let mut offers = Vec::new();
    let mut unreadable = None;
    for item in json::items(&reply.body)? {
        match offer(item, currency) {
            Ok(offer) => offers.push(offer),
            Err(error) => {
                tracing::warn!(%error, "a top-up package is left out");
                unreadable = Some(error);
            }
        }
    }
    match unreadable {
        Some(error) if offers.is_empty() => Err(error),
        _ => Ok(offers),
    }
}

fn offer(item: &str, currency: Currency) -> Result<ProviderOffer, ReadError> {
    let missing = |what: &str| ReadError::Malformed(format!("a package without a usable {what}"));
    let package: Package = json::object(item)?;
    let id = package.id.text().and_then(|id| id.parse().ok()).ok_or_else(|| missing("id"))?;
    let unlimited = package.is_unlimited.flag().unwrap_or(false);
    let some = |count: &Scalar| count.count().filter(|count| *count > 0);
    let (minutes, texts) = (some(&package.voice), some(&package.text));
    let data = match package.amount.decimal().and_then(|amount| bytes(amount, MB)) {
        _ if unlimited => DataAmount::Unlimited,
        Some(bytes) if bytes > 0 || minutes.is_some() || texts.is_some() => DataAmount::Bytes(bytes),
        _ => return Err(missing("amount")),
    };
    Ok(ProviderOffer {
        title: package.title.word().or(package.id.word()).unwrap_or_default().to_owned(),
        id,
        data,
        // Free text that other packages use for other notes, but an unlimited one for its fair-use rule.
        fair_use: package.short_info.word().filter(|_| unlimited).map(ToOwned::to_owned),
        minutes,
        texts,
        validity: package.day.count().filter(|days| *days > 0).map_or(Validity::Unknown, Validity::Days),
        list_price: list_price(&package, currency)?,
        effects: EFFECTS,
    })
}

/// `price` is in USD whatever the account; other currencies stand in a map of their own.
fn list_price(package: &Package, currency: Currency) -> Result<Money, ReadError> {
    let listed =
        package.prices.get().and_then(|prices| prices.recommended_retail_price.get()).and_then(|prices| prices.get(currency.as_str()));
    let price = if currency.as_str() == "USD" { package.price.decimal() } else { listed.and_then(Scalar::decimal) };
    to_money(price.ok_or_else(|| ReadError::Malformed(format!("a package without a price in {currency:?}")))?, currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"{"pricing": {"model": "net_pricing", "discount_percentage": 0},
      "data": [{"id": "harborlight-14days-2gb-topup", "type": "topup", "price": 7.5, "amount": 2048, "day": 14,
        "is_unlimited": false, "title": "2 GB - 40 SMS - 60 Mins - 14 Days", "data": "2 GB", "short_info": "note",
        "voice": 60, "text": 40, "net_price": 6,
        "prices": {"net_price": {"USD": 6, "EUR": 5.5}, "recommended_retail_price": {"USD": 7.5, "EUR": 6.9}}},
       {"id": "endless", "price": "10.00", "amount": 0, "day": "7", "is_unlimited": true, "title": "Unlimited",
        "short_info": "3 GB a day at full speed", "voice": null, "text": null}]}"#;

    fn read(body: &str, currency: &str) -> Result<Vec<ProviderOffer>, ReadError> {
        offers(&Reply { status: 200, retry_after: None, body: body.to_owned() }, currency.parse().unwrap())
    }

    #[test]
    fn a_list_is_read_with_units_and_retail_prices() {
        let offers = read(LIST, "USD").unwrap();
        assert_eq!(offers.len(), 2);
        assert_eq!(offers[0].data, DataAmount::Bytes(2_147_483_648));
        assert_eq!((offers[0].minutes, offers[0].texts, offers[0].validity), (Some(60), Some(40), Validity::Days(14)));
        assert_eq!((offers[0].list_price.minor, offers[0].fair_use.as_deref()), (750, None));
        assert_eq!((offers[1].data, offers[1].validity, offers[1].list_price.minor), (DataAmount::Unlimited, Validity::Days(7), 1000));
        assert_eq!(offers[1].fair_use.as_deref(), Some("3 GB a day at full speed"));
        assert_eq!((offers[1].minutes, offers[1].texts), (None, None));
    }

    #[test]
    fn another_currency_sells_only_what_has_a_retail_price_in_it() {
        let offers = read(LIST, "EUR").unwrap();
        assert_eq!(
            offers.iter().map(|offer| (offer.id.as_str(), offer.list_price.minor)).collect::<Vec<_>>(),
            [("harborlight-14days-2gb-topup", 690)]
        );
        assert!(matches!(read(LIST, "SEK"), Err(ReadError::Malformed(_))));
    }

    #[test]
    fn an_empty_list_is_an_answer_and_no_list_is_none() {
        assert_eq!(read(r#"{"data": []}"#, "USD"), Ok(vec![]));
        assert_eq!(read(r#"{"success": true, "code": "X", "data": {"data": []}}"#, "USD"), Ok(vec![]));
        assert!(read(r#"{"meta": {"message": "success"}}"#, "USD").is_err());
    }

    #[test]
    fn a_package_that_cannot_be_read_is_not_offered() {
        let with =
            |package: &str| read(&format!(r#"{{"data": [{package}, {{"id": "good", "price": 1, "amount": 1024}}]}}"#), "USD").unwrap();
        for bad in [
            r#"{"price": 1, "amount": 1024}"#,
            r#"{"id": "x y", "price": 1, "amount": 1024}"#,
            r#"{"id": "x", "price": null, "amount": 1024}"#,
            r#"{"id": "x", "price": 1.005, "amount": 1024}"#,
            r#"{"id": "x", "price": -1, "amount": 1024}"#,
            r#"{"id": "x", "price": 1, "amount": 0}"#,
            r#"{"id": "x", "price": 1}"#,
            "7",
            "[]",
        ] {
            assert_eq!(with(bad).iter().map(|offer| offer.id.as_str()).collect::<Vec<_>>(), ["good"], "{bad}");
        }
        assert_eq!(with(r#"{"id": "talk", "price": 1, "amount": 0, "voice": 10}"#).len(), 2);
    }
}
