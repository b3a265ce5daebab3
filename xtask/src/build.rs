//! `cargo xtask build`: the site as it ships, in `target/site`: the page, the element, its style sheet, its languages and the
//! optimised wasm.
//!
//! The layout is the one that trunk gives the demo, so the same `index.html` works in both.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::locales::Locales;
use crate::place::Place;
use crate::say;
use crate::step::step;
use crate::widget::{self, Std, Tools};

/// The files of the site that come from the repository.
const FILES: [(&str, &str); 6] = [
    ("index.html", "index.html"),
    ("src/element.js", "element.js"),
    ("src/host.js", "host.js"),
    ("src/fallback.js", "fallback.js"),
    ("src/script.js", "script.js"),
    ("src/esim-topup.css", "esim-topup.css"),
];
/// Those of them that ship with the widget, and so are made small.
const SHIPPED: [&str; 6] = ["element.js", "host.js", "fallback.js", "script.js", "esim-topup.css", Locales::LOADER];
/// The folders of the site that are served as they are in the repository.
const FOLDERS: [(&str, &str); 1] = [("demo", "demo")];

/// Builds the site and says where it is; as trunk's hook, builds the module and the locales into the folder that trunk is filling.
pub(crate) fn run(place: &Place) -> Result<()> {
    if let Some(staging) = env::var_os("TRUNK_STAGING_DIR") {
        let (locales, tools) = (Locales::pack(place.root())?, Tools::build(place)?);
        widget::compile(place)?;
        locales.write(Path::new(&staging))?;
        return tools.module(place, Path::new(&staging));
    }
    site(place)?;
    say::line(&format!("the site is in {}", place.site().display()));
    Ok(())
}

/// Builds the site, and says which standard library is in its wasm.
pub(crate) fn site(place: &Place) -> Result<Std> {
    // A language that lacks a message is found before minutes are spent on the wasm.
    let (locales, tools) = (Locales::pack(place.root())?, Tools::build(place)?);
    let std = widget::compile(place)?;
    let why = "the module, the element, its languages and the page side by side, as a storefront serves them";
    step("the site", why, || assemble(place, &tools, &locales))?;
    Ok(std)
}

fn assemble(place: &Place, tools: &Tools, locales: &Locales) -> Result<()> {
    let site = place.site();
    // A file that the repository no longer has must not live on in the site.
    if site.exists() {
        fs::remove_dir_all(&site).with_context(|| format!("could not empty {}", site.display()))?;
    }
    fs::create_dir_all(&site).with_context(|| format!("could not make {}", site.display()))?;
    tools.module(place, &site)?;
    for (from, to) in FILES {
        copy(&place.root().join(from), &site.join(to))?;
    }
    locales.write(&site)?;
    tools.shrink(&site, &SHIPPED)?;
    for (from, to) in FOLDERS {
        copy_folder(&place.root().join(from), &site.join(to))?;
    }
    Ok(())
}

pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not make {}", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            copy(&from, &to)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("could not copy {} to {}", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_is_told_of_the_files_that_are_there_and_that_the_page_loads() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let page = fs::read_to_string(root.join("index.html")).unwrap();
        let copied = page.lines().filter(|line| line.contains("data-trunk") && line.contains("copy-")).map(|line| {
            let (_, href) = line.split_once("href=\"").unwrap();
            href.split_once('"').unwrap().0
        });
        let copied: Vec<_> = copied.collect();
        assert!(copied.iter().all(|path| root.join(path).exists()), "{copied:?}");
        // The one that the page does without: it is for those who embed by a script tag.
        let wanted = FILES.iter().chain(&FOLDERS).map(|(from, _)| *from).filter(|from| !["index.html", "src/script.js"].contains(from));
        assert_eq!(copied, wanted.collect::<Vec<_>>());
    }

    #[test]
    fn a_folder_is_copied_with_what_is_below_it() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(from.path().join("inner")).unwrap();
        fs::write(from.path().join("inner/file"), "text").unwrap();
        copy_folder(from.path(), &to.path().join("copy")).unwrap();
        assert_eq!(fs::read_to_string(to.path().join("copy/inner/file")).unwrap(), "text");
    }

    #[test]
    fn a_missing_file_is_named() {
        let to = tempfile::tempdir().unwrap();
        let error = copy(Path::new("no-such-file"), &to.path().join("copy")).unwrap_err();
        assert!(error.to_string().contains("no-such-file"), "{error}");
    }
}
