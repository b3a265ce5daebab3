//! Reads what the browser has parsed from JSON into the types of the wire.
//!
//! By hand and by macro, not by serde: derived deserializers weigh five times as much, and this is the widget's largest part
//! after its views. A forgotten field does not compile; a forgotten name fails the test that asks serde for all of them.

use contract::{IdempotencyKey, Money, OfferId, OrderId, PaymentReference, SimId, Timestamp};
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The value is not what the contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread;

/// Can be read from a value that came from JSON.
pub trait FromJson: Sized {
    /// `None`: it is not what the contract says.
    fn from_json(value: &JsValue) -> Option<Self>;
}

/// Can be written into a value that becomes JSON.
pub trait ToJson {
    /// As the contract says it.
    fn to_json(&self) -> JsValue;
}

/// JSON text, written by the browser; `None` where it refuses.
pub fn write(value: &impl ToJson) -> Option<String> {
    js_sys::JSON::stringify(&value.to_json()).ok()?.as_string()
}

/// An object of those properties.
#[inline(never)]
pub(super) fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in properties {
        // A fresh plain object takes any property.
        let _set = Reflect::set(&object, &JsValue::from_str(name), value).is_ok();
    }
    object.into()
}

/// Reads a value.
pub fn read<T: FromJson>(value: &JsValue) -> Result<T, Misread> {
    T::from_json(value).ok_or(Misread)
}

/// A property; `undefined` where there is none.
#[inline(never)]
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A field of an object.
#[inline(never)]
pub(super) fn field<T: FromJson>(object: &JsValue, name: &str) -> Option<T> {
    T::from_json(&property(object, name))
}

/// Which of a few names it is. One for all types: a generic one would be compiled again for each.
#[inline(never)]
pub(super) fn place(value: &JsValue, names: &[&str]) -> Option<usize> {
    let text = value.as_string()?;
    names.iter().position(|name| *name == text)
}

/// A whole number that JavaScript carries unharmed.
#[inline(never)]
fn integer(value: &JsValue) -> Option<i64> {
    let number = value.as_f64().filter(|number| number.abs() <= 9_007_199_254_740_991.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "a safe integer, which is checked below")]
    let integer = number as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "a safe integer has an exact float")]
    let exact = integer as f64 == number;
    exact.then_some(integer)
}

macro_rules! integers {
    ($($type:ty)+) => { $(
        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                integer(value)?.try_into().ok()
            }
        }
    )+ };
}

integers! { u16 u32 u64 i64 }

macro_rules! texts {
    ($($type:ty)+) => { $(
        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                value.as_string()?.try_into().ok()
            }
        }
    )+ };
}

texts! { String SimId OfferId OrderId IdempotencyKey PaymentReference contract::Currency contract::Iccid }

impl FromJson for Timestamp {
    fn from_json(value: &JsValue) -> Option<Self> {
        let milliseconds = js_sys::Date::parse(&value.as_string()?);
        #[expect(clippy::cast_possible_truncation, reason = "the milliseconds of any calendar are far below 2^53")]
        (!milliseconds.is_nan()).then(|| Self::from_unix_seconds((milliseconds / 1_000.0).floor() as i64))
    }
}

impl ToJson for Timestamp {
    fn to_json(&self) -> JsValue {
        #[expect(clippy::cast_precision_loss, reason = "seconds of any calendar are far below 2^53")]
        let milliseconds = JsValue::from_f64(self.unix_seconds() as f64 * 1_000.0);
        js_sys::Date::new(&milliseconds).to_iso_string().into()
    }
}

impl ToJson for str {
    fn to_json(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

macro_rules! written_texts {
    ($($type:ty)+) => { $(
        impl ToJson for $type {
            fn to_json(&self) -> JsValue {
                JsValue::from_str(self.as_str())
            }
        }
    )+ };
}

written_texts! { String SimId OfferId OrderId IdempotencyKey PaymentReference contract::Currency }

macro_rules! written_integers {
    ($($type:ty)+) => { $(
        impl ToJson for $type {
            fn to_json(&self) -> JsValue {
                JsValue::from_f64(*self as f64)
            }
        }
    )+ };
}

written_integers! { u32 u64 i64 }

impl FromJson for bool {
    fn from_json(value: &JsValue) -> Option<Self> {
        value.as_bool()
    }
}

impl FromJson for Money {
    fn from_json(value: &JsValue) -> Option<Self> {
        Some(Self::new(field(value, "minor")?, field(value, "currency")?))
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> JsValue {
        self.as_ref().map_or(JsValue::NULL, ToJson::to_json)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &JsValue) -> Option<Self> {
        if value.is_null() || value.is_undefined() { Some(None) } else { T::from_json(value).map(Some) }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &JsValue) -> Option<Self> {
        let array: &Array = value.dyn_ref()?;
        let mut items = Self::new();
        for index in 0..array.length() {
            items.push(T::from_json(&array.get(index))?);
        }
        Some(items)
    }
}
