//! Buttons that copy a text, and show the text itself where the browser refuses.

use super::frame::button;
use super::icon::{Icon, icon};
use super::markup::{Attr, Tag, span, tag};
use super::scene::{Act, Scene};
use crate::text::Text;

/// How long "Copied" stays, in milliseconds.
pub const COPIED_MS: u32 = 2_000;

/// What was copied last, for a moment; or what the browser refused to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The text.
    pub text: String,
    /// Whether the clipboard holds it.
    pub done: bool,
}

/// A button for a text, or the text itself.
pub(super) fn copy(scene: &Scene<'_>, text: &str, label: Text) -> Tag {
    let (picture, label) = match scene.copied.filter(|copied| copied.text == text) {
        Some(Copied { done: false, .. }) => return tag("span", "plain").text(text.to_owned()),
        Some(Copied { done: true, .. }) => (Icon::Check, Text::Copied),
        None => (Icon::Copy, label),
    };
    let button = button("link").with(Attr::Part, "link").pressed(scene, Act::Copy(text.to_owned()));
    button.child(icon(picture)).child(span("", scene.words.say(label)))
}
