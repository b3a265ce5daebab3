//! The languages that the widget speaks, and how each of them counts.
//!
//! The categories are those of `Intl.PluralRules` (CLDR), for whole numbers: the widget counts nothing else.

use self::Category::{Few, Many, One, Other, Two, Zero};

/// A plural category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Category {
    /// How the key of such a form ends.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Zero => "Zero",
            One => "One",
            Two => "Two",
            Few => "Few",
            Many => "Many",
            Other => "Other",
        }
    }
}

/// How a language counts.
pub(super) struct Rules {
    /// The forms that a translation must give.
    pub(super) needed: &'static [Category],
    /// The forms that it may give: the language has them for a million and more alone, and `Other` does there.
    pub(super) rare: &'static [Category],
    /// The forms that stand for one number each, so that the text may say that number as a word.
    pub(super) exact: &'static [Category],
}

/// One form for one, another for the rest.
const TWO_FORMS: Rules = Rules { needed: &[One, Other], rare: &[], exact: &[One] };
/// The same with a form for millions.
const ROMANCE: Rules = Rules { needed: &[One, Other], rare: &[Many], exact: &[One] };
/// The same, where none counts like one.
const NONE_IS_ONE: Rules = Rules { needed: &[One, Other], rare: &[Many], exact: &[] };
/// One form for all numbers.
const ONE_FORM: Rules = Rules { needed: &[Other], rare: &[], exact: &[] };

/// Every language beside English, which is compiled into the widget.
pub(super) const LANGUAGES: [(&str, Rules); 14] = [
    ("ar", Rules { needed: &[Zero, One, Two, Few, Many, Other], rare: &[], exact: &[Zero, One, Two] }),
    ("de", TWO_FORMS),
    ("es", ROMANCE),
    ("fr", NONE_IS_ONE),
    ("he", Rules { needed: &[One, Two, Other], rare: &[], exact: &[One, Two] }),
    ("hi", Rules { needed: &[One, Other], rare: &[], exact: &[] }),
    ("it", ROMANCE),
    ("ja", ONE_FORM),
    ("ko", ONE_FORM),
    ("nl", TWO_FORMS),
    ("pl", Rules { needed: &[One, Few, Many, Other], rare: &[], exact: &[One] }),
    ("pt", NONE_IS_ONE),
    ("tr", TWO_FORMS),
    ("zh", ONE_FORM),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_form_that_is_needed_stands_for_one_number() {
        for (tag, rules) in &LANGUAGES {
            assert!(rules.needed.contains(&Other), "{tag}: Intl always has `other`");
            assert!(rules.exact.iter().all(|form| rules.needed.contains(form)), "{tag}");
            assert!(rules.rare.iter().all(|form| !rules.needed.contains(form)), "{tag}");
        }
    }
}
