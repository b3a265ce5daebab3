//! What editors and design tools read: the custom-elements manifest (schema 2.1) and web-types.

use serde_json::{Map, Value, json};

use super::typescript::said;
use super::{Named, Surface};

impl Surface {
    /// `custom-elements.json`.
    pub(crate) fn custom_elements(&self) -> Value {
        let text = |kind: &str| json!({ "text": kind });
        let attributes = self.attributes.iter().map(|one| {
            let mut value = json!({ "name": one.name, "description": one.doc, "type": text(&self.spelled(&one.kind)) });
            set(&mut value, "default", one.default.as_deref().map(|default| json!(format!("\"{default}\""))));
            value
        });
        let fields = self.properties.iter().map(|one| {
            let mut value =
                json!({ "kind": "field", "name": one.name, "description": one.doc, "type": text(&format!("{} | undefined", one.kind)) });
            set(&mut value, "default", one.default.as_deref().map(Value::from));
            value
        });
        let methods = self
            .methods
            .iter()
            .map(|one| json!({ "kind": "method", "name": one.name, "description": one.doc, "return": { "type": text(&one.returns) } }));
        let events = self
            .events
            .iter()
            .map(|one| json!({ "name": one.name, "description": one.doc, "type": text(&format!("CustomEvent<{}>", one.detail)) }));
        let tokens = self.tokens.iter().flat_map(|group| &group.tokens);
        let tokens = tokens.map(|one| json!({ "name": one.name, "default": one.default, "description": one.doc }));
        let class = json!({
            "kind": "class", "name": self.interface, "customElement": true, "tagName": self.tag, "description": self.doc,
            "superclass": { "name": "HTMLElement" },
            "attributes": attributes.collect::<Vec<_>>(),
            "members": fields.chain(methods).collect::<Vec<_>>(),
            "events": events.collect::<Vec<_>>(),
            "slots": named(&self.slots), "cssParts": named(&self.parts), "cssProperties": tokens.collect::<Vec<_>>(),
        });
        let declaration = json!({ "name": self.interface, "module": "element.js" });
        let mount = json!({
            "kind": "function", "name": "mount", "description": "Makes a widget and puts it into `target`.",
            "parameters": [{ "name": "target", "type": text("ParentNode") }, { "name": "options", "type": text("TopupOptions") }],
            "return": { "type": text(&self.interface) },
        });
        json!({
            "schemaVersion": "2.1.0",
            "modules": [{
                "kind": "javascript-module", "path": "element.js",
                "declarations": [class, mount],
                "exports": [
                    { "kind": "js", "name": "mount", "declaration": { "name": "mount", "module": "element.js" } },
                    { "kind": "custom-element-definition", "name": self.tag, "declaration": declaration },
                ],
            }],
        })
    }

    /// `web-types.json`.
    pub(crate) fn web_types(&self, name: &str, version: &str) -> Value {
        let attributes = self.attributes.iter().map(|one| {
            let mut value = json!({ "name": one.name, "description": said(&one.doc, None), "required": one.required });
            set(&mut value, "default", one.default.as_deref().map(Value::from));
            let (kind, values) = match self.names_of(&one.kind) {
                Some(names) => ("enum", Some(named(names))),
                None => ("string", None),
            };
            set(&mut value, "value", Some(json!({ "kind": "plain", "type": kind })));
            set(&mut value, "values", values);
            value
        });
        let properties = self.properties.iter().map(|one| json!({ "name": one.name, "description": one.doc, "type": one.kind }));
        let events = self.events.iter().map(|one| json!({ "name": one.name, "description": one.doc }));
        let tokens = self.tokens.iter().flat_map(|group| &group.tokens);
        let tokens = tokens.map(|one| json!({ "name": one.name, "description": format!("{} Without: {}.", one.doc, one.default) }));
        let element = json!({
            "name": self.tag, "description": self.doc,
            "attributes": attributes.collect::<Vec<_>>(), "slots": named(&self.slots),
            "js": { "properties": properties.collect::<Vec<_>>(), "events": events.collect::<Vec<_>>() },
            "css": { "properties": tokens.collect::<Vec<_>>(), "parts": named(&self.parts) },
        });
        json!({
            "$schema": "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
            "name": name, "version": version, "description-markup": "markdown",
            "contributions": { "html": { "elements": [element] } },
        })
    }

    /// A type, spelled out where it is a choice of words: the manifest's readers don't follow names.
    fn spelled(&self, kind: &str) -> String {
        self.names_of(kind)
            .map_or_else(|| kind.to_owned(), |names| names.iter().map(|one| format!("'{}'", one.name)).collect::<Vec<_>>().join(" | "))
    }
}

fn named(all: &[Named]) -> Value {
    all.iter().map(|one| json!({ "name": one.name, "description": one.doc })).collect()
}

fn set(value: &mut Value, name: &str, what: Option<Value>) {
    if let Some(what) = what {
        value.as_object_mut().get_or_insert(&mut Map::new()).insert(name.to_owned(), what);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::ours;

    #[test]
    fn editors_are_told_every_piece_and_its_choices() {
        let surface = ours();
        let manifest = surface.custom_elements();
        let class = &manifest["modules"][0]["declarations"][0];
        assert_eq!(class["tagName"], "esim-topup");
        let theme = class["attributes"].as_array().unwrap().iter().find(|one| one["name"] == "theme").unwrap();
        assert_eq!((&theme["type"]["text"], &theme["default"]), (&"'auto' | 'light' | 'dark'".into(), &"\"auto\"".into()));
        let tokens: usize = surface.tokens.iter().map(|group| group.tokens.len()).sum();
        assert_eq!(class["cssProperties"].as_array().unwrap().len(), tokens);
        let web = surface.web_types("esim-topup", "1.2.3");
        let element = &web["contributions"]["html"]["elements"][0];
        let view = element["attributes"].as_array().unwrap().iter().find(|one| one["name"] == "view").unwrap();
        assert_eq!(view["values"].as_array().unwrap().len(), 4);
        assert_eq!(element["js"]["events"].as_array().unwrap().len(), surface.events.len());
    }
}
