//! The files of a built site, and when each of them is loaded.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

/// When a file is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Before anything is seen.
    FirstPaint,
    /// By every journey.
    Journey,
    /// By those who want another language than English, or have words of their own.
    Language,
    /// When something has failed, or by a page that has no other way in.
    Asked,
}

impl When {
    /// When the file is loaded; none for the host's own page. Whatever is not known to be lazy counts for every journey, so that a new
    /// file can't slip past the budget.
    pub(super) fn of(file: &str) -> Option<Self> {
        match file {
            "index.html" => None,
            "element.js" => Some(Self::FirstPaint),
            "fallback.js" | "script.js" => Some(Self::Asked),
            _ if file.starts_with("demo/") => None,
            _ if file.starts_with("locales/") => Some(Self::Language),
            _ => Some(Self::Journey),
        }
    }
}

/// The weight of one file, in bytes.
#[derive(Debug, PartialEq)]
pub(super) struct Weight {
    /// Its path in the site, without a hash.
    pub(super) file: String,
    pub(super) when: When,
    pub(super) raw: usize,
    pub(super) brotli: usize,
}

/// Weighs everything of the site that a widget loads, in the order of the names.
pub(super) fn weigh(site: &Path) -> Result<Vec<Weight>> {
    let mut weights = Vec::new();
    weigh_folder(site, "", &mut weights)?;
    weights.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(weights)
}

fn weigh_folder(folder: &Path, prefix: &str, weights: &mut Vec<Weight>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let file = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            weigh_folder(&entry.path(), &format!("{file}/"), weights)?;
        } else if let Some(when) = When::of(&file) {
            let bytes = fs::read(entry.path()).with_context(|| format!("could not read {file}"))?;
            weights.push(Weight { file: without_hash(&file), when, raw: bytes.len(), brotli: compressed(&bytes)? });
        }
    }
    Ok(())
}

/// `locales/de.json` for `locales/de.c4eadba1.json`.
fn without_hash(file: &str) -> String {
    let parts: Vec<_> = file.split('.').collect();
    match parts.as_slice() {
        [stem, hash, extension] if hash.len() == 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) => format!("{stem}.{extension}"),
        _ => file.to_owned(),
    }
}

/// Whether the file is the texts of a language that customers speak.
pub(super) fn is_locale(file: &str) -> bool {
    let tag = file.strip_prefix("locales/").and_then(|name| name.strip_suffix(".json"));
    tag.is_some_and(|tag| !["index", "names", "pseudo"].contains(&tag))
}

/// The length after brotli at its best quality, as a storefront's CDN would store it.
pub(crate) fn compressed(bytes: &[u8]) -> Result<usize> {
    brotli(bytes).map(|bytes| bytes.len())
}

/// After brotli at its best quality.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    writer.write_all(bytes).context("could not compress")?;
    Ok(writer.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_own_page_is_left_out_and_a_hash_is_no_part_of_a_name() {
        let site = tempfile::tempdir().unwrap();
        for file in ["index.html", "demo/demo.css", "locales/de.c4eadba1.json", "locales/names.json", "esim-topup.js", "snippets/new.js"] {
            let path = site.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let files: Vec<_> = weigh(site.path()).unwrap().into_iter().map(|weight| (weight.file, weight.when)).collect();
        let expected = [
            ("esim-topup.js", When::Journey),
            ("locales/de.json", When::Language),
            ("locales/names.json", When::Language),
            ("snippets/new.js", When::Journey),
        ];
        assert_eq!(files, expected.map(|(file, when)| (file.to_owned(), when)));
    }

    #[test]
    fn only_what_customers_speak_is_a_locale() {
        let files = ["locales/de.json", "locales/names.json", "locales/index.json", "locales/pseudo.json", "locales/languages.js"];
        assert_eq!(files.map(is_locale), [true, false, false, false, false]);
    }

    #[test]
    fn compression_is_really_done() {
        assert!(compressed(&[7; 10_000]).unwrap() < 100);
    }
}
