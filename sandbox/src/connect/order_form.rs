//! An order request, read and checked as the provider does before it accepts.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::model::SimType;

/// Currencies that the demo client's account supports.
const CURRENCIES: [&str; 4] = ["EUR", "GBP", "USD", "CHF"];
/// Officially assigned ISO 3166-1 alpha-2 codes.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH \
    CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU \
    GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF \
    MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS \
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG \
    VI VN VU WF WS YE YT ZA ZM ZW";

/// The request as it may arrive: everything optional, so that the answer can name what is missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderForm {
    pub(super) operation_type: Option<String>,
    pub(super) sim_type: Option<String>,
    pub(super) country: Option<String>,
    pub(super) product: ProductForm,
    pub(super) subscriber: SubscriberForm,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProductForm {
    pub(super) id: Option<String>,
    /// A number, or a numeric string from some clients.
    pub(super) sold_price: Option<Value>,
    pub(super) sold_currency: Option<String>,
    pub(super) activation_date: Option<String>,
    pub(super) expiration_date: Option<String>,
    pub(super) is_first_usage_activation: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SubscriberForm {
    pub(super) sim: SimForm,
    pub(super) device: Option<DeviceForm>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SimForm {
    pub(super) iccid: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeviceForm {
    pub(super) operating_system: Option<String>,
    pub(super) id: Option<String>,
}

/// A request that makes sense by itself; whether SIM and product exist is another question.
#[derive(Debug, PartialEq)]
pub(super) struct OrderRequest {
    pub(super) sim_type: SimType,
    pub(super) iccid: String,
    pub(super) product_id: String,
    pub(super) sold_price: Option<Decimal>,
    pub(super) sold_currency: Option<String>,
    pub(super) activation_date: Option<String>,
    pub(super) activates_at: Option<OffsetDateTime>,
    pub(super) expires_at: Option<OffsetDateTime>,
    pub(super) on_first_use: bool,
}

/// Why a request is refused.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Unparsable(String),
    Invalid(Vec<String>),
}

impl OrderForm {
    /// Checks form alone. `tolerance` is how far in the past an activation may lie.
    pub(super) fn check(self, now: OffsetDateTime, tolerance: Duration) -> Result<OrderRequest, Refusal> {
        let activates_at = date("product.activation_date", self.product.activation_date.as_deref())?;
        let expires_at = date("product.expiration_date", self.product.expiration_date.as_deref())?;
        let mut wrong = Vec::new();
        let mut complain = |is_wrong: bool, message: &str| {
            if is_wrong {
                wrong.push(message.to_owned());
            }
        };
        complain(self.operation_type.as_deref() != Some("TOPUP"), "operation_type: must be TOPUP");
        let sim_type = self.sim_type.as_deref().and_then(SimType::read);
        complain(sim_type.is_none(), "sim_type: must be PSIM or ESIM");
        let country = self.country.unwrap_or_default();
        complain(country.len() != 2 || !COUNTRIES.split_whitespace().any(|it| it == country), "country: unknown country");
        let iccid = self.subscriber.sim.iccid.unwrap_or_default();
        complain(iccid.is_empty(), "subscriber.sim.iccid: is required");
        let product_id = self.product.id.unwrap_or_default();
        complain(product_id.is_empty(), "product.id: is required");
        let device = self.subscriber.device.unwrap_or_default();
        let has_device = device.operating_system.is_some() && device.id.is_some();
        complain(sim_type == Some(SimType::Esim) && !has_device, "subscriber.device: operating_system and id are required for ESIM");
        let sold_price = self.product.sold_price.as_ref().map(price);
        complain(matches!(sold_price, Some(None)), "product.sold_price: must be a number");
        let currency = self.product.sold_currency;
        complain(sold_price.is_some() != currency.is_some(), "product.sold_price: goes together with product.sold_currency");
        complain(currency.as_deref().is_some_and(|it| !CURRENCIES.contains(&it)), "product.sold_currency: unknown currency");
        complain(activates_at.is_some_and(|at| at + tolerance < now), "product.activation_date: lies in the past");
        let on_first_use = self.product.is_first_usage_activation == Some(true);
        complain(
            on_first_use && (activates_at.is_some() || expires_at.is_some()),
            "product.is_first_usage_activation: excludes both dates",
        );
        match sim_type {
            Some(sim_type) if wrong.is_empty() => Ok(OrderRequest {
                sim_type,
                iccid,
                product_id,
                sold_price: sold_price.flatten(),
                sold_currency: currency,
                activation_date: self.product.activation_date,
                activates_at,
                expires_at,
                on_first_use,
            }),
            _ => Err(Refusal::Invalid(wrong)),
        }
    }
}

fn price(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn date(name: &str, text: Option<&str>) -> Result<Option<OffsetDateTime>, Refusal> {
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).map_err(|_| Refusal::Unparsable(format!("{name}: is no UTC date-time")));
    text.map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    fn check(change: impl FnOnce(&mut Value)) -> Result<OrderRequest, Refusal> {
        let mut body = json!({"operation_type": "TOPUP", "sim_type": "PSIM", "country": "GB",
            "product": {"id": "p", "sold_price": 14.9, "sold_currency": "EUR"}, "subscriber": {"sim": {"iccid": "1"}}});
        change(&mut body);
        let form: OrderForm = serde_json::from_value(body).unwrap();
        form.check(datetime!(2031-03-02 08:00 UTC), Duration::minutes(1))
    }

    #[test]
    fn a_price_may_be_a_number_or_a_string() {
        assert_eq!(check(|_| ()).unwrap().sold_price, Some(Decimal::new(149, 1)));
        assert_eq!(check(|body| body["product"]["sold_price"] = json!("14.9")).unwrap().sold_price, Some(Decimal::new(149, 1)));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let table: [(&str, Value, &str); 8] = [
            ("/operation_type", json!("ACTIVATION"), "operation_type"),
            ("/sim_type", json!("ESIM"), "subscriber.device"),
            ("/country", json!("XX"), "country"),
            ("/product/id", json!(null), "product.id"),
            ("/product/sold_currency", json!(null), "product.sold_price"),
            ("/product/sold_currency", json!("XYZ"), "product.sold_currency"),
            ("/subscriber/sim/iccid", json!(""), "subscriber.sim.iccid"),
            ("/product/sold_price", json!([]), "product.sold_price"),
        ];
        for (path, value, named) in table {
            let Err(Refusal::Invalid(messages)) = check(|body| *body.pointer_mut(path).unwrap() = value) else { panic!("{path} passed") };
            assert!(messages[0].starts_with(named), "{path}: {messages:?}");
        }
    }

    #[test]
    fn an_activation_may_lie_ahead_but_not_behind() {
        assert!(check(|body| body["product"]["activation_date"] = json!("2031-03-02T08:00:00Z")).is_ok());
        assert!(matches!(check(|body| body["product"]["activation_date"] = json!("2031-03-02T07:00:00Z")), Err(Refusal::Invalid(_))));
        assert!(matches!(check(|body| body["product"]["activation_date"] = json!("soon")), Err(Refusal::Unparsable(_))));
    }
}
