//! The catalogue of messages as it stands in the widget's source: its keys in order, and what they say in English.

use anyhow::{Result, bail};

use super::plural::Category;

/// Where the catalogue is.
pub(super) const SOURCE: &str = "src/text/catalogue.rs";
/// The line after which the messages stand, and the one that ends them.
const TABLE: (&str, &str) = ("texts! {", "}");

/// A message: its key, and what it says in English.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    pub(super) key: String,
    pub(super) english: String,
}

/// Every message, in the order of the source.
#[derive(Debug)]
pub(super) struct Catalogue(Vec<Message>);

/// A place in a packed locale: a message, or a plural form of one that English does not have.
pub(super) struct Slot<'a> {
    /// The key in a locale's file.
    pub(super) key: String,
    /// What it says in English; for a form that English lacks, its form `Other`.
    pub(super) english: &'a str,
    /// Which form it is, for a message that counts something.
    pub(super) form: Option<Category>,
}

impl Catalogue {
    /// Reads the macro's table: a key and a literal on each line, with comments and empty lines between.
    ///
    /// # Errors
    /// A line that is something else, a key that comes twice, or no table at all: nothing may be passed over in silence.
    pub(super) fn parse(source: &str) -> Result<Self> {
        let mut lines = source.lines().enumerate().skip_while(|(_, line)| *line != TABLE.0).skip(1);
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let Some((index, line)) = lines.next() else { bail!("no table from `{}` to `{}`", TABLE.0, TABLE.1) };
            if line == TABLE.1 {
                return Ok(Self(messages));
            }
            let line = line.trim();
            if line.is_empty() || line.starts_with("//") {
                continue;
            }
            let Some(message) = message(line) else { bail!("line {}: not a key and a literal: {line}", index + 1) };
            if messages.iter().any(|known| known.key == message.key) {
                bail!("line {}: {} stands there twice", index + 1, message.key);
            }
            messages.push(message);
        }
    }

    /// The messages, in order.
    pub(super) fn messages(&self) -> &[Message] {
        &self.0
    }

    /// Tells this catalogue from one with other keys or another order: FNV-1a over the keys, each with a line's end, in hex. The widget computes
    /// the same from its own, and takes no texts that bear another.
    pub(super) fn stamp(&self) -> String {
        let bytes = self.0.iter().flat_map(|message| message.key.bytes().chain([b'\n']));
        let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        format!("{hash:08x}")
    }

    /// Every place of a packed locale: the messages in order, then, for each that counts, the forms that English lacks.
    pub(super) fn slots(&self) -> Vec<Slot<'_>> {
        let own = self.0.iter().map(|message| {
            let form = [Category::One, Category::Other].into_iter().find(|form| self.other(&message.key, *form).is_some());
            Slot { key: message.key.clone(), english: &message.english, form }
        });
        let counted = self.0.iter().filter(|message| self.other(&message.key, Category::Other).is_some());
        let more = counted.flat_map(|message| {
            let stem = message.key.strip_suffix(Category::Other.name()).unwrap_or_default();
            let forms = [Category::Zero, Category::Two, Category::Few, Category::Many];
            forms.map(|form| Slot { key: [stem, form.name()].concat(), english: &message.english, form: Some(form) })
        });
        own.chain(more).collect()
    }

    /// The same message in English's other form, when `key` is a message's form of that category.
    fn other(&self, key: &str, form: Category) -> Option<&Message> {
        let stem = key.strip_suffix(form.name())?;
        let other = if form == Category::One { Category::Other } else { Category::One };
        self.0.iter().find(|message| message.key.strip_suffix(other.name()) == Some(stem))
    }
}

/// `Key "text"`, the text as Rust writes it.
fn message(line: &str) -> Option<Message> {
    let (key, literal) = line.split_once(' ')?;
    let literal = literal.strip_prefix('"')?.strip_suffix('"')?;
    if key.is_empty() || !key.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let mut english = String::with_capacity(literal.len());
    let mut letters = literal.chars();
    while let Some(letter) = letters.next() {
        english.push(match letter {
            '"' => return None,
            '\\' => match letters.next()? {
                'n' => '\n',
                escaped @ ('"' | '\\') => escaped,
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(Message { key: key.to_owned(), english })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &str) -> String {
        format!("//! Words.\n\ntexts! {{\n{lines}\n}}\n\nmod tests {{}}\n")
    }

    #[test]
    fn keys_and_texts_are_read_in_order_with_their_escapes() {
        let catalogue = Catalogue::parse(&table("    // The frame\n    Back \"Back\"\n\n    Line \"{a}: \\\"{b}\\\"\\\\\\n\"")).unwrap();
        let read: Vec<_> = catalogue.messages().iter().map(|message| (message.key.as_str(), message.english.as_str())).collect();
        assert_eq!(read, [("Back", "Back"), ("Line", "{a}: \"{b}\"\\\n")]);
    }

    #[test]
    fn what_is_not_understood_is_never_passed_over() {
        for line in ["Back", "Back Text", "Back \"one\" \"two\"", "Back \"\\u{e9}\"", "Back r\"raw\"", "Back \"open", "b-k \"Back\""] {
            let error = Catalogue::parse(&table(line)).unwrap_err().to_string();
            assert_eq!(error, format!("line 4: not a key and a literal: {line}"));
        }
        assert!(Catalogue::parse(&table("Back \"1\"\nBack \"2\"")).unwrap_err().to_string().contains("line 5: Back stands there twice"));
        for source in ["", "texts! {\n Back \"Back\"\n"] {
            assert!(Catalogue::parse(source).unwrap_err().to_string().contains("no table"), "{source}");
        }
    }

    #[test]
    fn another_order_has_another_stamp() {
        let stamp = |lines| Catalogue::parse(&table(lines)).unwrap().stamp();
        assert_eq!(stamp("Back \"Back\"\nEnd \"End\""), "f0c27135", "as the widget's own test has it");
        assert_ne!(stamp("Back \"Back\"\nEnd \"End\""), stamp("End \"End\"\nBack \"Back\""));
        assert_eq!(stamp("Back \"Back\""), stamp("Back \"Go back\""), "another wording is no other message");
    }

    #[test]
    fn forms_that_english_lacks_come_after_everything() {
        let catalogue = Catalogue::parse(&table("TextsOne \"{count} text\"\nTextsOther \"{count} texts\"\nChooseOne \"Choose\"")).unwrap();
        let slots: Vec<_> = catalogue.slots().into_iter().map(|slot| (slot.key, slot.form, slot.english)).collect();
        let more = |key: &str, form| (key.to_owned(), Some(form), "{count} texts");
        assert_eq!(slots[0], ("TextsOne".to_owned(), Some(Category::One), "{count} text"));
        assert_eq!(slots[1], more("TextsOther", Category::Other));
        assert_eq!(slots[2], ("ChooseOne".to_owned(), None, "Choose"), "ends like a form, and is none");
        assert_eq!(slots[3], more("TextsZero", Category::Zero));
        assert_eq!(slots[6], more("TextsMany", Category::Many));
        assert_eq!(slots.len(), 7);
    }
}
