//! `index.d.ts`: the types of the element, its options, its events and its errors.

use std::fmt::Write;

use super::{Field, Messages, Shape, Surface, Type};

impl Surface {
    /// The whole file.
    pub(crate) fn typescript(&self, messages: &Messages) -> String {
        let mut text = "// Generated from embed/api.json.\n".to_owned();
        for one in &self.types {
            text += &one.typescript();
        }
        text + &messages.typescript() + &self.options() + &self.events() + &self.element()
    }

    /// What `mount` takes.
    fn options(&self) -> String {
        let mut text = "\n/** What a widget can be told. */\nexport interface TopupSettings {\n".to_owned();
        for attribute in &self.attributes {
            text += &member(attribute.option(), &attribute.kind, !attribute.required, &said(&attribute.doc, attribute.default.as_deref()));
        }
        for property in &self.properties {
            text += &member(&property.name, &property.kind, true, &said(&property.doc, property.default.as_deref()));
        }
        text += "}\n";
        let either = self.options.either.iter().map(|name| format!("{{ {name}: NonNullable<TopupSettings['{name}']> }}"));
        let _ = writeln!(
            text,
            "\n/** Where a session comes from: one of them must be there. */\nexport type TopupSession = {};",
            either.collect::<Vec<_>>().join(" | ")
        );
        let mut all = vec!["TopupSettings".to_owned(), "TopupSession".to_owned()];
        for when in &self.options.when {
            let (option, is, needs) = (&when.option, &when.is, &when.needs);
            let kind = self.attributes.iter().find(|one| one.option() == option).map_or("string", |one| &one.kind);
            all.push(format!("({{ {option}?: Exclude<{kind}, '{is}'> }} | {{ {option}: '{is}'; {needs}: string }})"));
        }
        let _ = writeln!(text, "\n/** What `mount` takes. */\nexport type TopupOptions = {};", all.join(" & "));
        text
    }

    fn events(&self) -> String {
        let mut text =
            "\n/** Every event of the widget. They bubble, and leave the shadow roots of the page. */\nexport interface TopupEventMap {\n"
                .to_owned();
        for event in &self.events {
            text += &member(&quoted(&event.name), &format!("CustomEvent<{}>", event.detail), false, &event.doc);
        }
        text + "}\n"
    }

    fn element(&self) -> String {
        let (interface, tag) = (&self.interface, &self.tag);
        let mut text = format!("\n/** {} */\nexport interface {interface} extends HTMLElement {{\n", self.doc);
        for property in &self.properties {
            text += &member(
                &property.name,
                &format!("{} | undefined", property.kind),
                false,
                &said(&property.doc, property.default.as_deref()),
            );
        }
        for method in &self.methods {
            let _ = write!(text, "  /** {} */\n  {}(): {};\n", method.doc, method.name, method.returns);
        }
        for verb in ["add", "remove"] {
            let options = if verb == "add" { "AddEventListenerOptions" } else { "EventListenerOptions" };
            for (generic, kind, event) in [
                ("<K extends keyof TopupEventMap>", "K", "TopupEventMap[K]"),
                ("<K extends keyof HTMLElementEventMap>", "K", "HTMLElementEventMap[K]"),
            ] {
                let listener = format!("(this: {interface}, event: {event}) => unknown");
                let _ = writeln!(
                    text,
                    "  {verb}EventListener{generic}(type: {kind}, listener: {listener}, options?: boolean | {options}): void;"
                );
            }
        }
        let _ = write!(
            text,
            "}}\n\n/** Makes a widget and puts it into `target`. */\n\
             export declare function mount(target: ParentNode, options: TopupOptions): {interface};\n\n\
             declare global {{\n  interface HTMLElementTagNameMap {{\n    '{tag}': {interface};\n  }}\n\
             \x20 interface HTMLElementEventMap extends TopupEventMap {{}}\n  interface DocumentEventMap extends TopupEventMap {{}}\n}}\n"
        );
        text
    }
}

impl Type {
    fn typescript(&self) -> String {
        let (name, doc) = (&self.name, &self.doc);
        let mut text = format!("\n/** {doc} */\n");
        let _ = match &self.shape {
            Shape::Alias(kind) => writeln!(text, "export type {name} = {kind};"),
            Shape::Record(fields) => writeln!(text, "export interface {name} {{\n{}}}", members(fields, 2)),
            Shape::Names(names) => {
                let names: String = names.iter().map(|one| format!("\n  /** {} */\n  | '{}'", one.doc, one.name)).collect();
                writeln!(text, "export type {name} ={names};")
            }
            Shape::Variants(variants) => {
                let object = |fields: &[Field]| format!("{{\n{}    }}", members(fields, 6));
                let variants: String = variants.iter().map(|one| format!("\n  /** {} */\n  | {}", one.doc, object(&one.fields))).collect();
                writeln!(text, "export type {name} ={variants};")
            }
        };
        text
    }
}

fn members(fields: &[Field], indent: usize) -> String {
    let space = " ".repeat(indent);
    let one = |field: &Field| {
        let optional = if field.optional { "?" } else { "" };
        format!("{space}/** {} */\n{space}{}{optional}: {};\n", field.doc, field.name, field.kind)
    };
    fields.iter().map(one).collect()
}

fn member(name: &str, kind: &str, optional: bool, doc: &str) -> String {
    let (optional, undefined) = if optional { ("?", " | undefined") } else { ("", "") };
    format!("  /** {doc} */\n  {name}{optional}: {kind}{undefined};\n")
}

/// The sentence, and what holds without.
pub(super) fn said(doc: &str, default: Option<&str>) -> String {
    default.map_or_else(|| doc.to_owned(), |default| format!("{doc} Without: `{default}`."))
}

fn quoted(name: &str) -> String {
    format!("'{name}'")
}

#[cfg(test)]
mod tests {
    use super::super::tests::ours;
    use super::*;

    fn typed(json: &str) -> String {
        serde_json::from_str::<Type>(json).unwrap().typescript()
    }

    #[test]
    fn every_shape_becomes_an_exact_type() {
        let names = typed(r#"{"name":"N","doc":"n","shape":{"names":[{"name":"a","doc":"A."},{"name":"b","doc":"B."}]}}"#);
        assert_eq!(names, "\n/** n */\nexport type N =\n  /** A. */\n  | 'a'\n  /** B. */\n  | 'b';\n");
        let record = typed(r#"{"name":"R","doc":"r","shape":{"record":[{"name":"x","type":"number | null","doc":"X.","optional":true}]}}"#);
        assert_eq!(record, "\n/** r */\nexport interface R {\n  /** X. */\n  x?: number | null;\n}\n");
        let variants =
            typed(r#"{"name":"V","doc":"v","shape":{"variants":[{"doc":"One.","fields":[{"name":"k","type":"'one'","doc":"K."}]}]}}"#);
        assert_eq!(variants, "\n/** v */\nexport type V =\n  /** One. */\n  | {\n      /** K. */\n      k: 'one';\n    };\n");
    }

    #[test]
    fn options_that_need_each_other_say_so() {
        let options = ours().options();
        assert!(
            options.contains("export type TopupSession = { sessionEndpoint: NonNullable<TopupSettings['sessionEndpoint']> } | "),
            "{options}"
        );
        assert!(options.contains("({ view?: Exclude<TopupView, 'status'> } | { view: 'status'; order: string })"), "{options}");
        assert!(options.contains("  bff: string;"), "{options}");
    }
}
