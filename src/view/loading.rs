//! The one place that renders something fetched in each of its states, so that no view forgets one.

use super::markup::{Attr, all, div, tag};
use super::scene::Scene;
use super::trouble;
use journey::Remote;
use yew::prelude::Html;

/// Bones of the size of what comes; then the value; on trouble the last good value under a note, or the trouble alone.
pub(super) fn remote<T>(scene: &Scene<'_>, remote: &Remote<T>, bones: impl FnOnce() -> Html, view: impl FnOnce(&T) -> Html) -> Html {
    match (remote.value(), remote.trouble()) {
        (Some(value), None) => view(value),
        (Some(value), Some(trouble)) => all([trouble::stale(scene, trouble), view(value)]),
        (None, Some(trouble)) => trouble::panel(scene, trouble),
        (None, None) => bones(),
    }
}

/// Cards to come.
pub(super) fn cards(count: usize, class: &'static str) -> Html {
    let card = |_| {
        let row = div("row").child(bone("bone mid")).child(bone("bone tiny")).done();
        let body = div("body").child(row).child(bone("bone")).child(bone("bone thin")).child(bone("bone short")).done();
        div("card is-bone").child(div("pick").child(bone("bone dot")).child(body).done()).done()
    };
    div(class).with(Attr::AriaHidden, "true").children((0..count).map(card)).done()
}

/// A button to come.
pub(super) fn button() -> Html {
    div("actions").with(Attr::AriaHidden, "true").child(bone("bone tall")).done()
}

/// List entries to come.
pub(super) fn entries(count: usize) -> Html {
    let entry = |_| tag("li", "entry").child(bone("bone mid")).child(bone("bone thin")).child(bone("bone short")).done();
    tag("ol", "history").with(Attr::AriaHidden, "true").children((0..count).map(entry)).done()
}

fn bone(class: &'static str) -> Html {
    tag("i", class).done()
}
