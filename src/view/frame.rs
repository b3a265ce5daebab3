//! What the screens share: the way so far, headings, buttons, notes.

use super::icon::{Icon, icon};
use super::markup::{Attr, all, div, nothing, span, tag};
use super::scene::Scene;
use crate::text::{Text, digits};
use contract::OrderStatus;
use journey::{Event, Step};
use std::cmp::Ordering;
use yew::prelude::{AttrValue, Html};

/// How far the customer has come; nothing on screens beside the way.
pub(super) fn steps(scene: &Scene<'_>) -> Html {
    let now = match &scene.state.step {
        Step::Starting | Step::ChooseSim(_) => 0,
        Step::ChoosePackage(_) => 1,
        Step::Review(_) | Step::Approving(_) => 2,
        Step::Submitting(_) | Step::Waiting(_) => 3,
        Step::Outcome(step) if step.order.status == OrderStatus::Delivered => 4,
        Step::Outcome(_) => 3,
        Step::History(_) | Step::Stopped(_) => return nothing(),
    };
    // What was not added, or taken back, is no way that was gone to its end.
    let here = if matches!(scene.state.step, Step::Outcome(_)) { "is-now bad" } else { "is-now" };
    let names = [Text::StepSim, Text::StepPackage, Text::StepReview, Text::StepDone];
    let step = |(index, name): (usize, Text)| {
        let class = match index.cmp(&now) {
            Ordering::Less => "is-done",
            Ordering::Equal => here,
            Ordering::Greater => "",
        };
        tag("li", class).maybe(Attr::AriaCurrent, (index == now).then_some("step")).child(span("", scene.words.say(name))).done()
    };
    let list = tag("ol", "steps").with(Attr::Part, "steps").with(Attr::AriaLabel, scene.words.say(Text::Progress));
    list.children(names.into_iter().enumerate().map(step)).done()
}

/// That the browser is offline.
pub(super) fn offline(scene: &Scene<'_>) -> Html {
    if scene.state.online { nothing() } else { note("note warn", Icon::Alert, span("", scene.words.say(Text::Offline))) }
}

/// The heading, with a way back where there is one.
pub(super) fn head(scene: &Scene<'_>, title: impl Into<AttrValue>, back: bool) -> Html {
    let head = tag("header", "head");
    let head = if back {
        let button = button("back").with(Attr::Part, "back").with(Attr::DataBack, "").with(Attr::AriaLabel, scene.words.say(Text::Back));
        head.child(button.pressed(scene, Event::Back.into()).child(icon(Icon::Back)).done())
    } else {
        head
    };
    head.child(heading(scene, title.into())).done()
}

/// The heading alone: it takes the focus when the step changes.
fn heading(scene: &Scene<'_>, title: AttrValue) -> Html {
    tag("h2", "title")
        .reference(scene.heading)
        .with(Attr::Id, "title")
        .with(Attr::Part, "title")
        .with(Attr::Tabindex, "-1")
        .text(title)
        .done()
}

/// A picture, a heading and a sentence: how a result or a full stop begins.
pub(super) fn hero(scene: &Scene<'_>, class: &'static str, picture: Icon, title: impl Into<AttrValue>, lead: impl Into<AttrValue>) -> Html {
    let badge = div(class).with(Attr::Part, "badge").child(icon(picture)).done();
    tag("header", "hero").child(badge).child(heading(scene, title.into())).child(paragraph("lead", lead)).done()
}

/// A paragraph.
pub(super) fn paragraph(class: &'static str, text: impl Into<AttrValue>) -> Html {
    tag("p", class).text(text).done()
}

/// Short statements on one line, a dot between them; each stays whole where the line breaks.
pub(super) fn pieces(class: &'static str, texts: &[&str]) -> Html {
    let texts = texts.iter().filter(|text| !text.is_empty());
    div(class).children(texts.map(|text| span("", String::from(*text)))).done()
}

/// A place that the page may fill.
pub(super) fn slot(name: &'static str) -> Html {
    tag("slot", "").with(Attr::Name, name).done()
}

/// Where the ways on stand.
pub(super) fn actions(class: &'static str, ways: Html) -> Html {
    div(class).child(ways).done()
}

/// The one button that goes on; without an event it only says why it cannot.
pub(super) fn primary(scene: &Scene<'_>, label: impl Into<AttrValue>, event: Option<Event>) -> Html {
    let button = button("button primary").with(Attr::Part, "button primary").with(Attr::DataPrimary, "").text(label);
    match event {
        Some(event) => button.pressed(scene, event.into()).done(),
        None => button.with(Attr::AriaDisabled, "true").done(),
    }
}

/// Another way on.
pub(super) fn secondary(scene: &Scene<'_>, label: Text, event: Event) -> Html {
    button("button").with(Attr::Part, "button secondary").text(scene.words.say(label)).pressed(scene, event.into()).done()
}

/// A small way on, within text.
pub(super) fn link(scene: &Scene<'_>, label: Text, event: Event) -> super::markup::Tag {
    button("link").with(Attr::Part, "link").text(scene.words.say(label)).pressed(scene, event.into())
}

/// A button that does nothing yet.
pub(super) fn button(class: &'static str) -> super::markup::Tag {
    tag("button", class).with(Attr::Type, "button")
}

/// A way to another order, unless the host wants only a part of the journey that has none in it.
pub(super) fn where_sold(scene: &Scene<'_>, way: impl FnOnce() -> Html) -> Html {
    if scene.state.options.view.sells() { way() } else { nothing() }
}

/// Something worth knowing; the class says how much it matters.
pub(super) fn note(class: &'static str, picture: Icon, body: Html) -> Html {
    div(class).with(Attr::Part, "note").child(icon(picture)).child(div("").child(body).done()).done()
}

/// A note of a statement and what follows from it.
pub(super) fn told(class: &'static str, picture: Icon, what: &'static str, then: impl Into<AttrValue>) -> Html {
    note(class, picture, all([tag("b", "strong").text(what).done(), span("", then)]))
}

/// A bar of what is left; the words beside it say the same, so nobody needs to see it.
pub(super) fn bar(remaining: u64, total: u64) -> Html {
    let Some(percent) = remaining.saturating_mul(100).checked_div(total) else { return nothing() };
    let class = if percent <= 20 { "bar low" } else { "bar" };
    tag("progress", class)
        .with(Attr::Part, "bar")
        .with(Attr::Max, "100")
        .with(Attr::Value, digits(percent.min(100)))
        .with(Attr::AriaHidden, "true")
        .done()
}
