//! One reseller site: its keys, origins, accounts, payment and prices.

use super::secrets::Place;
use super::written::{self, Storefront};
use super::{Faults, Sources};
use contract::Currency;
use jsonwebtoken::{Algorithm, DecodingKey};
use order::{HookPayment, HookSettings};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

/// One reseller site. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct StorefrontConfig {
    /// The exact origins whose pages may use it.
    pub origins: BTreeSet<Origin>,
    /// Whether a client that is no browser, so sends no `Origin`, may use it.
    pub allow_missing_origin: bool,
    /// The public keys of its session tokens, by `kid`.
    pub keys: BTreeMap<String, KeyConfig>,
    /// The provider's name in the token, and the account that it stands for.
    pub accounts: BTreeMap<String, String>,
    /// How its customers pay.
    pub payment: PaymentConfig,
    /// How list prices become its customers' prices, by account.
    pub pricing: BTreeMap<String, PricingConfig>,
}

/// A web origin exactly as browsers write it: `https://shop.example`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// The text, as it stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A public key and the only algorithm that it may be used with.
#[derive(Clone)]
pub struct KeyConfig {
    /// EdDSA or ES256.
    pub algorithm: Algorithm,
    /// The key itself.
    pub key: DecodingKey,
}

impl fmt::Debug for KeyConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyConfig({:?})", self.algorithm)
    }
}

/// How customers pay; at least one way is configured.
#[derive(Clone, Debug)]
pub struct PaymentConfig {
    /// The storefront's payment hook.
    pub hook: Option<HookSettings>,
    /// Whether a session may say that the reseller bills elsewhere.
    pub allow_account: bool,
}

/// How a list price becomes a customer's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricingConfig {
    /// Percent on top of the list price.
    pub markup_percent: Decimal,
    /// What the sum is rounded up to.
    pub rounding: Rounding,
    /// The only currency to sell in; an offer in another one is not shown.
    pub currency: Option<Currency>,
}

/// What a price is rounded up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// To the minor unit, commercially.
    #[default]
    None,
    /// To the whole: 10.00.
    Whole,
    /// To the half: 10.50.
    Half,
    /// To just below the whole: 10.99.
    NinetyNine,
}

impl Default for PricingConfig {
    fn default() -> Self {
        Self { markup_percent: Decimal::ZERO, rounding: Rounding::None, currency: None }
    }
}

/// Checks one storefront; `accounts` are the names that exist.
pub(super) fn check(
    key: &str,
    written: Storefront,
    accounts: &BTreeSet<String>,
    sources: &Sources,
    faults: &mut Faults,
) -> StorefrontConfig {
    let origins: BTreeSet<Origin> = (written.origins.iter().enumerate())
        .filter_map(|(index, text)| origin(&format!("{key}.origins[{index}]"), text, written.allow_http, faults))
        .collect();
    if written.origins.is_empty() && !written.allow_missing_origin {
        faults.add::<()>(&format!("{key}.origins"), "is empty: list the shop's origins, for example [\"https://shop.example\"]");
    }
    let keys: BTreeMap<String, KeyConfig> = (written.keys.into_iter())
        .filter_map(|(kid, file)| Some((kid.clone(), public_key(&format!("{key}.keys.{kid}"), file, sources, faults)?)))
        .collect();
    if keys.is_empty() {
        faults.add::<()>(&format!("{key}.keys"), "has no usable key: add [storefronts.NAME.keys.KID] with file = \"…pem\"");
    }
    if written.accounts.is_empty() {
        faults.add::<()>(&format!("{key}.accounts"), "is empty: say which account each provider in the session token stands for");
    }
    for (claim, account) in written.accounts.iter().filter(|(_, account)| !accounts.contains(*account)) {
        faults.add::<()>(&format!("{key}.accounts.{claim}"), format!("there is no [accounts.{account}]"));
    }
    for account in written.pricing.keys().filter(|account| !accounts.contains(*account)) {
        faults.add::<()>(&format!("{key}.pricing.{account}"), format!("there is no [accounts.{account}]"));
    }
    let pricing = (written.pricing.into_iter())
        .filter_map(|(account, pricing)| Some((account.clone(), self::pricing(&format!("{key}.pricing.{account}"), &pricing, faults)?)))
        .collect();
    let payment = payment(&format!("{key}.payment"), &written.payment, written.allow_http, sources, faults);
    StorefrontConfig { origins, allow_missing_origin: written.allow_missing_origin, keys, accounts: written.accounts, payment, pricing }
}

/// The origin, when it is written as a browser would write it: a near miss would never match, so it is a fault.
fn origin(key: &str, text: &str, allow_http: bool, faults: &mut Faults) -> Option<Origin> {
    let Ok(url) = url::Url::parse(text) else {
        return faults.add(key, format!("{text:?} is no origin: write it like https://shop.example"));
    };
    if !secure(&url, allow_http) {
        return faults.add(key, format!("{text:?} is not https: use https, a loopback host, or allow_http = true"));
    }
    let exact = url.origin().ascii_serialization();
    if exact != text {
        return faults.add(key, format!("{text:?} would never match: browsers write {exact}"));
    }
    Some(Origin(exact))
}

/// Whether what passes there cannot be read on the way: https, or this machine.
fn secure(url: &url::Url, allow_http: bool) -> bool {
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && (loopback || allow_http))
}

fn public_key(key: &str, written: written::Key, sources: &Sources, faults: &mut Faults) -> Option<KeyConfig> {
    let key = format!("{key}.file");
    let file = faults.required(&key, written.file, "file = \"shop.pem\"")?;
    let path = sources.path(&file);
    let pem = match std::fs::read(&path) {
        Ok(pem) => pem,
        Err(error) => return faults.add(&key, format!("{} cannot be read: {error}", path.display())),
    };
    let ed = DecodingKey::from_ed_pem(&pem).map(|key| KeyConfig { algorithm: Algorithm::EdDSA, key });
    let p256 = || DecodingKey::from_ec_pem(&pem).ok().filter(is_p256).map(|key| KeyConfig { algorithm: Algorithm::ES256, key });
    ed.ok().or_else(p256).or_else(|| faults.add(&key, format!("{} holds no Ed25519 or P-256 public key in PEM", path.display())))
}

/// An uncompressed point of P-256: one byte and twice 32; larger curves are longer.
fn is_p256(key: &DecodingKey) -> bool {
    key.try_get_as_bytes().is_ok_and(|point| point.len() == 65)
}

fn pricing(key: &str, written: &written::Pricing, faults: &mut Faults) -> Option<PricingConfig> {
    let markup = written.markup_percent.unwrap_or_default();
    let markup_percent = Decimal::try_from(markup).ok().filter(|percent| (Decimal::ZERO..=Decimal::from(1000)).contains(percent));
    let Some(markup_percent) = markup_percent else {
        return faults.add(&format!("{key}.markup_percent"), format!("{markup} is out of range: 0 to 1000"));
    };
    let rounding = match written.rounding.as_deref().unwrap_or("none") {
        "none" => Rounding::None,
        "whole" => Rounding::Whole,
        "half" => Rounding::Half,
        "ninety_nine" => Rounding::NinetyNine,
        other => {
            return faults.add(
                &format!("{key}.rounding"),
                format!("{other:?} is unknown: write none, whole (.00), half (.50) or ninety_nine (.99)"),
            );
        }
    };
    let currency = match written.currency.as_deref().map(str::parse::<Currency>).transpose() {
        Ok(currency) => currency,
        Err(error) => return faults.add(&format!("{key}.currency"), error.to_string()),
    };
    Some(PricingConfig { markup_percent, rounding, currency })
}

fn payment(key: &str, written: &written::Payment, allow_http: bool, sources: &Sources, faults: &mut Faults) -> PaymentConfig {
    let hook = written.hook_url.as_ref().and_then(|url| hook(key, url, written, allow_http, sources, faults));
    if written.hook_url.is_none() && !written.allow_account {
        faults.add::<()>(key, "nobody could pay: give hook_url, or allow_account = true");
    }
    PaymentConfig { hook, allow_account: written.allow_account }
}

fn hook(
    key: &str,
    url: &str,
    written: &written::Payment,
    allow_http: bool,
    sources: &Sources,
    faults: &mut Faults,
) -> Option<HookSettings> {
    let place =
        Place { key: format!("{key}.hook_secret"), env: written.hook_secret_env.as_deref(), file: written.hook_secret_file.as_deref() };
    let secret = place.read(sources, faults);
    let url_key = format!("{key}.hook_url");
    let url = match url::Url::parse(url) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            return faults.add(&url_key, "must not hold a user name or password: hook_secret_env or hook_secret_file signs every call");
        }
        Ok(url) if secure(&url, allow_http) => url,
        Ok(_) => return faults.add(&url_key, "is not https: use https, a loopback host, or allow_http = true"),
        Err(error) => return faults.add(&url_key, format!("is no URL: {error}")),
    };
    let seconds = written.hook_seconds.unwrap_or(10);
    if !(1..=60).contains(&seconds) {
        return faults.add(&format!("{key}.hook_seconds"), format!("{seconds} is out of range: 1 to 60"));
    }
    let settings = HookSettings { url: url.into(), secret: secret?, timeout: Duration::from_secs(seconds) };
    match HookPayment::new(&settings) {
        Ok(_) => Some(settings),
        Err(error) => faults.add(&format!("{key}.hook_secret"), error.to_string()),
    }
}
