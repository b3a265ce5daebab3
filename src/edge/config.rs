//! What the host has set on the element.

use crate::text::Texts;
use contract::{Iccid, OfferId, OrderId};
use journey::{Options, View};
use wasm_bindgen::prelude::*;

/// What the host has set on the element, parsed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the BFF is: an absolute URL, or a path on the page's own origin; without a slash at its end.
    pub bff: String,
    /// The BCP 47 tag that numbers and dates are written by, in the language of the texts.
    pub locale: String,
    /// What is said.
    pub texts: Texts,
    /// What the host wants. A wrong ICCID, package or order is none.
    pub options: Options,
}

impl Config {
    /// Reads `{bff, locale, texts, iccid, package, order, view, approval}`. Texts that were packed for another build are left out, and the locale with them.
    pub fn read(value: &JsValue) -> Result<Self, JsError> {
        let text = |name: &str| {
            let value = js_sys::Reflect::get(value, &JsValue::from_str(name)).ok()?.as_string()?;
            Some(value.trim_ascii().to_owned()).filter(|value| !value.is_empty())
        };
        let bff = text("bff").ok_or_else(|| JsError::new("esim-topup: the attribute bff must say where the BFF is"))?;
        let texts = text("texts").map_or_else(|| Some(Texts::english()), |packed| Texts::take(&packed));
        Ok(Self {
            bff: bff.trim_end_matches('/').to_owned(),
            locale: texts.and_then(|_| text("locale")).unwrap_or_else(|| "en".to_owned()),
            texts: texts.unwrap_or_else(Texts::english),
            options: Options {
                iccid: text("iccid").and_then(|iccid| Iccid::try_from(iccid).ok()),
                package: text("package").and_then(|package| OfferId::try_from(package).ok()),
                order: text("order").and_then(|order| OrderId::try_from(order).ok()),
                view: View::named(&text("view").unwrap_or_default()),
                approval: super::json::property(value, "approval").is_truthy(),
            },
        })
    }
}
