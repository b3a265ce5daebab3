//! The words and formats of one locale.

use super::intl::{self, DateTimeFormat, DisplayNames, NumberFormat};
use super::{Text, Texts};
use contract::Currency;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// What the widget says in one locale. Made once per widget and shared: making `Intl` formats is what costs.
pub struct Words {
    tag: String,
    pub(super) texts: Texts,
    pub(super) right_to_left: bool,
    pub(super) locale: JsValue,
    pub(super) units: Units,
    pub(super) clock: Clock,
    countries: Option<DisplayNames>,
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
    /// Those texts, with numbers and dates as that locale writes them: a BCP 47 tag of the texts' language, as "de-AT". A wrong tag: as
    /// the browser's own.
    pub fn new(tag: &str, texts: Texts) -> Self {
        let locale = JsValue::from_str(tag);
        let hebrew = tag.starts_with("he");
        // In Hebrew browsers write "3 GB" but "GB0.4".
        let bytes = JsValue::from_str(if hebrew { "en" } else { tag });
        let unit = |name, display, digits| {
            let locale = if display == "short" { &bytes } else { &locale };
            intl::numbers(locale, &[("style", "unit"), ("unit", name), ("unitDisplay", display)], Some(digits))
        };
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
        let right_to_left = hebrew || tag.starts_with("ar");
        let countries = intl::countries(&locale);
        Self { tag: tag.to_owned(), texts, right_to_left, locale, units, clock, countries, money: RefCell::new(None) }
    }

    /// Whether they are these.
    pub(crate) fn are(&self, tag: &str, texts: Texts) -> bool {
        self.tag == tag && self.texts == texts
    }

    /// The tag of the locale.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// Which way it is read, as `dir` names it.
    pub(crate) fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// A message without blanks.
    pub(crate) fn say(&self, text: Text) -> &'static str {
        self.texts.say(text)
    }

    /// A message with its `{blanks}` filled. A blank that nobody fills stays visible, so that a test sees it.
    pub(crate) fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        self.filled(self.say(text), values)
    }

    /// Replaces each `{name}`; values are put in as they are, set apart, and never searched themselves.
    pub(super) fn filled(&self, template: &str, values: &[(&str, &str)]) -> String {
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
                Some((_, value)) => self.set_apart(&mut filled, value),
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

    /// Several pieces of a line, with the locale's separator between them; empty ones are left out.
    pub(crate) fn line(&self, pieces: &[&str]) -> String {
        let mut line = String::new();
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            if !line.is_empty() {
                line.push_str(self.say(Text::Between));
            }
            self.set_apart(&mut line, piece);
        }
        line
    }

    /// Whole sentences, one after the other; in Chinese and Japanese nothing stands between them.
    pub(crate) fn sentences(&self, pieces: &[&str]) -> String {
        pieces.join(if matches!(self.tag.get(..2), Some("ja" | "zh")) { "" } else { " " })
    }

    /// A value that stands where others do not run the way it runs.
    pub(super) fn apart(&self, value: &str) -> String {
        let mut apart = String::new();
        self.set_apart(&mut apart, value);
        apart
    }

    /// What is written from right to left and what is not must not mix: a value is isolated where its surroundings or its own letters
    /// run that way. Elsewhere nothing is added, for isolation would change nothing but what is copied.
    fn set_apart(&self, into: &mut String, value: &str) {
        // The first bytes of Hebrew and Arabic letters, and of their neighbours, in UTF-8.
        let mixed = self.right_to_left || value.bytes().any(|byte| (0xd6..=0xdf).contains(&byte));
        // What begins with an isolate was made of others: it runs as its surroundings do.
        if mixed && !value.starts_with('\u{2068}') {
            into.push('\u{2068}');
            into.push_str(value);
            into.push('\u{2069}');
        } else {
            into.push_str(value);
        }
    }

    /// A country by its ISO code; the code itself when the browser knows no name.
    pub(crate) fn country(&self, code: &str) -> String {
        self.countries.as_ref().and_then(|names| names.of(code).ok().flatten()).unwrap_or_else(|| code.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn english() -> Words {
        Words::new("en", Texts::english())
    }

    #[wasm_bindgen_test]
    fn what_runs_the_other_way_is_set_apart() {
        assert_eq!(english().filled("{sim} · {data}", &[("sim", "رحلة"), ("data", "3 GB")]), "\u{2068}رحلة\u{2069} · 3 GB");
        let hebrew = Words::new("he-IL", Texts::english());
        assert_eq!(hebrew.line(&["Lisbon", "0872"]), "\u{2068}Lisbon\u{2069} · \u{2068}0872\u{2069}");
        assert_eq!(hebrew.count(3), "\u{2068}3\u{200e}\u{2069}", "a number that stands alone too");
        assert_eq!(hebrew.data_beside(journey::GIGABYTE * 2 / 5, journey::GIGABYTE), "\u{2068}0.4 GB\u{200e}\u{2069}");
        let package = hebrew.line(&[&hebrew.count(3), &hebrew.count(30)]);
        assert_eq!(hebrew.line(&[&package, ""]), package, "a line within a line is no other one, which would run from left to right");
        assert_eq!((hebrew.direction(), english().direction()), ("rtl", "ltr"));
    }

    #[wasm_bindgen_test]
    fn sentences_follow_each_other_as_the_language_writes_them() {
        assert_eq!(english().sentences(&["One.", "Two."]), "One. Two.");
        for tag in ["ja", "zh-CN"] {
            assert_eq!(Words::new(tag, Texts::english()).sentences(&["一。", "二。"]), "一。二。");
        }
    }

    #[wasm_bindgen_test]
    fn blanks_are_filled_once_and_values_are_left_alone() {
        let words = english();
        assert_eq!(words.filled("{a} of {b} left", &[("a", "{b}"), ("b", "3 GB")]), "{b} of 3 GB left");
        assert_eq!(words.filled("no blanks", &[("a", "1")]), "no blanks");
        assert_eq!(words.filled("{unknown} stays", &[]), "{unknown} stays");
        assert_eq!(words.filled("half { open", &[]), "half { open");
    }

    #[wasm_bindgen_test]
    fn a_line_leaves_out_what_is_empty() {
        let words = english();
        assert_eq!(words.line(&["eSIM", "", "Portugal"]), "eSIM · Portugal");
        assert_eq!(words.line(&["", ""]), "");
    }

    #[wasm_bindgen_test]
    fn a_wrong_locale_is_the_browsers_own() {
        assert!(!Words::new("not a locale", Texts::english()).count(3).is_empty());
    }

    #[wasm_bindgen_test]
    fn a_country_is_named_and_a_wrong_code_is_shown() {
        let words = english();
        assert_eq!(words.country("PT"), "Portugal");
        assert_eq!(words.country("nowhere"), "nowhere");
    }
}
