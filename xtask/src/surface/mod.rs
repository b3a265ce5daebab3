//! What an embedding page can touch of the widget, read from `embed/api.json`: the one source of the types, the manifests and the tables
//! of the documentation. Tests hold it against the sources of the widget.

mod manifest;
mod messages;
mod react;
#[cfg(test)]
mod sources;
mod tables;
mod typescript;
mod vue;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

pub(crate) use self::messages::Messages;
pub(crate) use self::tables::PAGE as TABLES;

/// Where it is written, in the repository.
const SOURCE: &str = "embed/api.json";

/// The whole surface, in the order in which it is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Surface {
    /// The element's tag.
    tag: String,
    /// The TypeScript interface of the element.
    interface: String,
    /// What the element is.
    doc: String,
    types: Vec<Type>,
    attributes: Vec<Attribute>,
    properties: Vec<Property>,
    options: Options,
    methods: Vec<Method>,
    events: Vec<Event>,
    tokens: Vec<TokenGroup>,
    parts: Vec<Named>,
    slots: Vec<Named>,
}

/// A type that pages can name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Type {
    name: String,
    doc: String,
    shape: Shape,
}

/// What a type is made of. Types inside are written as TypeScript writes them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    /// One of these words.
    Names(Vec<Named>),
    /// An object with these fields.
    Record(Vec<Field>),
    /// One of these objects, told apart by a field that differs.
    Variants(Vec<Variant>),
    /// Another name for this type.
    Alias(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    doc: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    doc: String,
    #[serde(default)]
    optional: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    doc: String,
    fields: Vec<Field>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribute {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    doc: String,
    /// What `mount` and the components call it, where that is another name.
    option: Option<String>,
    default: Option<String>,
    #[serde(default)]
    required: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Property {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    doc: String,
    default: Option<String>,
}

/// What options need each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    /// At least one of them is there.
    either: Vec<String>,
    when: Vec<When>,
}

/// An option that another value makes necessary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    option: String,
    is: String,
    needs: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Method {
    name: String,
    returns: String,
    doc: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    name: String,
    detail: String,
    doc: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenGroup {
    group: String,
    tokens: Vec<Token>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    name: String,
    default: String,
    doc: String,
}

impl Attribute {
    fn option(&self) -> &str {
        self.option.as_deref().unwrap_or(&self.name)
    }
}

impl Event {
    /// What a component calls its handler: `onStep` for `topup-step`.
    fn handler(&self) -> String {
        let words = self.name.split('-').skip(1).flat_map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            [first.to_uppercase(), rest.to_owned()]
        });
        std::iter::once("on".to_owned()).chain(words).collect()
    }
}

impl Surface {
    /// Reads it, and sees that what it names is there.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let text = fs::read_to_string(root.join(SOURCE)).with_context(|| format!("could not read {SOURCE}"))?;
        let surface: Self = serde_json::from_str(&text).context(SOURCE)?;
        surface.judge().context(SOURCE)?;
        Ok(surface)
    }

    fn judge(&self) -> Result<()> {
        let known =
            |name: &str| self.attributes.iter().any(|one| one.option() == name) || self.properties.iter().any(|one| one.name == name);
        let needed = self.options.either.iter().chain(self.options.when.iter().flat_map(|when| [&when.option, &when.needs]));
        for name in needed {
            if !known(name) {
                bail!("there is no option {name}");
            }
        }
        for event in &self.events {
            if !self.types.iter().any(|one| one.name == event.detail) {
                bail!("{} has a detail of the type {}, which is not described", event.name, event.detail);
            }
        }
        for attribute in &self.attributes {
            if attribute.kind != "string" && self.names_of(&attribute.kind).is_none() {
                bail!("the attribute {} is of the type {}, which is no list of words", attribute.name, attribute.kind);
            }
        }
        Ok(())
    }

    /// The words of a type, where it is a choice of words.
    fn names_of(&self, name: &str) -> Option<&[Named]> {
        self.types.iter().find(|one| one.name == name).and_then(|one| match &one.shape {
            Shape::Names(names) => Some(names.as_slice()),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn ours() -> Surface {
        Surface::read(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()).unwrap()
    }

    #[test]
    fn what_it_names_must_be_there() {
        let mut surface = ours();
        surface.events[0].detail = "Nothing".to_owned();
        assert!(surface.judge().unwrap_err().to_string().contains("which is not described"));
        let mut surface = ours();
        surface.options.either.push("cookie".to_owned());
        assert_eq!(surface.judge().unwrap_err().to_string(), "there is no option cookie");
        let mut surface = ours();
        surface.attributes[0].kind = "number".to_owned();
        assert!(surface.judge().unwrap_err().to_string().contains("no list of words"));
    }

    #[test]
    fn handlers_are_called_as_components_call_theirs() {
        let handlers: Vec<_> = ours().events.iter().map(Event::handler).collect();
        assert_eq!(handlers[..2], ["onReady", "onStep"]);
    }
}
