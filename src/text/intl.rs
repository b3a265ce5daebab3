//! The browser's `Intl`: it knows every language already, so none of it is shipped.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `Intl.NumberFormat`
    #[wasm_bindgen(js_namespace = Intl)]
    pub(super) type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, js_name = format)]
    pub(super) fn write(this: &NumberFormat, value: f64) -> String;

    /// `Intl.DateTimeFormat`, in the customer's own time zone.
    #[wasm_bindgen(js_namespace = Intl)]
    pub(super) type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, js_name = format)]
    pub(super) fn write(this: &DateTimeFormat, milliseconds: f64) -> String;

    /// `Intl.PluralRules`
    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, value: f64) -> String;

    /// `Intl.DisplayNames`
    #[wasm_bindgen(js_namespace = Intl)]
    pub(super) type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
}

/// An options bag of texts.
fn options(pairs: &[(&str, &str)]) -> Object {
    let bag = Object::new();
    for (name, value) in pairs {
        set(&bag, name, &JsValue::from_str(value));
    }
    bag
}

fn set(bag: &Object, name: &str, value: &JsValue) {
    // A fresh plain object takes any property: there is no failure to report.
    let _taken = Reflect::set(bag, &JsValue::from_str(name), value).is_ok();
}

/// A language tag that `Intl` does not accept means the browser's own language, never an error on the customer's screen.
fn made<T>(locale: &JsValue, options: &Object, make: impl Fn(&JsValue, &JsValue) -> Result<T, JsValue>) -> Option<T> {
    make(locale, options).or_else(|_| make(&JsValue::UNDEFINED, options)).ok()
}

/// Writes numbers with those options and at most that many digits after the point.
pub(super) fn numbers(locale: &JsValue, pairs: &[(&str, &str)], digits: Option<u32>) -> Option<NumberFormat> {
    let bag = options(pairs);
    if let Some(digits) = digits {
        set(&bag, "maximumFractionDigits", &JsValue::from(digits));
    }
    made(locale, &bag, NumberFormat::new)
}

/// Writes times with those options.
pub(super) fn times(locale: &JsValue, pairs: &[(&str, &str)]) -> Option<DateTimeFormat> {
    made(locale, &options(pairs), DateTimeFormat::new)
}

/// Names countries; nothing for what is no code of one.
pub(super) fn countries(locale: &JsValue) -> Option<DisplayNames> {
    made(locale, &options(&[("type", "region"), ("fallback", "none")]), DisplayNames::new)
}

/// How the language counts that many: "zero", "one", "two", "few", "many" or "other".
pub(super) fn plural(locale: &JsValue, value: f64) -> String {
    PluralRules::new(locale).or_else(|_| PluralRules::new(&JsValue::UNDEFINED)).map(|rules| rules.select(value)).unwrap_or_default()
}
