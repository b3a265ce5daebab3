//! What the host has set on the element.

use contract::{Iccid, OfferId};
use journey::Options;
use wasm_bindgen::prelude::*;

/// What the host has set on the element, parsed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the BFF is: an absolute URL, or a path on the page's own origin; without a slash at its end.
    pub bff: String,
    /// A BCP 47 tag; `None`: the browser's language.
    pub locale: Option<String>,
    /// What is preselected. A wrong ICCID or package id preselects nothing.
    pub options: Options,
}

impl Config {
    /// Reads `{bff, locale, iccid, package}`.
    pub fn read(value: &JsValue) -> Result<Self, JsError> {
        let text = |name: &str| {
            let value = js_sys::Reflect::get(value, &JsValue::from_str(name)).ok()?.as_string()?;
            Some(value.trim_ascii().to_owned()).filter(|value| !value.is_empty())
        };
        let bff = text("bff").ok_or_else(|| JsError::new("esim-topup: the attribute bff must say where the BFF is"))?;
        Ok(Self {
            bff: bff.trim_end_matches('/').to_owned(),
            locale: text("locale"),
            options: Options {
                iccid: text("iccid").and_then(|iccid| Iccid::try_from(iccid).ok()),
                package: text("package").and_then(|package| OfferId::try_from(package).ok()),
            },
        })
    }
}
