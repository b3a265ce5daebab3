//! `dist/cdn`: files whose names change with their content, so that they can be cached for ever, and a loader with a name that stays.
//!
//! Each file says what must be in those that it loads, so whoever pins the loader pins everything.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use sha2::{Digest, Sha256, Sha384};

use super::{Sources, seam};
use crate::size;

/// The way in: `<script src="…/loader.js">`.
const LOADER: &str = "loader.js";
/// Bytes of the content's hash in a name.
const HASH: usize = 6;

/// What the manifest says of a file.
#[derive(Clone, Debug, Serialize)]
struct Kept {
    /// Its name beside the manifest.
    file: String,
    /// For `integrity`.
    integrity: String,
    bytes: usize,
    brotli: usize,
}

#[derive(Serialize)]
struct Manifest<'m> {
    version: &'m str,
    files: &'m BTreeMap<String, Kept>,
}

/// A folder that is being filled.
struct Cdn<'c> {
    folder: PathBuf,
    kept: BTreeMap<String, Kept>,
    /// Makes a script small.
    minify: &'c dyn Fn(&str, &str) -> Result<String>,
}

/// Fills the folder. `minify` is given a file's name and its text.
pub(super) fn write(sources: &Sources, folder: &Path, minify: &dyn Fn(&str, &str) -> Result<String>) -> Result<()> {
    let mut cdn = Cdn { folder: folder.to_owned(), kept: BTreeMap::new(), minify };
    for (name, bytes) in &sources.locales {
        // Its name has the hash already.
        cdn.keep(name, name.clone(), bytes)?;
    }
    cdn.keep_hashed("locales/names.json", &sources.names)?;
    for (name, bytes) in &sources.built {
        cdn.keep_hashed(name, bytes)?;
    }
    let languages = sources.tags.iter().map(|(tag, name)| (tag.as_str(), name.as_str())).chain([("names", "locales/names.json")]);
    let languages = languages.map(|(key, name)| Ok((key, cdn.entry(name, "locales/")?))).collect::<Result<Vec<_>>>()?;
    cdn.script("locales/languages.js", &seam::fill(&sources.languages, languages)?)?;
    for (name, text) in &sources.beside {
        let text = cdn.renamed(text)?;
        cdn.script(name, &text)?;
    }
    let files = seam::read(&sources.element)?;
    let files = files.iter().map(|(key, name)| Ok((key.as_str(), cdn.entry(name, "")?))).collect::<Result<Vec<_>>>()?;
    cdn.script("element.js", &seam::fill(&sources.element, files)?)?;
    let shell = cdn.entry("element.js", "")?;
    let loader = seam::replace(&sources.loader, "['./element.js']", &shell)?;
    cdn.keep(LOADER, LOADER.to_owned(), (cdn.minify)(LOADER, &loader)?.as_bytes())?;
    let manifest =
        serde_json::to_vec_pretty(&Manifest { version: &sources.version, files: &cdn.kept }).context("could not write the manifest")?;
    write_file(&cdn.folder.join("manifest.json"), &manifest)
}

impl Cdn<'_> {
    fn script(&mut self, name: &str, text: &str) -> Result<()> {
        let small = (self.minify)(name, text)?;
        self.keep_hashed(name, small.as_bytes())
    }

    fn keep_hashed(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let hash: String = Sha256::digest(bytes).iter().take(HASH).map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = name.rsplit_once('.').with_context(|| format!("{name} has no extension"))?;
        self.keep(name, format!("{stem}.{hash}.{extension}"), bytes)
    }

    /// Writes a file as it is and compressed, and remembers what must be in it.
    fn keep(&mut self, name: &str, file: String, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(&file);
        let brotli = size::brotli(bytes)?;
        let with = |extension: &str| PathBuf::from(format!("{}.{extension}", path.display()));
        write_file(&with("br"), &brotli)?;
        write_file(&with("gz"), &gzip(bytes)?)?;
        write_file(&path, bytes)?;
        let kept = Kept { file, integrity: integrity(bytes), bytes: bytes.len(), brotli: brotli.len() };
        self.kept.insert(name.to_owned(), kept);
        Ok(())
    }

    /// `['./name', 'integrity']`, as seen from a folder.
    fn entry(&self, name: &str, from: &str) -> Result<String> {
        let kept = self.kept.get(name).with_context(|| format!("there is no {name} in the package"))?;
        let file = kept.file.strip_prefix(from).unwrap_or(&kept.file);
        Ok(format!("['./{file}', '{}']", kept.integrity))
    }

    /// A script that imports another by name imports it by its new one.
    fn renamed(&self, text: &str) -> Result<String> {
        self.kept.iter().filter(|(name, _)| name.ends_with(".js")).try_fold(text.to_owned(), |text, (name, kept)| {
            let quoted = format!("'./{name}'");
            if text.contains(&quoted) { seam::replace(&text, &quoted, &format!("'./{}'", kept.file)) } else { Ok(text) }
        })
    }
}

/// What `integrity` says of these bytes.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

/// Without name and time, so that the same bytes always become the same.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(bytes).context("could not compress")?;
    writer.finish().context("could not compress")
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        Sources {
            version: "1.2.3".to_owned(),
            element: "const FILES = {\n  glue: ['./esim-topup.js'],\n  languages: ['./locales/languages.js'],\n  fallback: ['./fallback.js'],\n};".to_owned(),
            languages: "const FILES = {};".to_owned(),
            loader: "const ELEMENT = ['./element.js'];".to_owned(),
            beside: vec![("host.js".to_owned(), "host".to_owned()), ("fallback.js".to_owned(), "import './host.js'".to_owned())],
            built: vec![("esim-topup.js".to_owned(), b"glue".to_vec())],
            locales: vec![("locales/de.12345678.json".to_owned(), b"\"7|Ja\"".to_vec())],
            tags: vec![("de".to_owned(), "locales/de.12345678.json".to_owned())],
            names: b"[]".to_vec(),
        }
    }

    fn written(sources: &Sources) -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        write(sources, folder.path(), &|_, text| Ok(text.replace('\n', ""))).unwrap();
        let read = |folder: &Path| -> Vec<PathBuf> { fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect() };
        let paths = read(folder.path()).into_iter().chain(read(&folder.path().join("locales"))).filter(|path| path.is_file());
        let name = |path: &Path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
        paths.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
    }

    #[test]
    fn every_file_says_what_must_be_in_those_that_it_loads() {
        let files = written(&sources());
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let kept = |name: &str| manifest["files"][name].clone();
        let text = |name: &str| String::from_utf8(files[kept(name)["file"].as_str().unwrap()].clone()).unwrap();
        let names = |within: &str, name: &str, folder: &str| {
            let (kept, folder) = (kept(name), folder.to_owned());
            let entry = format!(
                "['./{}', '{}']",
                kept["file"].as_str().unwrap().strip_prefix(&folder).unwrap(),
                kept["integrity"].as_str().unwrap()
            );
            assert!(text(within).contains(&entry), "{entry} in {}", text(within));
        };
        names("loader.js", "element.js", "");
        names("element.js", "esim-topup.js", "");
        names("element.js", "locales/languages.js", "");
        names("locales/languages.js", "locales/de.12345678.json", "locales/");
        names("locales/languages.js", "locales/names.json", "locales/");
        assert_eq!(text("fallback.js"), format!("import './{}'", kept("host.js")["file"].as_str().unwrap()));
        assert_eq!(kept("loader.js")["file"], "loader.js");
    }

    #[test]
    fn a_name_changes_with_the_content_of_whatever_it_leads_to_and_the_loader_keeps_its_own() {
        let (before, mut changed) = (written(&sources()), sources());
        changed.built[0].1 = b"other glue".to_vec();
        let after = written(&changed);
        let only_before: Vec<_> =
            before.keys().filter(|name| !after.contains_key(*name)).map(|name| name.split('.').next().unwrap()).collect();
        assert_eq!(only_before, ["element", "element", "element", "esim-topup", "esim-topup", "esim-topup"]);
        assert_ne!(before["loader.js"], after["loader.js"]);
    }

    #[test]
    fn the_same_sources_give_the_same_bytes_each_with_two_compressed_ones_beside_it() {
        let files = written(&sources());
        assert_eq!(files, written(&sources()));
        let plain: Vec<_> = files.keys().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")).collect();
        assert_eq!(files.len(), plain.len() * 3 - 2, "all but the manifest: {plain:?}");
        assert!(plain.iter().all(|name| **name == "manifest.json" || files.contains_key(&format!("{name}.br"))));
    }

    #[test]
    fn integrity_is_as_browsers_compute_it() {
        // From the standard's own example: the text `alert('Hello, world.');`.
        let known = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(integrity(b"alert('Hello, world.');"), known);
    }

    #[test]
    fn a_file_that_is_missing_is_named() {
        let mut lacking = sources();
        lacking.built.clear();
        let folder = tempfile::tempdir().unwrap();
        let error = write(&lacking, folder.path(), &|_, text| Ok(text.to_owned())).unwrap_err();
        assert_eq!(error.to_string(), "there is no esim-topup.js in the package");
    }
}
