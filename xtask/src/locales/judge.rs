//! What is wrong with a locale: what it leaves out, what nobody asked for, and texts that would look broken on a screen.

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, Slot};
use super::entries::Entries;
use super::plural::Rules;

/// Every finding, each with the key that it is about.
pub(super) fn judge(catalogue: &Catalogue, rules: &Rules, entries: &Entries) -> Vec<String> {
    let slots = catalogue.slots();
    let mut findings = Vec::new();
    for slot in &slots {
        let mut find = |words: String| findings.push(format!("{}: {words}", slot.key));
        let (needed, known) = match slot.form {
            None => (true, true),
            Some(form) => (rules.needed.contains(&form), rules.needed.contains(&form) || rules.rare.contains(&form)),
        };
        match entries.text(&slot.key) {
            None if needed => find("missing".to_owned()),
            None => {}
            Some(_) if !known => find("this language has no such plural form".to_owned()),
            Some(text) => judge_text(slot, rules, text, &mut find),
        }
    }
    let unknown = entries.keys().filter(|key| slots.iter().all(|slot| slot.key != *key));
    findings.extend(unknown.map(|key| format!("{key}: no such message")));
    findings
}

fn judge_text(slot: &Slot<'_>, rules: &Rules, text: &str, find: &mut impl FnMut(String)) {
    if text.trim().is_empty() {
        return find("says nothing".to_owned());
    }
    let (wanted, given) = (blanks(slot.english), blanks(text));
    // "One text" and "two texts" may be words where the form can stand for no other number.
    let may_omit = slot.form.is_some_and(|form| rules.exact.contains(&form));
    for blank in wanted.difference(&given).filter(|_| !may_omit) {
        find(format!("{{{blank}}} is missing"));
    }
    for blank in given.difference(&wanted) {
        find(format!("{{{blank}}} is nothing that can be filled"));
    }
    if text.matches(['{', '}']).count() != 2 * text.matches('{').count() {
        find("a brace is not closed, or not opened".to_owned());
    }
    for quote in ['"', '\''] {
        if text.contains(quote) {
            find(format!("a straight {quote}, not one of this language"));
        }
    }
    if text.chars().zip(text.chars().skip(1)).any(|(one, next)| one.is_whitespace() && next.is_whitespace()) {
        find("two spaces side by side".to_owned());
    }
    if text.starts_with(char::is_whitespace) && !slot.english.starts_with(char::is_whitespace) {
        find("begins with a space".to_owned());
    }
    if text.ends_with(char::is_whitespace) && !slot.english.ends_with(char::is_whitespace) {
        find("ends with a space".to_owned());
    }
    if text.matches('\n').count() != slot.english.matches('\n').count() {
        find("has not the line breaks that it has in English".to_owned());
    }
    if runs_the_wrong_way(text) {
        find("begins with Latin letters, so that all of it would run from left to right where it stands within another text".to_owned());
    }
}

/// Whether a text that is written from right to left begins with what is not. What is isolated does not count, and blanks are isolated
/// when they are filled.
fn runs_the_wrong_way(text: &str) -> bool {
    let mut strong = Vec::new();
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '\u{2066}'..='\u{2068}' | '{' => depth += 1,
            '\u{2069}' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            // Hebrew, Arabic and their neighbours, and the mark that stands for them.
            '\u{590}'..='\u{8ff}' | '\u{200f}' if letter.is_alphabetic() || letter == '\u{200f}' => strong.push(true),
            _ if letter.is_alphabetic() || letter == '\u{200e}' => strong.push(false),
            _ => {}
        }
    }
    strong.first() == Some(&false) && strong.contains(&true)
}

/// The names between braces.
fn blanks(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::super::plural::LANGUAGES;
    use super::*;

    const SOURCE: &str = "texts! {
    Left \"{remaining} of {total} left\"
    Between \" · \"
    Line \"{name}: {value}\\n\"
    TextsOne \"{count} text\"
    TextsOther \"{count} texts\"
}";

    /// A faultless file for Polish, Arabic or Japanese, by its plural forms.
    const FORMS: [(&str, &str); 3] = [
        ("pl", r#""TextsOne": "{count} SMS", "TextsFew": "{count} SMS-y", "TextsMany": "{count} SMS-ów", "TextsOther": "{count} SMS-a""#),
        (
            "ar",
            r#""TextsZero": "لا", "TextsOne": "١", "TextsTwo": "٢", "TextsFew": "{count}", "TextsMany": "{count}", "TextsOther": "{count}""#,
        ),
        ("ja", r#""TextsOther": "SMS {count}通""#),
    ];

    fn found(tag: &str, json: &str) -> Vec<String> {
        let (_, rules) = LANGUAGES.iter().find(|(known, _)| *known == tag).unwrap();
        judge(&Catalogue::parse(SOURCE).unwrap(), rules, &Entries::parse(json).unwrap())
    }

    fn file(left: &str, forms: &str) -> String {
        let left = serde_json::to_string(left).unwrap();
        format!(r#"{{"Left": {left}, "Between": " · ", "Line": "{{name}} = {{value}}\n", {forms}}}"#)
    }

    #[test]
    fn a_faultless_file_has_no_findings_whatever_the_order_of_its_blanks() {
        for (tag, forms) in FORMS {
            assert_eq!(found(tag, &file("z {total}: {remaining}", forms)), Vec::<String>::new(), "{tag}");
        }
    }

    #[test]
    fn a_text_that_would_look_broken_is_named_with_its_key() {
        let ja = FORMS[2].1;
        for (left, finding) in [
            ("", "Left: says nothing"),
            (" ", "Left: says nothing"),
            ("{total}", "Left: {remaining} is missing"),
            ("{remaining} {total} {rest}", "Left: {rest} is nothing that can be filled"),
            ("{remaining} {total} }", "Left: a brace is not closed, or not opened"),
            ("{remaining} \"{total}\"", "Left: a straight \", not one of this language"),
            ("{remaining} d'{total}", "Left: a straight ', not one of this language"),
            ("{remaining}  {total}", "Left: two spaces side by side"),
            ("{remaining}\u{a0} {total}", "Left: two spaces side by side"),
            (" {remaining} {total}", "Left: begins with a space"),
            ("{remaining} {total}\u{a0}", "Left: ends with a space"),
            ("{remaining}\n{total}", "Left: has not the line breaks that it has in English"),
        ] {
            assert_eq!(found("ja", &file(left, ja)), [finding], "{left:?}");
        }
    }

    #[test]
    fn a_text_from_right_to_left_begins_with_its_own_letters() {
        for (text, wrong) in [
            ("SIM שלי", true),
            ("(SIM) שלי", true),
            ("eSIM: لشبونة", true),
            ("3 GB נשארו", true),
            ("{sim} GB נשארו", true),
            ("\u{200e}شبكة", true),
            ("ה-SIM שלי", false),
            ("SIM", false),
            ("{data} נשארו", false),
            ("\u{2068}SIM\u{2069} שלי", false),
            ("\u{200f}SIM שלי", false),
            ("١٢ رسالة", false),
            ("Meine SIM", false),
        ] {
            assert_eq!(runs_the_wrong_way(text), wrong, "{text}");
        }
        let findings = found("ar", &file("GB {remaining} من {total}", FORMS[1].1));
        assert!(findings.len() == 1 && findings[0].starts_with("Left: begins with Latin letters"), "{findings:?}");
    }

    #[test]
    fn a_key_that_is_missing_or_unknown_is_named() {
        let json = file("{remaining} {total}", FORMS[2].1);
        assert_eq!(found("ja", &json.replace("\"Left\"", "\"Lefts\"")), ["Left: missing", "Lefts: no such message"]);
        let unbroken = json.replace("\\n", "");
        assert_eq!(found("ja", &unbroken), ["Line: has not the line breaks that it has in English"]);
    }

    #[test]
    fn a_language_gives_its_own_plural_forms_and_no_other() {
        let japanese_only = file("{remaining} {total}", FORMS[2].1);
        assert_eq!(found("pl", &japanese_only), ["TextsOne: missing", "TextsFew: missing", "TextsMany: missing"]);
        let polish = file("{remaining} {total}", FORMS[0].1);
        let none = "this language has no such plural form";
        assert_eq!(found("ja", &polish), [format!("TextsOne: {none}"), format!("TextsFew: {none}"), format!("TextsMany: {none}")]);
        let millions = file("{remaining} {total}", r#""TextsOne": "{count}", "TextsMany": "{count} de", "TextsOther": "{count}""#);
        assert_eq!(found("es", &millions), Vec::<String>::new());
    }

    #[test]
    fn a_number_may_be_a_word_only_where_no_other_number_takes_that_form() {
        let word = file("{remaining} {total}", r#""TextsOne": "un SMS", "TextsOther": "{count} SMS""#);
        assert_eq!(found("es", &word), Vec::<String>::new());
        assert_eq!(found("fr", &word), ["TextsOne: {count} is missing"]);
    }
}
