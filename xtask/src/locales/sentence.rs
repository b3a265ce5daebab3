//! The sentence that is made of clauses, put together in every language in every way that the widget puts it together.

use std::fs;
use std::path::Path;

use super::entries::Entries;
use super::plural::LANGUAGES;

const STARTS: [&str; 4] = ["StartsNow", "StartsFirstUse", "StartsAfterCurrent", "StartsManual"];
const DATA: [&str; 3] = ["DataAdds", "DataSeparate", "DataUnsaid"];
const ENDS: [&str; 4] = ["EndAddsDays", "EndResets", "EndIndependent", "EndUnsaid"];
/// With a start or without, with a deadline or without.
const SENTENCES: [(&str, bool, bool); 4] =
    [("EffectSentence", true, false), ("EffectSentenceBy", true, true), ("EffectNoStart", false, false), ("EffectNoStartBy", false, true)];

/// The root of the repository that these tests belong to.
pub(super) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every sentence that a language can say of a package's effects.
fn sentences(entries: &Entries) -> Vec<String> {
    let clause = |key: &str| entries.text(key).unwrap().replace("{time}", "30");
    let mut said = Vec::new();
    for (sentence, started, limited) in SENTENCES {
        for start in STARTS.into_iter().take(if started { STARTS.len() } else { 1 }) {
            for (data, end) in DATA.into_iter().flat_map(|data| ENDS.map(|end| (data, end))) {
                let sentence = entries.text(sentence).unwrap();
                let sentence = sentence.replace("{start}", &if started { clause(start) } else { String::new() });
                let sentence = sentence.replace("{data}", &clause(data)).replace("{end}", &clause(end));
                said.push(sentence.replace("{by}", &if limited { clause("StartWithin") } else { String::new() }));
            }
        }
    }
    said
}

#[test]
fn every_combination_of_effects_is_a_sentence_of_its_own_with_one_full_stop_at_its_end() {
    for (tag, _) in &LANGUAGES {
        let json = fs::read_to_string(repository().join(format!("locales/{tag}.json"))).unwrap();
        let said = sentences(&Entries::parse(&json).unwrap());
        assert_eq!(said.len(), 120, "{tag}");
        let mut different = said.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), said.len(), "{tag}: two different effects in the same words");
        for sentence in said {
            assert!(sentence.ends_with(['.', '。', '।']), "{tag}: {sentence}");
            assert!(!sentence.contains(['{', '}']), "{tag}: {sentence}");
            let marks = [",", ".", "،", "、", "，", "。", "।", ";", "；", "؛"];
            let letters = sentence.replace(' ', "");
            for (one, next) in marks.iter().flat_map(|one| marks.map(|next| (*one, next))) {
                assert!(!letters.contains(&[one, next].concat()), "{tag}: {sentence}");
            }
        }
    }
}
