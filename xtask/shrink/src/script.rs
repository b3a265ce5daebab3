//! JavaScript modules without comments, spaces, long local names and code that nothing reaches.

use anyhow::{Result, bail};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The same module in fewer bytes. What it exports and the names of properties stay.
///
/// # Errors
/// When it is not JavaScript.
pub(crate) fn minify(module: &str) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, module, SourceType::mjs()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        bail!("{error}");
    }
    let mut program = parsed.program;
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let printer = Codegen::new().with_options(CodegenOptions::minify());
    let printer = printer.with_scoping(minified.scoping).with_private_member_mappings(minified.class_private_mappings);
    Ok(printer.build(&program).code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_call_keeps_its_name_and_what_nobody_reaches_goes() {
        let module = "
            // Only for people.
            function unused() { return 'never'; }
            export function mount(target) { const veryLongName = target.config; return { destroy: () => veryLongName.end() }; }";
        let small = minify(module).unwrap();
        for kept in ["export function mount", ".config", "destroy", ".end()"] {
            assert!(small.contains(kept), "{kept} in {small}");
        }
        for gone in ["people", "unused", "never", "veryLongName", "\n"] {
            assert!(!small.contains(gone), "{gone} in {small}");
        }
    }

    #[test]
    fn a_script_that_is_none_is_refused() {
        minify("export function (").unwrap_err();
    }
}
