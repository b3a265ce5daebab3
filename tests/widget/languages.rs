//! Other languages: how they are loaded, what is shown in them, and that nothing is said beside the catalogue.

use crate::fake_bff::FakeBff;
use crate::fixtures::*;
use crate::harness::Edge;
use crate::machine::{Shell, config, good, mounted, to_review};
use crate::page::{Place, turn};
use crate::views::drawn_in;
use esim_topup::text::Texts;
use js_sys::{Array, Function, Reflect};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/src/languages.js")]
extern "C" {
    #[wasm_bindgen(js_name = speak)]
    fn languages_js();
}

#[wasm_bindgen(module = "/tests/widget/shell.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn speak(wanted: &str, messages: &JsValue) -> Result<JsValue, JsValue>;
}

/// What a language's file in `locales/` says, by key.
type Entries = BTreeMap<String, String>;

macro_rules! languages {
    ($($tag:literal)+) => {
        const LANGUAGES: &[(&str, &str)] = &[$(($tag, include_str!(concat!("../../locales/", $tag, ".json")))),+];
    };
}

languages! { "ar" "de" "es" "fr" "he" "hi" "it" "ja" "ko" "nl" "pl" "pt" "tr" "zh" }

fn entries(tag: &str) -> Entries {
    let (_, json) = LANGUAGES.iter().find(|(known, _)| *known == tag).unwrap();
    serde_json::from_str(json).unwrap()
}

/// The keys of the catalogue with their English, in order.
fn catalogue() -> Vec<(&'static str, String)> {
    let (_, table) = include_str!("../../src/text/catalogue.rs").split_once("\ntexts! {\n").unwrap();
    let (table, _) = table.split_once("\n}").unwrap();
    let messages = table.lines().filter_map(|line| line.trim().split_once(' ')).filter(|(key, _)| *key != "//");
    messages.map(|(key, literal)| (key, serde_json::from_str(literal).unwrap())).collect()
}

/// What stands first in every pack of this catalogue.
fn stamp() -> String {
    let bytes: String = catalogue().iter().map(|(key, _)| format!("{key}\n")).collect();
    let hash = bytes.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

fn packed(text: impl Fn(&str, &str) -> String) -> String {
    let messages = catalogue();
    let more = ["TextsZero", "TextsTwo", "TextsFew", "TextsMany"].map(|key| (key, String::new()));
    let texts = messages.iter().chain(&more).map(|(key, english)| text(key, english));
    std::iter::once(stamp()).chain(texts).collect::<Vec<_>>().join("|")
}

/// A language as it is packed.
fn pack(tag: &str) -> String {
    let entries = entries(tag);
    packed(|key, _| entries.get(key).cloned().unwrap_or_default())
}

/// Every letter of the catalogue marked, so that a plain one was never in it, and each text longer than in the long languages.
pub(crate) fn pseudo() -> Texts {
    let marked = |english: &str| {
        let mut blank = false;
        let mark = |letter: char| {
            blank = letter == '{' || (blank && letter != '}');
            if blank || !letter.is_ascii_alphabetic() { letter.to_string() } else { format!("{letter}\u{304}") }
        };
        let text = english.chars().map(mark).collect::<String>();
        text + &"~".repeat(english.matches(char::is_alphabetic).count() * 2 / 5)
    };
    Texts::take(&packed(|_, english| marked(english))).unwrap()
}

/// All that a place says, to the eye and to the ear: each text in a line of its own.
fn said(place: &Place) -> String {
    let collect = Function::new_with_args(
        "root",
        "const said = [], nodes = document.createTreeWalker(root);
         for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
           if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
           else for (const name of ['aria-label', 'placeholder', 'title', 'alt']) said.push(node.getAttribute(name) ?? '');
         }
         return said.join('\\n');",
    );
    collect.call1(&JsValue::UNDEFINED, &place.0).unwrap().as_string().unwrap()
}

/// What is not ours to translate: what the fixtures hold, and what `Intl` writes.
const VALUES: &str = "Lisbon trip|Work phone|Japan 2024|Trip|Visa|K7QX-2M|d-0019|3 GB a day at full speed, then slower until midnight|\
    3 GB - 30 Days|portug|Portugal|United Kingdom|Germany|GB|MB|days|day|minutes|minute|seconds|second|hours|hour|Nov|Dec|\
    AM|PM";

/// The first line with a word that did not come from the catalogue.
fn untranslated(place: &Place) -> Option<String> {
    let plain = |line: &&str| {
        let rest = VALUES.split('|').fold((*line).to_owned(), |rest, value| rest.replace(value, ""));
        let letters: Vec<char> = rest.chars().collect();
        letters.iter().enumerate().any(|(at, letter)| letter.is_ascii_alphabetic() && letters.get(at + 1) != Some(&'\u{304}'))
    };
    said(place).lines().find(plain).map(str::to_owned)
}

/// Every word on the screen has come from the catalogue.
pub(crate) fn all_is_translated(place: &Place, what: &str) {
    assert_eq!(untranslated(place), None, "{what}: never in the catalogue");
}

#[wasm_bindgen_test]
async fn a_word_that_is_not_in_the_catalogue_is_found() {
    let english = drawn_in(&Edge::at_review().state, "en", Texts::english()).await;
    assert_eq!(untranslated(&english).as_deref(), Some("Progress"), "the label of the first list");
    let place = drawn_in(&Edge::at_review().state, "en", pseudo()).await;
    all_is_translated(&place, "review");
    place.find("[data-primary]").unwrap().set_attribute("aria-label", "Buy").unwrap();
    assert_eq!(untranslated(&place).as_deref(), Some("Buy"));
}

#[wasm_bindgen_test]
async fn every_language_is_shown_with_its_tag_and_its_direction() {
    for (tag, _) in LANGUAGES {
        let place = drawn_in(&Edge::at_review().state, tag, Texts::take(&pack(tag)).unwrap()).await;
        let root = place.find(".topup").unwrap();
        let direction = if ["ar", "he"].contains(tag) { "rtl" } else { "ltr" };
        assert_eq!(root.get_attribute("lang").as_deref(), Some(*tag));
        assert_eq!(root.get_attribute("dir").as_deref(), Some(direction), "{tag}");
        assert_eq!(place.find("h2").unwrap().text_content(), entries(tag).get("ReviewTitle").cloned());
        assert!(!place.text().contains(['{', '|']), "{tag}: {}", place.text());
    }
}

/// `Intl.PluralRules` of a language: its categories, and the one of each number up to a thousand.
fn counted(tag: &str) -> (Vec<String>, Vec<String>) {
    let ask = Function::new_with_args(
        "tag",
        "const rules = new Intl.PluralRules(tag);
         const numbers = Array.from({ length: 1001 }, (_, number) => rules.select(number));
         return [rules.resolvedOptions().pluralCategories, numbers];",
    );
    let pair: Array = ask.call1(&JsValue::UNDEFINED, &tag.into()).unwrap().unchecked_into();
    let texts = |index| Array::from(&pair.get(index)).iter().filter_map(|text| text.as_string()).collect();
    (texts(0), texts(1))
}

#[wasm_bindgen_test]
fn every_language_has_the_plural_forms_that_the_browser_counts_in() {
    for (tag, _) in LANGUAGES {
        let (categories, numbers) = counted(tag);
        let mut forms: BTreeMap<_, _> =
            entries(tag).into_iter().filter(|(key, _)| key.starts_with("Texts") && key != "TextsLeft").collect();
        let mut form = |category: &str| forms.remove(&format!("Texts{}{}", category[..1].to_uppercase(), &category[1..]));
        for category in categories {
            let meant: Vec<_> = (0..).zip(&numbers).filter(|(_, counted)| **counted == category).map(|(number, _)| number).collect();
            match (form(&category), meant.as_slice()) {
                (None, []) => {}
                (None, numbers) => panic!("{tag} has no form for {category}: {numbers:?}"),
                (Some(_), [_]) => {}
                (Some(text), _) => assert!(text.contains("{count}"), "{tag}: {category} is more than one number: {text}"),
            }
        }
        assert!(forms.is_empty(), "{tag} has forms that the browser never asks for: {forms:?}");
    }
}

/// Stands in for the site's folder `locales` until it is dropped; keeps what was asked for, and what was complained of.
struct Folder {
    global: JsValue,
    before: [(&'static str, JsValue, JsValue); 2],
}

impl Folder {
    fn new() -> Self {
        let files = Function::new_no_args(
            "const files = {
               'index.json': { de: 'de.1.json', he: 'he.1.json', zh: 'zh.1.json', fr: 'fr.1.json', nl: 'nl.1.json', pseudo: 'pseudo.1.json' },
               'names.json': ['7', 'Back', 'TopUpFor', 'TextsFew'],
               'de.1.json': '7|Zur\u{fc}ck|Kaufen', 'he.1.json': '7|he', 'zh.1.json': '7|zh', 'nl.1.json': '7|Terug', 'pseudo.1.json': '7|p',
             };
             globalThis.asked = []; globalThis.complaints = [];
             return [(url, options) => {
               const name = new URL(url).pathname.split('/').at(-1);
               asked.push(options?.cache === 'no-cache' ? name + ' anew' : name);
               const found = name in files;
               return Promise.resolve(new Response(found ? JSON.stringify(files[name]) : '', { status: found ? 200 : 404 }));
             }, (...words) => complaints.push(words.join(' '))];",
        );
        let made = Array::from(&files.call0(&JsValue::UNDEFINED).unwrap());
        let global: JsValue = js_sys::global().into();
        let console = Reflect::get(&global, &"console".into()).unwrap();
        let swap = |object: &JsValue, name: &'static str, with: JsValue| {
            let before = Reflect::get(object, &name.into()).unwrap();
            Reflect::set(object, &name.into(), &with).unwrap();
            (name, object.clone(), before)
        };
        let before = [swap(&global, "fetch", made.get(0)), swap(&console, "warn", made.get(1))];
        Self { global, before }
    }

    /// What was noted since it was last asked.
    fn take(&self, name: &str) -> Vec<String> {
        let list = Array::from(&Reflect::get(&self.global, &name.into()).unwrap());
        Reflect::set(&self.global, &name.into(), &Array::new()).unwrap();
        list.iter().filter_map(|text| text.as_string()).collect()
    }

    /// Locale and texts.
    async fn speak(&self, wanted: &str, messages: &JsValue) -> (String, Option<String>) {
        let spoken = speak(wanted, messages).await.unwrap();
        let text = |name: &str| Reflect::get(&spoken, &name.into()).unwrap().as_string();
        (text("locale").unwrap(), text("texts"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for (name, object, before) in &self.before {
            Reflect::set(object, &(*name).into(), before).unwrap();
        }
    }
}

#[wasm_bindgen_test]
async fn a_tag_is_read_for_its_language_and_keeps_its_region() {
    let folder = Folder::new();
    for (wanted, locale, texts) in [
        ("de-AT", "de-AT", Some("7|Zurück|Kaufen")),
        ("de_DE", "de-DE", Some("7|Zurück|Kaufen")),
        ("iw", "he", Some("7|he")),
        ("zh", "zh", Some("7|zh")),
        ("zh-Hans-SG", "zh-Hans-SG", Some("7|zh")),
        ("zh-TW", "en-TW", None),
        ("zh-Hant", "en-TW", None),
        ("zh-HK", "en-HK", None),
        ("sv", "en-SE", None),
        ("en-GB", "en-GB", None),
        ("de_DE_formal", "de-DE-formal", Some("7|Zurück|Kaufen")),
        ("de-CH-ao90", "de-CH", Some("7|Zurück|Kaufen")),
        ("not a tag", "en", None),
        ("pseudo", "en", Some("7|p")),
    ] {
        assert_eq!(folder.speak(wanted, &JsValue::UNDEFINED).await, (locale.to_owned(), texts.map(str::to_owned)), "{wanted}");
    }
    let expected = ["index.json anew", "de.1.json", "he.1.json", "zh.1.json", "pseudo.1.json"];
    assert_eq!(folder.take("asked"), expected, "each once, and nothing for English");
    assert_eq!(folder.take("complaints"), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_language_that_cannot_be_had_is_english_and_is_tried_again() {
    let folder = Folder::new();
    for _ in 0..2 {
        assert_eq!(folder.speak("fr-CA", &JsValue::UNDEFINED).await, ("en-CA".to_owned(), None));
        let complaints = folder.take("complaints");
        assert!(matches!(complaints.as_slice(), [one] if one.contains("fr.1.json answered 404")), "{complaints:?}");
        assert_eq!(folder.take("asked").last().map(String::as_str), Some("fr.1.json"));
    }
}

#[wasm_bindgen_test]
async fn a_shop_replaces_messages_by_their_keys_in_any_language() {
    let folder = Folder::new();
    let shops = |json: &str| js_sys::JSON::parse(json).unwrap();
    let texts = folder.speak("nl", &shops(r#"{"TopUpFor": "Koop | {price}", "TextsFew": "", "Nonsense": "x"}"#)).await;
    assert_eq!(texts, ("nl".to_owned(), Some("7|Terug|Koop \u{2223} {price}|".to_owned())));
    let texts = folder.speak("en-GB", &shops(r#"{"Back": "Go back", "Nonsense": "x", "7": "x"}"#)).await;
    assert_eq!(texts, ("en-GB".to_owned(), Some("7|Go back||".to_owned())));
    assert_eq!(folder.take("complaints").len(), 2, "each unknown key once: Nonsense, and the stamp, which is none");
}

#[wasm_bindgen_test]
async fn another_language_is_taken_on_without_losing_the_place_in_the_journey() {
    let _bff = FakeBff::new(|asked| good(asked, "c-language"));
    let (place, shell) = (Place::new(), Shell::new());
    let instance = mounted(&place, "language", &shell);
    to_review(&place).await;
    let config = config("language");
    for (tag, direction) in [("ar", "rtl"), ("de", "ltr")] {
        Reflect::set(&config, &"locale".into(), &tag.into()).unwrap();
        Reflect::set(&config, &"texts".into(), &pack(tag).into()).unwrap();
        instance.update(&config).unwrap_or_else(|_| panic!("it updates"));
        place.until(&format!(".topup[lang={tag}][dir={direction}] [data-step=review]")).await;
        assert_eq!(place.find("h2").unwrap().text_content(), entries(tag).get("ReviewTitle").cloned());
        assert!(place.find("[data-primary]:not([aria-disabled])").is_some(), "it can be bought as before");
    }
    Reflect::set(&config, &"texts".into(), &["1", &pack("ar")].concat().into()).unwrap();
    instance.update(&config).unwrap_or_else(|_| panic!("it updates"));
    turn().await;
    place.until(".topup[lang=en][dir=ltr]").await;
    assert_eq!(place.find("h2").unwrap().text_content().as_deref(), Some("Review your top-up"), "texts of another build are not shown");
    instance.destroy();
}

#[wasm_bindgen_test]
async fn counts_are_told_in_the_form_of_the_language() {
    let sim = contract::Sim { texts: Some(contract::Meter { remaining: 1, total: 3 }), ..lisbon() };
    let mut edge = Edge::new(journey::Options::default());
    edge.settle(|task| *task != journey::Task::Sims);
    edge.end(|task| *task == journey::Task::Sims, Ok(journey::Reply::Sims(contract::Sims { sims: vec![sim] })));
    for (tag, shown) in [("pl", "3 SMS-y"), ("ja", "SMS 3通"), ("de", "3 SMS")] {
        let place = drawn_in(&edge.state, tag, Texts::take(&pack(tag)).unwrap()).await;
        assert!(place.text().contains(shown), "{tag}: {}", place.text());
    }
}
