//! The texts of a language that was loaded for the widget.

use super::Text;
use std::cell::RefCell;

/// What stands between two texts of a packed locale, as `locales/README.md` says.
const BETWEEN: char = '|';

thread_local! {
    static TAKEN: RefCell<Vec<(&'static str, Texts)>> = const { RefCell::new(Vec::new()) };
}

/// Texts in the order of `Text`, then the plural forms that English lacks; an empty or missing one of those is the form `Other`.
#[derive(Clone, Copy, Debug)]
pub struct Texts(&'static [&'static str]);

/// Each language is kept once.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Texts {}

impl Texts {
    /// Those that are compiled in.
    #[must_use]
    pub fn english() -> Self {
        Self::kept("")
    }

    /// Takes in a packed locale; `None` when it was packed for another catalogue, where the same place says something else.
    #[must_use]
    pub fn take(packed: &str) -> Option<Self> {
        packed.as_bytes().starts_with(&Text::STAMP).then(|| Self::kept(packed))
    }

    /// Each one is kept for good, once for all widgets of the page: so a text can be shown without a copy of it.
    fn kept(packed: &str) -> Self {
        TAKEN.with_borrow_mut(|taken| {
            if let Some((_, texts)) = taken.iter().find(|(known, _)| *known == packed) {
                return *texts;
            }
            let packed: &'static str = packed.to_owned().leak();
            let mut loaded = packed.get(Text::STAMP.len() + BETWEEN.len_utf8()..).unwrap_or_default().split(BETWEEN);
            let mut texts = Vec::new();
            for english in Text::ENGLISH.split(BETWEEN) {
                let text = loaded.next().unwrap_or_default();
                texts.push(if text.is_empty() { english } else { text });
            }
            for text in loaded {
                texts.push(text);
            }
            let texts = Self(texts.leak());
            taken.push((packed, texts));
            texts
        })
    }

    /// A message.
    #[inline(never)]
    pub(super) fn say(self, text: Text) -> &'static str {
        self.at(text as usize)
    }

    /// The form of a message that counts, for a category as `Intl.PluralRules` names it.
    pub(super) fn form(self, counted: Counted, category: &str) -> &'static str {
        let (one, other) = counted.forms();
        // Their first letters tell them apart, and are smaller than their names.
        let form = match category.as_bytes() {
            [b'o', b'n', ..] => return self.say(one),
            [b'z', ..] => 0,
            [b't', ..] => 1,
            [b'f', ..] => 2,
            [b'm', ..] => 3,
            _ => return self.say(other),
        };
        let text = self.at(Text::COUNT + counted as usize * 4 + form);
        if text.is_empty() { self.say(other) } else { text }
    }

    fn at(self, place: usize) -> &'static str {
        self.0.get(place).copied().unwrap_or_default()
    }
}

/// A message that counts something: a text for each plural form, those that English lacks after all others in a packed locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Short messages.
    Texts,
}

impl Counted {
    /// Its two forms in English: for one, and for any other number.
    pub(super) const fn forms(self) -> (Text, Text) {
        match self {
            Self::Texts => (Text::TextsOne, Text::TextsOther),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// A pack in which only these places are not empty.
    fn packed(places: &[(usize, &str)]) -> String {
        let mut texts = vec![""; Text::COUNT + 4];
        for (place, text) in places {
            texts[*place] = text;
        }
        [str::from_utf8(&Text::STAMP).unwrap(), &texts.join("|")].join("|")
    }

    #[wasm_bindgen_test]
    fn a_text_is_the_loaded_one_and_english_where_that_is_empty() {
        let texts = Texts::take(&packed(&[(Text::Back as usize, "Zurück")])).unwrap();
        assert_eq!((texts.say(Text::Back), texts.say(Text::Loading)), ("Zurück", "Loading"));
        assert_eq!(Texts::english().say(Text::Back), "Back");
    }

    #[wasm_bindgen_test]
    fn every_plural_form_has_its_place_and_other_stands_in_for_a_missing_one() {
        let (one, other, more) = (Text::TextsOne as usize, Text::TextsOther as usize, Text::COUNT);
        let texts = Texts::take(&packed(&[(one, "1"), (other, "n"), (more, "0"), (more + 1, "2"), (more + 2, "few")])).unwrap();
        for (category, form) in [("zero", "0"), ("one", "1"), ("two", "2"), ("few", "few"), ("many", "n"), ("other", "n")] {
            assert_eq!(texts.form(Counted::Texts, category), form, "{category}");
        }
        assert_eq!(Texts::english().form(Counted::Texts, "few"), "{count} texts");
    }

    #[wasm_bindgen_test]
    fn every_message_that_counts_is_told_in_its_order() {
        let names: Vec<_> = Text::ALL.iter().map(|text| format!("{text:?}")).collect();
        let counts = |name: &&String| name.strip_suffix("Other").is_some_and(|stem| names.contains(&format!("{stem}One")));
        let told = [Counted::Texts].map(|counted| format!("{:?}", counted.forms().1));
        assert_eq!(names.iter().filter(counts).cloned().collect::<Vec<_>>(), told);
        assert_eq!(Counted::Texts as usize, 0);
    }

    #[wasm_bindgen_test]
    fn texts_that_were_packed_for_another_catalogue_are_not_taken() {
        let right = packed(&[(Text::Back as usize, "Hinten")]);
        for wrong in ["", "Zurück", "|Zurück", &["0", &right].concat()] {
            assert_eq!(Texts::take(wrong), None, "{wrong}");
        }
    }

    #[wasm_bindgen_test]
    fn the_same_language_is_kept_once() {
        let pack = packed(&[(Text::Back as usize, "Terug")]);
        let (one, two) = (Texts::take(&pack).unwrap(), Texts::take(&pack).unwrap());
        assert!(one == two && one != Texts::english() && Texts::english() == Texts::english());
    }
}
