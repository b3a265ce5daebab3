//! Typed use from React: props of the tag for React 19, which sets properties and listens by itself, and of the component `EsimTopup`,
//! which does so for React 18 as well.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::Surface;

impl Surface {
    /// `react.d.ts`.
    pub(crate) fn react(&self) -> String {
        let (interface, tag) = (&self.interface, &self.tag);
        let mut text = "// Generated from embed/api.json.\n\
            import type * as React from 'react';\n\
            import type { TopupEventMap, TopupOptions, TopupSettings, %I } from './index.js';\n\n\
            export * from './index.js';\n\n\
            /** What the component calls when the widget tells something. */\nexport interface TopupHandlers {\n"
            .replace("%I", interface);
        for event in &self.events {
            let _ = write!(
                text,
                "  /** {} */\n  {}?: ((event: TopupEventMap['{}']) => void) | undefined;\n",
                event.doc,
                event.handler(),
                event.name
            );
        }
        let _ = write!(
            text,
            "}}\n\n/** Children go into the slots. */\n\
             export type EsimTopupProps = TopupOptions & TopupHandlers & {{\n  children?: React.ReactNode;\n  className?: string | undefined;\n  \
             id?: string | undefined;\n  style?: React.CSSProperties | undefined;\n}};\n\n\
             /** The widget as a component, for React 18 and 19. */\n\
             export declare const EsimTopup: React.ForwardRefExoticComponent<EsimTopupProps & React.RefAttributes<{interface}>>;\n\n\
             /** Attributes of the tag, as HTML spells them. */\nexport interface EsimTopupAttributes {{\n"
        );
        for attribute in &self.attributes {
            let _ = write!(text, "  /** {} */\n  '{}'?: TopupSettings['{}'];\n", attribute.doc, attribute.name, attribute.option());
        }
        text += "}\n\n/** What React 19 sets and listens to on the tag itself. React 18 does neither: use the component. */\nexport interface EsimTopupMembers {\n";
        for property in &self.properties {
            let _ = write!(text, "  /** {} */\n  {name}?: TopupSettings['{name}'];\n", property.doc, name = property.name);
        }
        for event in &self.events {
            let _ = write!(
                text,
                "  /** {} */\n  'on{name}'?: ((event: TopupEventMap['{name}']) => void) | undefined;\n",
                event.doc,
                name = event.name
            );
        }
        let _ = write!(
            text,
            "}}\n\ntype Members = typeof React extends {{ use: unknown }} ? EsimTopupMembers : {{ [K in keyof EsimTopupMembers]?: never }};\n\
             type Tag = React.DetailedHTMLProps<React.HTMLAttributes<{interface}>, {interface}> & EsimTopupAttributes & Members & {{ class?: string | undefined }};\n\n\
             declare module 'react' {{\n  namespace JSX {{\n    interface IntrinsicElements {{\n      '{tag}': Tag;\n    }}\n  }}\n}}\n"
        );
        text
    }

    /// `surface.js`: the names that the component needs at run time.
    pub(crate) fn names(&self) -> String {
        let attributes: Map<_, _> = self.attributes.iter().map(|one| (one.option().to_owned(), Value::from(one.name.as_str()))).collect();
        let properties: Vec<_> = self.properties.iter().map(|one| one.name.as_str()).collect();
        let events: Map<_, _> = self.events.iter().map(|one| (one.handler(), Value::from(one.name.as_str()))).collect();
        format!(
            "// Generated from embed/api.json.\nexport const ATTRIBUTES = {};\nexport const PROPERTIES = {};\nexport const EVENTS = {};\n",
            json!(attributes),
            json!(properties),
            json!(events)
        )
    }
}
