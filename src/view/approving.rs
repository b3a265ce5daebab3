//! Step 3b: the shop is asked before the order is sent, perhaps in a window of its own.

use super::frame;
use super::icon::Icon;
use super::markup::{div, span};
use super::scene::Scene;
use crate::text::Text;
use journey::{Approving, Event};
use yew::prelude::Html;

/// That nothing is ordered yet, and the way back.
pub(super) fn view(scene: &Scene<'_>, step: &Approving) -> Html {
    let words = scene.words;
    let offer = &step.review.offer;
    let what = words.fill(Text::PackageFor, &[("package", &words.package(offer)), ("sim", &step.review.sim.label)]);
    div("stack")
        .child(frame::head(scene, words.say(Text::ApprovingTitle), false))
        .child(frame::paragraph("lead", what))
        .child(frame::note("note", Icon::Clock, span("", words.say(Text::ApprovingLead))))
        .child(frame::actions("actions is-start", frame::secondary(scene, Text::Cancel, Event::Back)))
        .done()
}
