//! The languages of the widget: every file in `locales/` judged against the catalogue of messages, and packed as it ships.
//!
//! `locales/README.md` says how the files look and how they are read.

mod catalogue;
mod entries;
mod judge;
mod pack;
mod plural;
mod pseudo;
#[cfg(test)]
mod sentence;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::catalogue::Catalogue;
use self::entries::Entries;
use self::pack::Pack;
use crate::say;
use crate::size::compressed;

/// Compressed bytes that a locale may have at most: it is one more thing to load before a customer reads the first word.
pub(crate) const BUDGET: usize = 3_000;

/// The program that loads them, in the repository.
const LOADER: &str = "src/languages.js";

/// Every locale as it ships.
pub(crate) struct Locales {
    /// Those that people speak, in the order of their tags.
    spoken: Vec<Pack>,
    /// The one for tests.
    pseudo: Pack,
    /// Which message stands where in each of them.
    names: Vec<u8>,
    /// What loads them.
    loader: String,
}

/// Fails with a list when a locale says too little, too much or something malformed, or when it is too large.
pub(crate) fn check(root: &Path) -> Result<()> {
    weigh(&Locales::pack(root)?.spoken)
}

impl Locales {
    /// The program that loads them, in a site.
    pub(crate) const LOADER: &'static str = "locales/languages.js";

    /// Every key that a page may put its own words under, with what it says in English.
    pub(crate) fn keys(root: &Path) -> Result<Vec<(String, String)>> {
        let catalogue = Catalogue::parse(&read(&root.join(catalogue::SOURCE))?).context(catalogue::SOURCE)?;
        Ok(catalogue.slots().into_iter().map(|slot| (slot.key, slot.english.to_owned())).collect())
    }

    /// Reads and judges every locale that there must be; what is wrong with any of them is listed first.
    pub(crate) fn pack(root: &Path) -> Result<Self> {
        let catalogue = Catalogue::parse(&read(&root.join(catalogue::SOURCE))?).context(catalogue::SOURCE)?;
        let mut findings = strangers(&root.join("locales"))?;
        let mut spoken = Vec::new();
        for (tag, rules) in &plural::LANGUAGES {
            let name = format!("locales/{tag}.json");
            let entries = Entries::parse(&read(&root.join(&name))?).context(name.clone())?;
            findings.extend(judge::judge(&catalogue, rules, &entries).into_iter().map(|finding| format!("{name}: {finding}")));
            spoken.push(Pack::new(tag, &catalogue.stamp(), &pack::texts(&catalogue, &entries))?);
        }
        if !findings.is_empty() {
            for finding in &findings {
                say::line(finding);
            }
            bail!("{} finding(s) in the locales, listed above", findings.len());
        }
        let pseudo = Pack::new("pseudo", &catalogue.stamp(), &pseudo::texts(&catalogue))?;
        Ok(Self { spoken, pseudo, names: pack::names(&catalogue)?, loader: read(&root.join(LOADER))? })
    }

    /// Each with its tag and its packed texts, as JSON.
    pub(crate) fn packed(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.spoken.iter().chain([&self.pseudo]).map(|pack| (pack.tag.as_str(), pack.bytes.as_slice()))
    }

    /// Writes them, with the lists of their names and what loads them, into the folder `locales` of a site.
    pub(crate) fn write(&self, site: &Path) -> Result<()> {
        let folder = site.join("locales");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let packs = || self.spoken.iter().chain([&self.pseudo]);
        let index = pack::index(packs())?;
        for (name, bytes) in
            packs().map(|pack| (pack.name.as_str(), &pack.bytes)).chain([("index.json", &index), ("names.json", &self.names)])
        {
            fs::write(folder.join(name), bytes).with_context(|| format!("could not write locales/{name}"))?;
        }
        fs::write(site.join(Self::LOADER), &self.loader).with_context(|| format!("could not write {}", Self::LOADER))?;
        Ok(())
    }
}

/// Files of languages that nobody told us how to count in.
fn strangers(folder: &Path) -> Result<Vec<String>> {
    let mut strangers = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let unknown = name.strip_suffix(".json").is_some_and(|tag| plural::LANGUAGES.iter().all(|(known, _)| *known != tag));
        if unknown {
            strangers.push(format!("locales/{name}: no such language in xtask/src/locales/plural.rs, which says how each one counts"));
        }
    }
    strangers.sort();
    Ok(strangers)
}

/// Prints the sizes, and fails when one is over budget.
fn weigh(packs: &[Pack]) -> Result<()> {
    let mut over = Vec::new();
    for pack in packs {
        let size = compressed(&pack.bytes)?;
        say::line(&format!("    {:<24} {:>6} {size:>6} bytes after brotli", pack.name, pack.bytes.len()));
        if size > BUDGET {
            over.push(format!("{} ({size})", pack.name));
        }
    }
    if over.is_empty() {
        return Ok(());
    }
    bail!("over the budget of {BUDGET} bytes: {}", over.join(", "))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::sentence::repository;

    #[test]
    fn every_language_says_everything_within_the_budget() {
        check(repository()).unwrap();
    }

    #[test]
    fn a_site_gets_every_language_under_the_name_that_the_list_gives() {
        let site = tempfile::tempdir().unwrap();
        Locales::pack(repository()).unwrap().write(site.path()).unwrap();
        let folder = site.path().join("locales");
        let index: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
        let source = read(&repository().join(catalogue::SOURCE)).unwrap();
        let messages = Catalogue::parse(&source).unwrap().messages().len();
        for tag in plural::LANGUAGES.iter().map(|(tag, _)| *tag).chain(["pseudo"]) {
            let name = index[tag].as_str().unwrap();
            let texts: String = serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap();
            let texts = texts.split('|').count();
            assert!(texts > messages, "{tag}: {texts} texts of {messages}");
        }
        let beside = ["index.json", "names.json", "languages.js"];
        assert!(beside.iter().all(|name| folder.join(name).is_file()));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), index.len() + beside.len());
    }

    #[test]
    fn a_language_that_nobody_knows_to_count_in_is_named() {
        let root = tempfile::tempdir().unwrap();
        for name in ["de.json", "xx.json", "README.md"] {
            fs::write(root.path().join(name), "{}").unwrap();
        }
        let found = strangers(root.path()).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("locales/xx.json"), "{found:?}");
    }

    #[test]
    fn a_locale_over_the_budget_fails_and_is_named() {
        let text: String =
            (0..20_000_u32).filter_map(|number| char::from_u32(0x4e00 + number.wrapping_mul(2_654_435_761) % 20_000)).collect();
        let error = weigh(&[Pack::new("zh", "7", &[text]).unwrap()]).unwrap_err().to_string();
        assert!(error.starts_with("over the budget of 3000 bytes: zh."), "{error}");
    }
}
