//! `shrink <file>...` makes files that ship smaller, in place and without changing what they do. `.js` and `.css` lose what only people
//! read; `X_bg.wasm` and the `X.js` beside it agree on short names, and its functions stand where they compress best. Give a wasm before its script, which must still be as generated.
//!
//! Architecture invariant: text and bytes in, text and bytes out; only this file touches the disk, and nothing here knows the widget.

mod names;
mod order;
mod script;
mod style;

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    env::args_os().skip(1).try_for_each(|file| {
        let file = Path::new(&file);
        shrink(file).with_context(|| format!("could not shrink {}", file.display()))
    })
}

fn shrink(file: &Path) -> Result<()> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("js") => fs::write(file, script::minify(&fs::read_to_string(file)?)?)?,
        Some("css") => fs::write(file, style::minify(&fs::read_to_string(file)?)?)?,
        Some("wasm") => {
            let stem = file.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.strip_suffix("_bg"));
            let script = file.with_file_name(format!("{}.js", stem.context("it is not called `<name>_bg.wasm`")?));
            let glue = fs::read_to_string(&script).with_context(|| format!("it has no {}", script.display()))?;
            let (wasm, glue) = names::shorten(&fs::read(file)?, &glue)?;
            fs::write(file, order::alike_together(&wasm)?)?;
            fs::write(script, glue)?;
        }
        _ => bail!("only .wasm, .js and .css can be made smaller"),
    }
    Ok(())
}
