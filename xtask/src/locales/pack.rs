//! A locale as it ships: its texts in the catalogue's order, so that no key travels, under a name that changes with its content.
//!
//! They are one JSON string and not an array: 60 bytes less after brotli, and the wasm takes one string over from JavaScript, not 250.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::catalogue::{Catalogue, Slot};
use super::entries::Entries;

/// Bytes of the content's hash in a name: enough that no cache ever takes one build's file for another's.
const HASH: usize = 4;

/// What stands between two texts: no language writes it.
const BETWEEN: &str = "|";

/// A file to ship.
pub(super) struct Pack {
    pub(super) tag: String,
    /// `<tag>.<hash of the content>.json`
    pub(super) name: String,
    /// JSON, in UTF-8.
    pub(super) bytes: Vec<u8>,
}

impl Pack {
    /// The texts of that language, behind the stamp of the catalogue whose order they are in.
    ///
    /// # Errors
    /// When one of them holds what stands between two.
    pub(super) fn new(tag: &str, stamp: &str, texts: &[String]) -> Result<Self> {
        if let Some(text) = texts.iter().find(|text| text.contains(BETWEEN)) {
            bail!("{tag}: a {BETWEEN} stands between two texts and can't be in one: {text}");
        }
        let bytes = serde_json::to_vec(&[stamp, &texts.join(BETWEEN)].join(BETWEEN)).context("could not write a locale")?;
        let hash: String = Sha256::digest(&bytes).iter().take(HASH).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { tag: tag.to_owned(), name: format!("{tag}.{hash}.json"), bytes })
    }
}

/// The texts of a locale in the order of [`Catalogue::slots`]. An empty one stands for what is already there: English for a message, the
/// form `Other` for a plural form that English lacks. Those at the end are left out.
pub(super) fn texts(catalogue: &Catalogue, entries: &Entries) -> Vec<String> {
    let text = |slot: Slot<'_>| entries.text(&slot.key).filter(|text| *text != slot.english).unwrap_or_default().to_owned();
    let mut texts: Vec<_> = catalogue.slots().into_iter().map(text).collect();
    while texts.len() > catalogue.messages().len() && texts.last().is_some_and(String::is_empty) {
        texts.pop();
    }
    texts
}

/// Which message stands in which place of a pack: an array of the keys, with the catalogue's stamp in the first place.
pub(super) fn names(catalogue: &Catalogue) -> Result<Vec<u8>> {
    let keys = catalogue.slots().into_iter().map(|slot| slot.key);
    serde_json::to_vec(&std::iter::once(catalogue.stamp()).chain(keys).collect::<Vec<_>>()).context("could not write the names of messages")
}

/// Which file each language is in: an object from tags to names.
pub(super) fn index<'p>(packs: impl Iterator<Item = &'p Pack>) -> Result<Vec<u8>> {
    let names: BTreeMap<_, _> = packs.map(|pack| (pack.tag.as_str(), pack.name.as_str())).collect();
    serde_json::to_vec(&names).context("could not write the list of locales")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(json: &str) -> Vec<String> {
        let source = "texts! {\nBack \"Back\"\nSim \"SIM\"\nTextsOne \"{count} text\"\nTextsOther \"{count} texts\"\nEnd \"End\"\n}";
        texts(&Catalogue::parse(source).unwrap(), &Entries::parse(json).unwrap())
    }

    #[test]
    fn texts_stand_in_the_catalogues_order_and_english_ones_are_left_empty() {
        let json = r#"{"End": "Ende", "Sim": "SIM", "Back": "Zurück", "TextsOther": "{count} SMS", "TextsOne": "{count} SMS"}"#;
        assert_eq!(packed(json), ["Zurück", "", "{count} SMS", "{count} SMS", "Ende"]);
    }

    #[test]
    fn more_plural_forms_follow_in_their_fixed_order() {
        let json = r#"{"Back": "b", "Sim": "s", "TextsOne": "1", "TextsFew": "few", "TextsOther": "other", "End": "e"}"#;
        assert_eq!(packed(json), ["b", "s", "1", "other", "e", "", "", "few"]);
        let english_at_the_end = r#"{"Back": "b", "Sim": "s", "TextsOther": "other", "End": "End"}"#;
        assert_eq!(packed(english_at_the_end), ["b", "s", "", "other", ""], "every message keeps its place");
    }

    #[test]
    fn a_file_is_one_json_string_of_texts_that_come_apart_again() {
        let texts = ["Zurück", "", "{name}: {value}\n"].map(str::to_owned);
        let text: String = serde_json::from_slice(&Pack::new("de", "7", &texts).unwrap().bytes).unwrap();
        assert_eq!(text.split('|').collect::<Vec<_>>(), ["7", "Zurück", "", "{name}: {value}\n"]);
        let error = Pack::new("de", "7", &["this | that".to_owned()]).err().unwrap().to_string();
        assert!(error.starts_with("de: a | stands between two texts"), "{error}");
    }

    #[test]
    fn every_place_has_its_name() {
        let catalogue = Catalogue::parse("texts! {\nTextsOne \"{count} text\"\nTextsOther \"{count} texts\"\n}").unwrap();
        let names: Vec<String> = serde_json::from_slice(&names(&catalogue).unwrap()).unwrap();
        assert_eq!(names[0], catalogue.stamp());
        assert_eq!(names[1..], ["TextsOne", "TextsOther", "TextsZero", "TextsTwo", "TextsFew", "TextsMany"]);
    }

    #[test]
    fn another_content_has_another_name() {
        let pack = |text: &str| Pack::new("de", "7", &[text.to_owned()]).unwrap();
        assert_eq!(pack("Zurück").bytes, "\"7|Zurück\"".as_bytes());
        assert_eq!(pack("Zurück").name, pack("Zurück").name);
        assert_ne!(pack("Zurück").name, pack("Weiter").name);
        let parts: Vec<_> = pack("Zurück").name.split('.').map(str::len).collect();
        assert_eq!(parts, [2, 8, 4]);
        assert_eq!(index([&pack("Zurück")].into_iter()).unwrap(), format!("{{\"de\":\"{}\"}}", pack("Zurück").name).as_bytes());
    }
}
