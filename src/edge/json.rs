//! Reads the values that the browser has parsed from JSON into the types of the wire.
//!
//! A serde deserializer of our own, because its error says only *that* a value is not what the contract says: without the
//! texts of serde-wasm-bindgen's errors, and the number formatting behind them, the widget is several kilobytes smaller.

use js_sys::{Array, Object, Reflect};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};

/// The value is not what the contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread;

/// Reads a value that came from JSON.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Misread> {
    T::deserialize(Value(value))
}

struct Value(JsValue);

/// The largest integer that a JSON number carries through JavaScript unharmed.
const SAFE: f64 = 9_007_199_254_740_991.0;

impl Value {
    fn integer(&self) -> Result<i64, Misread> {
        let number = self.0.as_f64().filter(|number| number.abs() <= SAFE).ok_or(Misread)?;
        #[expect(clippy::cast_possible_truncation, reason = "checked to be a safe integer, before and after")]
        let integer = number as i64;
        #[expect(clippy::cast_precision_loss, reason = "a safe integer has an exact float")]
        let exact = integer as f64 == number;
        if exact { Ok(integer) } else { Err(Misread) }
    }
}

macro_rules! integers {
    ($($method:ident)+) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
            visitor.visit_i64(self.integer()?)
        }
    )+ };
}

impl<'de> Deserializer<'de> for Value {
    type Error = Misread;

    /// Nothing in the contract is of any shape whatever.
    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Misread> {
        Err(Misread)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_bool(self.0.as_bool().ok_or(Misread)?)
    }

    integers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i64 }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_string(self.0.as_string().ok_or(Misread)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        if self.0.is_null() || self.0.is_undefined() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_seq(Items { array: self.0.dyn_into().map_err(|_| Misread)?, next: 0 })
    }

    /// Only the known fields are looked at, so an unknown one of a newer BFF costs nothing.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        let object = self.0.dyn_into().map_err(|_| Misread)?;
        visitor.visit_map(Fields { object, names: fields.iter(), value: JsValue::UNDEFINED })
    }

    /// `"name"`, or `{"name": content}`.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        if let Some(name) = self.0.as_string() {
            return visitor.visit_enum(Variant { name, content: JsValue::UNDEFINED });
        }
        let object: Object = self.0.dyn_into().map_err(|_| Misread)?;
        let keys = Object::keys(&object);
        let name = keys.get(0).as_string().filter(|_| keys.length() == 1).ok_or(Misread)?;
        let content = Reflect::get(&object, &JsValue::from_str(&name)).map_err(|_| Misread)?;
        visitor.visit_enum(Variant { name, content })
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 f32 f64 char str bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Items {
    array: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misread;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misread> {
        if self.next >= self.array.length() {
            return Ok(None);
        }
        let item = self.array.get(self.next);
        self.next += 1;
        seed.deserialize(Value(item)).map(Some)
    }
}

struct Fields {
    object: Object,
    names: std::slice::Iter<'static, &'static str>,
    value: JsValue,
}

impl Fields {
    fn next(&mut self) -> Option<&'static str> {
        loop {
            let name = self.names.next()?;
            self.value = Reflect::get(&self.object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
            if !self.value.is_undefined() {
                return Some(name);
            }
        }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Misread;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misread> {
        self.next().map(|name| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misread> {
        seed.deserialize(Value(std::mem::replace(&mut self.value, JsValue::UNDEFINED)))
    }
}

struct Variant {
    name: String,
    content: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Misread;
    type Variant = Value;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Value), Misread> {
        Ok((seed.deserialize(StrDeserializer::new(&self.name))?, Value(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = Misread;

    fn unit_variant(self) -> Result<(), Misread> {
        if self.0.is_undefined() { Ok(()) } else { Err(Misread) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Misread> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Result<V::Value, Misread> {
        Err(Misread)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Misread> {
        self.deserialize_struct("", fields, visitor)
    }
}

impl de::Error for Misread {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value is not what the contract says")
    }
}

impl std::error::Error for Misread {}
