//! The way through a long list, a page at a time: markup that does not grow with the list.

use super::frame::button;
use super::markup::{Attr, div, nothing, small};
use super::scene::Scene;
use crate::text::Text;
use journey::{Event, Page};
use yew::prelude::Html;

/// What part of the list is shown and the ways to its neighbours; nothing where it is all there.
pub(super) fn view(scene: &Scene<'_>, page: Page) -> Html {
    if page.previous().is_none() && page.next().is_none() {
        return nothing();
    }
    let way = |label, to: Option<usize>| {
        let button = button("button").with(Attr::Part, "button secondary").text(scene.words.say(label));
        match to {
            Some(number) => button.pressed(scene, Event::TurnTo(number).into()),
            None => button.with(Attr::AriaDisabled, "true"),
        }
        .done()
    };
    let ways = [way(Text::Previous, page.previous()), way(Text::Next, page.next())];
    div("pager").with(Attr::Part, "pager").child(small(shown(scene, page))).children(ways).done()
}

/// "25–48 of 10,000"
pub(super) fn shown(scene: &Scene<'_>, page: Page) -> String {
    let count = |number: usize| scene.words.count(u32::try_from(number).unwrap_or(u32::MAX));
    let (first, last, total) = (count(page.start + 1), count(page.end), count(page.total));
    scene.words.fill(Text::Shown, &[("first", &first), ("last", &last), ("total", &total)])
}
