//! Style sheets without comments and spaces, each value in its shortest form.

use anyhow::{Result, anyhow};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};

/// The same style sheet in fewer bytes. No browser is targeted, so nothing is rewritten for an old one.
///
/// # Errors
/// When a rule or a value in it can't be read.
pub(crate) fn minify(sheet: &str) -> Result<String> {
    // The library's errors borrow the text, so their words are taken here.
    let mut parsed = StyleSheet::parse(sheet, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    parsed.minify(MinifyOptions::default()).map_err(|error| anyhow!("{error}"))?;
    let printed = parsed.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_spaces_go_and_custom_properties_stay() {
        let small = minify("/* For people. */\n:host { --topup-accent: #0b6e4f; color: var(--topup-accent) }\n").unwrap();
        assert_eq!(small, ":host{--topup-accent:#0b6e4f;color:var(--topup-accent)}");
    }

    #[test]
    fn nothing_is_rewritten_for_old_browsers() {
        let modern = "@container (width>=240px){.card{inline-size:50%;&:hover{color:color-mix(in srgb,currentColor 16%,transparent)}}}";
        let small = minify(modern).unwrap();
        for kept in ["@container", "width>=240px", "inline-size", "color-mix("] {
            assert!(small.contains(kept), "{kept} in {small}");
        }
    }

    #[test]
    fn a_rule_that_cannot_be_read_is_refused() {
        assert!(minify(".card { color: red").is_ok(), "a browser closes it too");
        minify("@container { {").unwrap_err();
    }
}
