//! Building markup by calls. `html!` unfolds a few hundred bytes of wasm at every element; these cost a few dozen, and half of the
//! widget's size is at stake.

use super::listener::{Listens, On};
use super::scene::{Act, Scene};
use journey::Event;
use std::rc::Rc;
use yew::prelude::{AttrValue, Html, NodeRef};
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag};

macro_rules! names {
    ($($name:ident $text:literal)+) => {
        /// An attribute that the views set.
        #[derive(Clone, Copy)]
        pub(super) enum Attr { $($name),+ }

        /// Each in the place that its number says. All elements share the one list, so that Yew compares two of them slot by
        /// slot: its other way, a hash map for every element, costs two kilobytes on the wire.
        static NAMES: &[&str] = &[$($text),+];
    };
}

names! {
    Class "class"
    AriaLabelledby "aria-labelledby"
    Type "type"
    Name "name"
    Part "part"
    AriaLabel "aria-label"
    Role "role"
    Autocomplete "autocomplete"
    Spellcheck "spellcheck"
    Placeholder "placeholder"
    AriaCurrent "aria-current"
    DataBack "data-back"
    Id "id"
    Tabindex "tabindex"
    DataPrimary "data-primary"
    AriaDisabled "aria-disabled"
    Max "max"
    Value "value"
    AriaHidden "aria-hidden"
    DataPackage "data-package"
    DataSource "data-source"
    DataState "data-state"
    DataNew "data-new"
    D "d"
    ViewBox "viewBox"
    DataOffer "data-offer"
    DataStatus "data-status"
    DataRejection "data-rejection"
    DataReference "data-reference"
    DataRepriced "data-repriced"
    DataStep "data-step"
    AriaLive "aria-live"
    AriaAtomic "aria-atomic"
    DataSim "data-sim"
    DataSimOff "data-sim-off"
    DataTail "data-tail"
    AriaDescribedby "aria-describedby"
    DataTrouble "data-trouble"
    DataDiagnostics "data-diagnostics"
    Lang "lang"
    Dir "dir"
}

/// An element under construction.
pub(super) struct Tag(Box<VTag>);

/// An element with a class; none when that is empty.
#[inline(never)]
pub(super) fn tag(name: &'static str, class: &'static str) -> Tag {
    let mut tag = VTag::new(AttrValue::Static(name));
    if !class.is_empty() {
        set(&mut tag, Attr::Class, AttrValue::Static(class));
    }
    Tag(Box::new(tag))
}

/// A `<div>`.
pub(super) fn div(class: &'static str) -> Tag {
    tag("div", class)
}

/// A `<span>` around a text.
pub(super) fn span(class: &'static str, text: impl Into<AttrValue>) -> Html {
    tag("span", class).text(text).done()
}

/// A text in small type, as a line of its own.
pub(super) fn small(text: impl Into<AttrValue>) -> Html {
    div("small").text(text).done()
}

/// Nothing, in the place of something: what follows keeps its place, and so its focus.
pub(super) fn nothing() -> Html {
    Html::default()
}

/// Several elements without one around them.
pub(super) fn all<const N: usize>(parts: [Html; N]) -> Html {
    parts.into_iter().collect()
}

impl Tag {
    /// Finished.
    #[inline(never)]
    pub(super) fn done(self) -> Html {
        Html::from(*self.0)
    }

    /// With an attribute.
    pub(super) fn with(self, name: Attr, value: impl Into<AttrValue>) -> Self {
        self.attribute(name, value.into())
    }

    /// With an attribute where there is a value.
    pub(super) fn maybe(self, name: Attr, value: Option<impl Into<AttrValue>>) -> Self {
        match value {
            Some(value) => self.attribute(name, value.into()),
            None => self,
        }
    }

    /// With a text inside.
    pub(super) fn text(self, text: impl Into<AttrValue>) -> Self {
        self.words(text.into())
    }

    /// With another element inside.
    #[inline(never)]
    pub(super) fn child(mut self, child: Html) -> Self {
        self.0.add_child(child);
        self
    }

    /// With several inside.
    pub(super) fn children(self, children: impl IntoIterator<Item = Html>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Known by that key among its siblings.
    pub(super) fn key(mut self, key: &str) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Reached through that reference.
    pub(super) fn reference(mut self, reference: &NodeRef) -> Self {
        self.0.node_ref = reference.clone();
        self
    }

    /// A radio button that is, or is not, the chosen one.
    pub(super) fn checked(mut self, checked: bool) -> Self {
        self.0.set_checked(checked);
        self
    }

    /// An input that holds that text.
    pub(super) fn value(mut self, value: &str) -> Self {
        self.0.set_value(Some(AttrValue::from(value.to_owned())));
        self
    }

    /// Pressed.
    pub(super) fn pressed(self, scene: &Scene<'_>, act: Act) -> Self {
        self.heard(scene, On::Click, act)
    }

    /// Chosen.
    pub(super) fn chosen(self, scene: &Scene<'_>, event: Event) -> Self {
        self.heard(scene, On::Change, Act::Journey(event))
    }

    /// Searched in: the text goes with the event.
    pub(super) fn searched(self, scene: &Scene<'_>) -> Self {
        self.heard(scene, On::Input, Act::Journey(Event::Search(String::new())))
    }

    #[inline(never)]
    fn heard(mut self, scene: &Scene<'_>, on: On, act: Act) -> Self {
        self.0.add_listener(Rc::new(Listens { on, act, send: scene.send.clone() }));
        self
    }

    #[inline(never)]
    fn attribute(mut self, name: Attr, value: AttrValue) -> Self {
        set(&mut self.0, name, value);
        self
    }

    #[inline(never)]
    fn words(mut self, text: AttrValue) -> Self {
        self.0.add_child(Html::from(yew::virtual_dom::VText::new(text)));
        self
    }
}

#[inline(never)]
fn set(tag: &mut VTag, name: Attr, value: AttrValue) {
    if !matches!(tag.attributes, Attributes::Dynamic { .. }) {
        tag.attributes = Attributes::Dynamic { keys: NAMES, values: NAMES.iter().map(|_| None).collect() };
    }
    if let Attributes::Dynamic { values, .. } = &mut tag.attributes
        && let Some(slot) = values.get_mut(name as usize)
    {
        *slot = Some(AttributeOrProperty::Attribute(value));
    }
}
