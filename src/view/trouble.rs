//! What went wrong and the way on.

use super::frame;
use super::icon::Icon;
use super::markup::{Attr, div, nothing};
use super::scene::Scene;
use crate::text::Text;
use journey::{Event, Trouble, TroubleKind};
use yew::prelude::Html;

/// A whole screen: nothing else can be shown.
pub(super) fn stopped(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let lead = scene.words.trouble_advice(trouble, scene.state.now);
    let hero = frame::hero(scene, badge(trouble.kind), picture(trouble.kind), scene.words.trouble(trouble.kind), lead);
    marked("stack", trouble).child(hero).child(way_on(scene, trouble)).child(diagnostics(scene, trouble)).done()
}

/// Instead of a list that could not be had, below the step's own heading.
pub(super) fn panel(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    marked("stack", trouble).child(told(scene, trouble)).child(way_on(scene, trouble)).child(diagnostics(scene, trouble)).done()
}

/// Above something that can still be used.
pub(super) fn notice(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    marked("stack tight", trouble).child(told(scene, trouble)).child(diagnostics(scene, trouble)).done()
}

/// Above what can be used: where that may help, it can be asked for again.
pub(super) fn stale(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let again = if matches!(scene.state.way_out(trouble), Some(Event::TryAgain)) { ask_again(scene, Text::TryAgain) } else { nothing() };
    marked("stack tight", trouble).child(told(scene, trouble)).child(diagnostics(scene, trouble)).child(again).done()
}

/// A notice where there may be none.
pub(super) fn maybe(scene: &Scene<'_>, trouble: Option<&Trouble>) -> Html {
    trouble.map_or_else(nothing, |trouble| notice(scene, trouble))
}

/// A box that carries the name of the trouble.
pub(super) fn marked(class: &'static str, trouble: &Trouble) -> super::markup::Tag {
    div(class).with(Attr::DataTrouble, trouble.kind.name())
}

/// The number that the customer quotes to the shop.
pub(super) fn diagnostics(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    trouble.diagnostics_id.as_ref().filter(|id| !id.is_empty()).map_or_else(nothing, |id| {
        div("small").with(Attr::DataDiagnostics, id.clone()).text(scene.words.fill(Text::Problem, &[("id", id)])).done()
    })
}

fn told(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let advice = scene.words.trouble_advice(trouble, scene.state.now);
    frame::told("note warn", picture(trouble.kind), scene.words.trouble(trouble.kind), advice)
}

fn way_on(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let Some(event) = scene.state.way_out(trouble) else { return nothing() };
    let label = match event {
        Event::ChooseAnotherPackage => Text::AnotherPackage,
        Event::TopUpAnother | Event::Back => Text::ChooseAnotherSim,
        // Signing in happens outside; here the way on is to ask again afterwards.
        _ => Text::TryAgain,
    };
    frame::actions("actions is-start", patient(scene, label, event))
}

/// The same question once more, beside what can be used.
pub(super) fn ask_again(scene: &Scene<'_>, label: Text) -> Html {
    match scene.state.patience() {
        0 => frame::link(scene, label, Event::TryAgain).done(),
        wait => frame::button("link").with(Attr::Part, "link").with(Attr::AriaDisabled, "true").text(countdown(scene, wait)).done(),
    }
}

fn countdown(scene: &Scene<'_>, wait: i64) -> String {
    scene.words.fill(Text::TryAgainIn, &[("time", &scene.words.duration(wait))])
}

/// The button that goes on, and counts down to the time before which that is useless.
pub(super) fn patient(scene: &Scene<'_>, label: Text, event: Event) -> Html {
    match scene.state.patience() {
        0 => frame::primary(scene, scene.words.say(label), Some(event)),
        wait => frame::primary(scene, countdown(scene, wait), None),
    }
}

const fn picture(kind: TroubleKind) -> Icon {
    match kind {
        TroubleKind::Busy | TroubleKind::Timeout => Icon::Clock,
        TroubleKind::Session | TroubleKind::NotFound | TroubleKind::NoOrder | TroubleKind::Forbidden => Icon::Info,
        _ => Icon::Alert,
    }
}

const fn badge(kind: TroubleKind) -> &'static str {
    match kind {
        TroubleKind::Busy | TroubleKind::Timeout | TroubleKind::Network => "badge warn",
        _ => "badge mute",
    }
}
