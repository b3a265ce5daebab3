//! The words and formats of one locale.

use super::Text;
use super::intl::{self, DateTimeFormat, NumberFormat};
use contract::Currency;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// What the widget says in one locale. Made once per widget and shared: making `Intl` formats is what costs.
pub struct Words {
    pub(super) locale: JsValue,
    pub(super) units: Units,
    pub(super) clock: Clock,
    pub(super) money: RefCell<Option<(Currency, Option<NumberFormat>)>>,
}

/// Number formats with a unit.
pub(super) struct Units {
    pub(super) plain: Option<NumberFormat>,
    pub(super) gigabyte: Option<NumberFormat>,
    pub(super) megabyte: Option<NumberFormat>,
    pub(super) second: Option<NumberFormat>,
    pub(super) minute: Option<NumberFormat>,
    pub(super) hour: Option<NumberFormat>,
    pub(super) day: Option<NumberFormat>,
    pub(super) month: Option<NumberFormat>,
}

/// Time formats, in the customer's own zone.
pub(super) struct Clock {
    pub(super) time: Option<DateTimeFormat>,
    pub(super) day: Option<DateTimeFormat>,
    pub(super) day_of_year: Option<DateTimeFormat>,
    pub(super) moment: Option<DateTimeFormat>,
}

impl Words {
    /// The words of that locale (a BCP 47 tag, as "en-GB"); `None` or a wrong tag: the browser's.
    pub fn new(locale: Option<&str>) -> Self {
        let locale = locale.map_or(JsValue::UNDEFINED, JsValue::from_str);
        let unit =
            |name, display, digits| intl::numbers(&locale, &[("style", "unit"), ("unit", name), ("unitDisplay", display)], Some(digits));
        let units = Units {
            plain: intl::numbers(&locale, &[], Some(0)),
            gigabyte: unit("gigabyte", "short", 1),
            megabyte: unit("megabyte", "short", 0),
            second: unit("second", "long", 0),
            minute: unit("minute", "long", 0),
            hour: unit("hour", "long", 0),
            day: unit("day", "long", 0),
            month: unit("month", "long", 0),
        };
        let clock = Clock {
            time: intl::times(&locale, &[("hour", "numeric"), ("minute", "2-digit")]),
            day: intl::times(&locale, &[("day", "numeric"), ("month", "short")]),
            day_of_year: intl::times(&locale, &[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
            moment: intl::times(&locale, &[("dateStyle", "medium"), ("timeStyle", "short")]),
        };
        Self { locale, units, clock, money: RefCell::new(None) }
    }

    /// A message without blanks.
    pub(crate) const fn say(&self, text: Text) -> &'static str {
        text.english()
    }

    /// A message with its `{blanks}` filled. A blank that nobody fills stays visible, so that a test sees it.
    pub(crate) fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        fill(text.english(), values)
    }

    /// Several pieces of a line, with the locale's separator between them; empty ones are left out.
    pub(crate) fn line(&self, pieces: &[&str]) -> String {
        let mut line = String::new();
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            if !line.is_empty() {
                line.push_str(Text::Between.english());
            }
            line.push_str(piece);
        }
        line
    }

    /// Whole sentences, one after the other.
    pub(crate) fn sentences(&self, pieces: &[&str]) -> String {
        pieces.join(" ")
    }

    /// A country by its ISO code; the code itself when the browser knows no name.
    pub(crate) fn country(&self, code: &str) -> String {
        intl::country(&self.locale, code).unwrap_or_else(|| code.to_owned())
    }
}

/// Replaces each `{name}`; values are put in as they are and never searched themselves.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, blank)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = blank.split_once('}') else {
            filled.push('{');
            rest = blank;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn blanks_are_filled_once_and_values_are_left_alone() {
        assert_eq!(fill("{a} of {b} left", &[("a", "{b}"), ("b", "3 GB")]), "{b} of 3 GB left");
        assert_eq!(fill("no blanks", &[("a", "1")]), "no blanks");
        assert_eq!(fill("{unknown} stays", &[]), "{unknown} stays");
        assert_eq!(fill("half { open", &[]), "half { open");
    }

    #[wasm_bindgen_test]
    fn a_line_leaves_out_what_is_empty() {
        let words = Words::new(Some("en"));
        assert_eq!(words.line(&["eSIM", "", "Portugal"]), "eSIM · Portugal");
        assert_eq!(words.line(&["", ""]), "");
    }

    #[wasm_bindgen_test]
    fn a_wrong_locale_is_the_browsers_own() {
        assert!(!Words::new(Some("not a locale")).count(3).is_empty());
    }

    #[wasm_bindgen_test]
    fn a_country_is_named_and_a_wrong_code_is_shown() {
        let words = Words::new(Some("en"));
        assert_eq!(words.country("PT"), "Portugal");
        assert_eq!(words.country("nowhere"), "nowhere");
    }
}
