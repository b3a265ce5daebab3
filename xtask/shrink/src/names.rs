//! Short names for what a wasm and its glue share.
//!
//! wasm-bindgen gives every import and export a name for people with a hash behind it, and writes it into both files. Hashes don't
//! compress, and nobody but these two files ever reads them.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};
use walrus::ModuleConfig;

/// The characters of a short name. A digit could not stand first in the glue.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$";

/// Where the imports come from, as the shortened wasm says it.
const ORIGIN: &str = "a";

/// From the long name to the short one.
type Renamed = HashMap<String, String>;

/// The wasm and its glue (as wasm-bindgen generates it for the web, not minified), agreed on short names.
///
/// # Errors
/// When the two do not belong together, or the glue is not of the form that is known.
pub(crate) fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm)?;

    let (mut imports, mut exports) = (Renamed::new(), Renamed::new());
    let mut origin = None;
    for import in module.imports.iter_mut() {
        let from = origin.get_or_insert_with(|| import.module.clone());
        ensure!(*from == import.module, "imports come from `{from}` and from `{}`", import.module);
        ORIGIN.clone_into(&mut import.module);
        rename(&mut import.name, &mut imports);
    }
    for export in module.exports.iter_mut() {
        rename(&mut export.name, &mut exports);
    }
    let glue = rewrite(glue, &imports, &exports)?;
    let origin = format!("\"{}\":", origin.context("the wasm imports nothing")?);
    ensure!(glue.matches(&origin).count() == 1, "the glue does not provide {origin} once");
    Ok((module.emit_wasm(), glue.replace(&origin, &format!("\"{ORIGIN}\":"))))
}

fn rename(name: &mut String, renamed: &mut Renamed) {
    let count = renamed.len();
    let short = renamed.entry(name.clone()).or_insert_with(|| short_name(count));
    name.clone_from(short);
}

/// The name with this number: `a`, `b`, … `$`, `aa`, `ba`, …
fn short_name(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        let letter = LETTERS.get(number % LETTERS.len()).copied().unwrap_or_default();
        name.push(char::from(letter));
        match number / LETTERS.len() {
            0 => return name,
            rest => number = rest - 1,
        }
    }
}

/// Renames imports where the glue provides them (`name: function`) and exports where it calls them (`wasm.name`).
fn rewrite(glue: &str, imports: &Renamed, exports: &Renamed) -> Result<String> {
    let mut text = String::with_capacity(glue.len());
    let mut provided = 0;
    let mut rest = glue;
    while let Some(start) = rest.find(in_name) {
        let (before, from) = rest.split_at(start);
        text.push_str(before);
        let (name, after) = from.split_at(from.find(|letter| !in_name(letter)).unwrap_or(from.len()));
        let written = if let Some(short) = imports.get(name) {
            ensure!(after.starts_with(':'), "the glue names the import `{name}` elsewhere than where it provides it");
            provided += 1;
            short
        } else if is_of_wasm(&text) {
            let Some(short) = exports.get(name) else { bail!("the glue calls `wasm.{name}`, which the wasm does not export") };
            short
        } else {
            name
        };
        text.push_str(written);
        rest = after;
    }
    text.push_str(rest);
    ensure!(provided == imports.len(), "the glue provides {provided} of {} imports", imports.len());
    Ok(text)
}

fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// Whether what follows is a property of the variable `wasm`, not of something whose name ends so.
fn is_of_wasm(before: &str) -> bool {
    before.strip_suffix("wasm.").is_some_and(|owner| !owner.ends_with(|letter| in_name(letter) || letter == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use walrus::Module;

    const GLUE: &str = "const import0 = {\n    __wbg_abort_f8d1: function(arg0) { arg0.abort(); },\n    __wbg_now_12ab: function() {},\n};\n\
        const imports = { __proto__: null, \"./x_bg.js\": import0 };\n\
        export function mount(host) { wasm.mount(host); new Uint8Array(wasm.memory.buffer); }\n\
        const place = new URL('x_bg.wasm', import.meta.url);";

    fn wasm(imports: &[&str], exports: &[&str]) -> Vec<u8> {
        let mut module = Module::default();
        let nothing = module.types.add(&[], &[]);
        let functions: Vec<_> = imports.iter().map(|name| module.add_import_func("./x_bg.js", name, nothing).0).collect();
        for name in exports {
            module.exports.add(name, functions[0]);
        }
        module.emit_wasm()
    }

    #[test]
    fn both_sides_use_the_same_short_names() {
        let (wasm, glue) = shorten(&wasm(&["__wbg_abort_f8d1", "__wbg_now_12ab"], &["mount", "memory"]), GLUE).unwrap();
        let module = Module::from_buffer(&wasm).unwrap();
        for import in module.imports.iter() {
            assert!(glue.contains(&format!("\"{}\": import0", import.module)), "{glue}");
            assert!(glue.contains(&format!(" {}: function", import.name)), "{glue}");
        }
        for export in module.exports.iter() {
            assert!(glue.contains(&format!("wasm.{}", export.name)), "{glue}");
        }
        for long in ["__wbg_", "x_bg.js", "wasm.mount", "wasm.memory"] {
            assert!(!glue.contains(long), "{long} in {glue}");
        }
    }

    #[test]
    fn what_the_glue_offers_to_others_keeps_its_name() {
        let (_, glue) = shorten(&wasm(&["__wbg_abort_f8d1", "__wbg_now_12ab"], &["mount", "memory"]), GLUE).unwrap();
        for kept in ["export function mount(host)", "arg0.abort()", ".buffer)", "'x_bg.wasm'"] {
            assert!(glue.contains(kept), "{kept} in {glue}");
        }
    }

    #[test]
    fn files_that_do_not_belong_together_are_refused() {
        let both = ["__wbg_abort_f8d1", "__wbg_now_12ab"];
        let words = |wasm: &[u8]| shorten(wasm, GLUE).unwrap_err().to_string();
        assert_eq!(words(&wasm(&["__wbg_abort_f8d1", "__wbg_new_99"], &["mount", "memory"])), "the glue provides 1 of 2 imports");
        assert_eq!(words(&wasm(&both, &["mount"])), "the glue calls `wasm.memory`, which the wasm does not export");
        let named_twice = format!("{GLUE}\n__wbg_now_12ab();");
        shorten(&wasm(&both, &["mount", "memory"]), &named_twice).unwrap_err();
    }

    #[test]
    fn no_two_names_are_the_same() {
        let names: HashSet<_> = (0..10_000).map(short_name).collect();
        assert_eq!(names.len(), 10_000);
        assert!(names.iter().all(|name| name.len() <= 3));
    }
}
