//! The keys of the catalogue, by which a page puts its own words in place of ours.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;

use crate::locales::Locales;

/// Every message with its English text, in the catalogue's order.
pub(crate) struct Messages(Vec<(String, String)>);

impl Messages {
    pub(crate) fn read(root: &Path) -> Result<Self> {
        Locales::keys(root).map(Self)
    }

    /// The TypeScript interface of a page's own words.
    pub(super) fn typescript(&self) -> String {
        let mut text =
            "\n/** Your own words, by the keys of the catalogue. Keep what stands in braces. */\nexport interface TopupMessages {\n"
                .to_owned();
        for (key, english) in &self.0 {
            // Nothing but the end of a comment could end a comment.
            let english = english.replace('\n', " ").replace("*/", "* /");
            let _ = if english.is_empty() {
                writeln!(text, "  {key}?: string;")
            } else {
                writeln!(text, "  /** “{english}” */\n  {key}?: string;")
            };
        }
        text + "}\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_an_optional_text_with_its_english_beside_it() {
        let messages = Messages(vec![("Back".to_owned(), "Back */ {x}".to_owned()), ("TextsFew".to_owned(), String::new())]);
        let text = messages.typescript();
        assert!(text.ends_with("{\n  /** “Back * / {x}” */\n  Back?: string;\n  TextsFew?: string;\n}\n"), "{text}");
    }
}
