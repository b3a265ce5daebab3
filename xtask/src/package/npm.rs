//! `dist/npm`: the package for those who bundle. Names stay, and every file stands behind `new URL('…', import.meta.url)` or `import('…')`,
//! which bundlers follow; scripts keep their comments, because bundlers make them small.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Sources, seam};
use crate::surface::{Messages, Surface};

/// What bundlers put into a script instead of beside it, at the usual settings of Vite. A page's policy may forbid to fetch that.
const INLINED: usize = 4_096;

/// The one script of ours that every start needs.
const HOST: &str = "host.js";

/// What is the repository's own: where it is, and what it is called in the package.
const OWN: [(&str, &str); 5] = [
    ("embed/npm/react.js", "react.js"),
    ("embed/npm/vue.js", "vue.js"),
    ("embed/npm/README.md", "README.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// The package's name.
const NAME: &str = "esim-topup";

/// Fills the folder.
pub(super) fn write(sources: &Sources, root: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("locales")).with_context(|| format!("could not make {}", folder.display()))?;
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).with_context(|| format!("could not write {name}"));
    let (surface, messages) = (Surface::read(root)?, Messages::read(root)?);
    for (name, bytes) in sources.built.iter().chain(&sources.locales) {
        ensure!(bytes.len() > INLINED, "{name} is so small that bundlers would put it into a script");
        put(name, bytes)?;
    }
    put("locales/names.json", &spacious(&sources.names)?)?;
    put("locales/languages.js", languages(sources)?.as_bytes())?;
    for (name, text) in &sources.beside {
        ensure!(name != HOST || text.len() > INLINED, "{name} is so small that bundlers would put it into a script");
        put(name, text.as_bytes())?;
    }
    put("element.js", element(&sources.element, &sources.built)?.as_bytes())?;
    put("index.d.ts", surface.typescript(&messages).as_bytes())?;
    put("react.d.ts", surface.react().as_bytes())?;
    put("vue.d.ts", surface.vue().as_bytes())?;
    put("surface.js", surface.names().as_bytes())?;
    put("custom-elements.json", &pretty(&surface.custom_elements())?)?;
    put("web-types.json", &pretty(&surface.web_types(NAME, &sources.version))?)?;
    put("package.json", &pretty(&package(&sources.version))?)?;
    for (from, to) in OWN {
        put(to, &fs::read(root.join(from)).with_context(|| format!("could not read {from}"))?)?;
    }
    Ok(())
}

/// What stands behind a name that can be imported. TypeScript takes the first condition that fits, so its own comes first.
#[derive(Serialize)]
#[serde(untagged)]
enum Export {
    Script { types: &'static str, default: &'static str },
    Data(&'static str),
}

/// The package's description: a struct, because JSON values would sort its names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    description: &'a str,
    license: &'a str,
    keywords: [&'a str; 6],
    r#type: &'a str,
    exports: BTreeMap<&'a str, Export>,
    types: &'a str,
    main: &'a str,
    files: [&'a str; 8],
    side_effects: [&'a str; 3],
    custom_elements: &'a str,
    #[serde(rename = "web-types")]
    web_types: &'a str,
    peer_dependencies: Value,
    peer_dependencies_meta: Value,
}

fn package(version: &str) -> Package<'_> {
    let script = |types, default| Export::Script { types, default };
    Package {
        name: NAME,
        version,
        description: "An embeddable eSIM and SIM top-up widget: a custom element over WebAssembly",
        license: "MIT OR Apache-2.0",
        keywords: ["esim", "sim", "top-up", "custom-element", "web-component", "wasm"],
        r#type: "module",
        exports: BTreeMap::from([
            (".", script("./index.d.ts", "./element.js")),
            ("./element", script("./index.d.ts", "./element.js")),
            ("./react", script("./react.d.ts", "./react.js")),
            ("./vue", script("./vue.d.ts", "./vue.js")),
            ("./custom-elements.json", Export::Data("./custom-elements.json")),
            ("./web-types.json", Export::Data("./web-types.json")),
            ("./package.json", Export::Data("./package.json")),
        ]),
        types: "./index.d.ts",
        // For those who do not read `exports`: Parcel as it comes.
        main: "./element.js",
        files: ["*.js", "*.d.ts", "*.wasm", "*.css", "locales", "custom-elements.json", "web-types.json", "LICENSE-*"],
        // Importing the tag defines it, and that is what one imports it for.
        side_effects: ["./element.js", "./react.js", "./vue.js"],
        custom_elements: "custom-elements.json",
        web_types: "web-types.json",
        peer_dependencies: json!({ "react": ">=18", "vue": ">=3.3" }),
        peer_dependencies_meta: json!({ "react": { "optional": true }, "vue": { "optional": true } }),
    }
}

/// The shell: what it starts with as files, which the fallback may ask for again, our other scripts as imports.
fn element(source: &str, built: &[(String, Vec<u8>)]) -> Result<String> {
    let listed = seam::read(source)?;
    let is_built = |name: &str| name == HOST || built.iter().any(|(known, _)| known == name);
    let table = listed.iter().map(|(key, name)| {
        let entry = if is_built(name) { located(name) } else { format!("['./{name}']") };
        (key.as_str(), entry)
    });
    let source = seam::fill(source, table)?;
    let imports: String =
        listed.iter().filter(|(_, name)| !is_built(name)).map(|(_, name)| format!("  './{name}': () => import('./{name}'),\n")).collect();
    let imports = format!("/** Written out, for bundlers to follow. */\nconst IMPORTS = {{\n{imports}}};\n");
    let source = seam::replace(&source, "\nconst beside = ", &format!("\n{imports}\nconst beside = "))?;
    // What is written out is whole by then; webpack takes every other `new URL` beside the script for a place that it can't know, and throws.
    let source = seam::replace(&source, "new URL(name + query, import.meta.url)", "new URL(name + query, location.href)")?;
    seam::replace(
        &source,
        "return import(href);",
        "return IMPORTS[file[0]]?.() ?? import(/* webpackIgnore: true */ /* @vite-ignore */ href);",
    )
}

fn languages(sources: &Sources) -> Result<String> {
    let within = |name: &str| located(name.strip_prefix("locales/").unwrap_or(name));
    let tags = sources.tags.iter().map(|(tag, name)| (tag.as_str(), within(name)));
    let text = seam::fill(&sources.languages, tags.chain([("names", within("names.json"))]))?;
    seam::replace(&text, "fetch(new URL(name, import.meta.url), ", "fetch(name, ")
}

/// A place that a bundler sees and follows.
fn located(name: &str) -> String {
    format!("[new URL('./{name}', import.meta.url).href]")
}

/// The same list with a line for each name, which makes it large enough to stay a file.
fn spacious(names: &[u8]) -> Result<Vec<u8>> {
    let names: Value = serde_json::from_slice(names).context("the names of messages")?;
    let bytes = pretty(&names)?;
    ensure!(bytes.len() > INLINED, "the list of names is so small that bundlers would put it into a script");
    Ok(bytes)
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).context("could not write JSON")?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundlers_see_every_file_that_the_shell_loads() {
        let source = "const FILES = {\n  glue: ['./esim-topup.js'],\n  host: ['./host.js'],\n  fallback: ['./fallback.js'],\n};\n\
            const beside = ([name], query) => new URL(name + query, import.meta.url).href;\nfunction module(file) {\n  return import(href);\n}";
        let text = element(source, &[("esim-topup.js".to_owned(), Vec::new())]).unwrap();
        assert!(text.contains("glue: [new URL('./esim-topup.js', import.meta.url).href],"), "{text}");
        assert!(text.contains("host: [new URL('./host.js', import.meta.url).href],"), "{text}");
        assert!(text.contains("'./fallback.js': () => import('./fallback.js'),"), "{text}");
        assert!(!text.contains("() => import('./esim-topup.js')"), "the module is started anew under other URLs: {text}");
        assert!(!text.contains("query, import.meta.url"), "bundlers know every place beside the script: {text}");
        assert!(element("const FILES = {};", &[]).is_err());
    }

    #[test]
    fn the_package_runs_nothing_on_installation_and_keeps_what_an_import_is_for() {
        let package = serde_json::to_value(package("1.2.3")).unwrap();
        assert!(package.get("scripts").is_none() && package.get("dependencies").is_none());
        assert_eq!(package["sideEffects"][0], package["exports"]["."]["default"]);
    }

    #[test]
    fn typescript_finds_its_types_before_the_script() {
        let text = String::from_utf8(pretty(&package("1.2.3")).unwrap()).unwrap();
        let typed = text.matches("\"types\": \"./").count() - 1;
        let in_order = text.split("\"types\": \"./").filter(|rest| rest.lines().nth(1).is_some_and(|next| next.contains("\"default\":")));
        assert_eq!((typed, in_order.count()), (4, 4), "{text}");
        assert!(text.find("\"name\"") < text.find("\"exports\""), "people read it from its name on");
    }
}
