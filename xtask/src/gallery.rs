//! `cargo xtask gallery`: every state of the widget on one page, in `dist/gallery`, that opens from the disk and needs no BFF.
//!
//! What people look at there is what axe, the baselines and the pictures of the tests look at.

mod portrait;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::locales::Locales;
use crate::need::axe;
use crate::need::bindgen::Bindgen;
use crate::need::browser;
use crate::need::toolchain;
use crate::place::Place;
use crate::say;
use crate::step::{run as run_program, step};

/// The page's own files, in the repository.
const PAGE: &str = "tests/gallery/page";
const FILES: [&str; 3] = ["index.html", "page.css", "page.js"];
/// The style sheet that the widget ships with.
const STYLE: &str = "src/esim-topup.css";

/// What to do with it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Take what is shown now as the new baselines, instead of only building the page.
    #[arg(long)]
    accept: bool,
    /// Take the README's pictures as well, in the fonts of this machine.
    #[arg(long)]
    portrait: bool,
}

/// Builds the page and says where it is; takes new baselines when asked to.
pub(crate) fn run(place: &Place, arguments: &Arguments) -> Result<()> {
    let page = build(place)?;
    if arguments.accept {
        let mut accept = tests(place)?;
        accept.arg("baseline").env("GALLERY_ACCEPT", "1");
        step("new baselines", "what is shown now becomes what is expected: look at the difference before it is committed", || {
            run_program(&mut accept)
        })?;
    }
    if arguments.portrait {
        portrait::take(place, &page)?;
    }
    say::line(&format!("the gallery is {}", page.display()));
    Ok(())
}

/// The tests that look at the gallery, ready to run; the page must have been built.
pub(crate) fn tests(place: &Place) -> Result<Command> {
    let browser = browser::browser()?;
    let axe = axe::axe(place)?;
    let mut tests = place.native("test");
    tests
        .args(["--features", "e2e/browser", "--test", "gallery"])
        .env("AXE", axe)
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.chromedriver);
    Ok(tests)
}

/// Builds the page and answers where it is.
pub(crate) fn build(place: &Place) -> Result<PathBuf> {
    toolchain::wasm_target(place)?;
    let locales = Locales::pack(place.root())?;
    let bindgen = Bindgen::build(place)?;
    step("the gallery", "every state that a customer can see, in every language, on one page", || {
        run_program(place.widget("build").args(["--example", "gallery"]))?;
        assemble(place, &bindgen, &locales)
    })
}

fn assemble(place: &Place, bindgen: &Bindgen, locales: &Locales) -> Result<PathBuf> {
    let folder = place.gallery();
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut module = Command::new(bindgen.command());
    // A classic script: a page that is opened from the disk may load no module.
    module.args(["--target", "no-modules", "--no-typescript", "--remove-name-section", "--remove-producers-section"]);
    run_program(module.args(["--out-name", "module", "--out-dir"]).arg(&folder).arg(place.example_wasm("gallery")))?;
    let wasm = folder.join("module_bg.wasm");
    let data = data(&read(&wasm)?, &read(&place.root().join(STYLE))?, locales)?;
    fs::remove_file(&wasm).with_context(|| format!("could not remove {}", wasm.display()))?;
    write(&folder.join("data.js"), &data)?;
    for name in FILES {
        write(&folder.join(name), &read(&place.root().join(PAGE).join(name))?)?;
    }
    Ok(folder.join("index.html"))
}

/// What the page's script finds in `globalThis.galleryData`.
fn data(wasm: &[u8], css: &[u8], locales: &Locales) -> Result<Vec<u8>> {
    let css = str::from_utf8(css).context("the style sheet is no text")?;
    let packs: serde_json::Map<_, _> = locales
        .packed()
        .map(|(tag, bytes)| anyhow::Ok((tag.to_owned(), serde_json::from_slice(bytes).context("a locale is no JSON")?)))
        .collect::<Result<_>>()?;
    let data = serde_json::json!({ "css": css, "wasm": BASE64_STANDARD.encode(wasm), "locales": packs });
    Ok(format!("globalThis.galleryData = {data};\n").into_bytes())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_finds_the_module_the_style_and_every_language() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let script = data(b"wasm", b":host {}", &Locales::pack(root).unwrap()).unwrap();
        let script = String::from_utf8(script).unwrap();
        let json = script.strip_prefix("globalThis.galleryData = ").and_then(|rest| rest.strip_suffix(";\n")).unwrap();
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(data["wasm"], "d2FzbQ==");
        assert_eq!(data["css"], ":host {}");
        assert!(data["locales"]["de"].as_str().is_some_and(|texts| texts.contains('|')));
        assert!(data["locales"]["pseudo"].is_string());
    }
}
