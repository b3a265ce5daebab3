//! `cargo xtask package`: the widget as shops take it, `dist/npm` for those who bundle and `dist/cdn` for a script tag.

mod cdn;
mod embedders;
mod npm;
mod seam;
mod yew_page;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

pub(crate) use self::embedders::prepare;
use crate::build;
use crate::place::Place;
use crate::say;
use crate::step::step;
use crate::surface::{Surface, TABLES};
use crate::widget::Tools;

/// What to package.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only the tables of docs/embedding.md.
    #[arg(long)]
    docs: bool,
}

/// What the packages are made of.
struct Sources {
    version: String,
    /// The programs whose table a package fills in, as they are in the repository.
    element: String,
    languages: String,
    loader: String,
    /// The other scripts, as they are in the repository, in the order in which they import each other.
    beside: Vec<(String, String)>,
    /// What the site has ready: the module, its wasm, the style sheet.
    built: Vec<(String, Vec<u8>)>,
    /// The languages that people speak, packed.
    locales: Vec<(String, Vec<u8>)>,
    /// Which of them each language is in.
    tags: Vec<(String, String)>,
    /// Which message stands in which place of them.
    names: Vec<u8>,
}

/// Builds the site, and both packages from it.
pub(crate) fn run(place: &Place, arguments: &Arguments) -> Result<()> {
    write_tables(place.root())?;
    if arguments.docs {
        return Ok(());
    }
    build::site(place)?;
    let dist = place.root().join("dist");
    pack(place, &dist)?;
    say::line(&format!("the packages are in {0}/npm and {0}/cdn", dist.display()));
    Ok(())
}

/// Makes both packages of the built site, in two folders of `dist`.
pub(crate) fn pack(place: &Place, dist: &Path) -> Result<()> {
    let sources = Sources::read(place)?;
    let tools = Tools::build(place)?;
    let [npm, cdn] = ["npm", "cdn"].map(|name| dist.join(name));
    for folder in [&npm, &cdn] {
        // A file that is made no more must not live on.
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("could not empty {}", folder.display()))?;
        }
    }
    step("the package for npm", "the module, its types and what editors read, with names that bundlers follow", || {
        npm::write(&sources, place.root(), &npm)
    })?;
    let scratch = place.package().join("scratch");
    step("the package for a CDN", "names that change with the content, what must be in each file, and both compressions", || {
        cdn::write(&sources, &cdn, &|name, text| {
            let name = name.rsplit('/').next().unwrap_or(name);
            fs::create_dir_all(&scratch).with_context(|| format!("could not make {}", scratch.display()))?;
            fs::write(scratch.join(name), text).with_context(|| format!("could not write {name}"))?;
            tools.shrink(&scratch, &[name])?;
            fs::read_to_string(scratch.join(name)).with_context(|| format!("could not read {name}"))
        })
    })
}

/// Writes the tables of the documentation anew.
fn write_tables(root: &Path) -> Result<()> {
    let path = root.join(TABLES);
    let page = fs::read_to_string(&path).with_context(|| format!("could not read {TABLES}"))?;
    let fresh = Surface::read(root)?.tables(&page)?;
    if fresh != page {
        fs::write(&path, fresh).with_context(|| format!("could not write {TABLES}"))?;
        say::line(&format!("{TABLES} has new tables"));
    }
    Ok(())
}

impl Sources {
    fn read(place: &Place) -> Result<Self> {
        let (root, site) = (place.root(), place.site());
        let text = |name: &str| fs::read_to_string(root.join(name)).with_context(|| format!("could not read {name}"));
        let bytes = |name: &str| fs::read(site.join(name)).with_context(|| format!("the site has no {name}"));
        let element = text("src/element.js")?;
        let (mut built, mut beside) = (Vec::new(), Vec::new());
        for (_, name) in seam::read(&element).context("src/element.js")? {
            let source = root.join("src").join(&name);
            if name.ends_with(".js") && source.is_file() {
                beside.push((name.clone(), text(&format!("src/{name}"))?));
            } else if !name.starts_with("locales/") {
                let content = bytes(&name)?;
                built.push((name, content));
            }
        }
        // A script comes after those that it imports.
        beside.sort_by_key(|(_, text)| text.contains("from './"));
        let tags = tags(&bytes("locales/index.json")?)?;
        let locales = tags.iter().map(|(_, name)| Ok((name.clone(), bytes(name)?))).collect::<Result<_>>()?;
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            element,
            languages: text("src/languages.js")?,
            loader: text("src/script.js")?,
            beside,
            built,
            locales,
            tags,
            names: bytes("locales/names.json")?,
        })
    }
}

/// Which file each language is in, but for the one that only tests speak.
fn tags(index: &[u8]) -> Result<Vec<(String, String)>> {
    let index: std::collections::BTreeMap<String, String> = serde_json::from_slice(index).context("locales/index.json")?;
    let spoken = index.into_iter().filter(|(tag, _)| tag != "pseudo");
    Ok(spoken.map(|(tag, name)| (tag, format!("locales/{name}"))).collect())
}
