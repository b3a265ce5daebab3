//! Typed use from Vue, which sets properties and listens to events of custom elements by itself.

use std::fmt::Write;

use super::Surface;

impl Surface {
    /// `vue.d.ts`.
    pub(crate) fn vue(&self) -> String {
        let (interface, tag) = (&self.interface, &self.tag);
        let mut text = format!(
            "// Generated from embed/api.json.\n\
             import type {{ EmitFn, HTMLAttributes, PublicProps }} from 'vue';\n\
             import type {{ TopupEventMap, TopupSettings, {interface} }} from './index.js';\n\n\
             export * from './index.js';\n\n\
             /** For `compilerOptions.isCustomElement`: Vue looks for a component of this name otherwise. */\n\
             export declare const isCustomElement: (tag: string) => boolean;\n\n\
             /** Attributes and properties of the tag. */\nexport interface EsimTopupProps {{\n"
        );
        for attribute in &self.attributes {
            let _ = write!(text, "  /** {} */\n  '{}'?: TopupSettings['{}'];\n", attribute.doc, attribute.option(), attribute.option());
        }
        for property in &self.properties {
            let _ = write!(text, "  /** {} */\n  {name}?: TopupSettings['{name}'];\n", property.doc, name = property.name);
        }
        text += "}\n\n/** Listeners of the tag. */\nexport interface EsimTopupListeners {\n";
        for event in &self.events {
            let name = vue_listener(&event.name);
            let _ = write!(text, "  /** {} */\n  {name}?: ((event: TopupEventMap['{}']) => unknown) | undefined;\n", event.doc, event.name);
        }
        let _ = write!(
            text,
            "}}\n\ntype Tag = new () => {interface} & {{\n\
             \x20 /** For the compiler alone: an element has none. */\n  $props: HTMLAttributes & PublicProps & EsimTopupProps & EsimTopupListeners;\n\
             \x20 /** For the compiler alone: an element has none. */\n  $emit: EmitFn<{{ [K in keyof TopupEventMap]: (event: TopupEventMap[K]) => void }}>;\n}};\n\n\
             declare module 'vue' {{\n  interface GlobalComponents {{\n    '{tag}': Tag;\n  }}\n\
             \x20 interface HTMLAttributes {{\n    /** Which slot of the element around it is filled. */\n    slot?: string | undefined;\n  }}\n}}\n"
        );
        text
    }
}

/// What Vue calls a listener: `onTopupStep` for `@topup-step`.
fn vue_listener(event: &str) -> String {
    let words = event.split('-').flat_map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        [first.to_uppercase(), rest.to_owned()]
    });
    std::iter::once("on".to_owned()).chain(words).collect()
}
