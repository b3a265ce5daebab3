//! The widget's one root: the step that is shown, and what is said aloud.

use super::markup::{Attr, div, tag};
use super::scene::Scene;
use super::{announce, approving, choose_package, choose_sim, frame, history, outcome, progress, review, trouble};
use journey::Step;
use yew::prelude::Html;

/// Shows the state. Steps that a customer sees as one screen share a key, so that neither motion nor focus tells them apart.
pub fn root(scene: &Scene<'_>) -> Html {
    let section = tag("section", "screen")
        .key(screen(&scene.state.step))
        .with(Attr::Part, "screen")
        .with(Attr::DataStep, scene.state.step.name().as_str())
        .with(Attr::AriaLabelledby, "title")
        .child(frame::steps(scene))
        .child(frame::offline(scene))
        .child(step(scene));
    let words = scene.words;
    let root = div("topup").with(Attr::Part, "root").with(Attr::Lang, words.tag().to_owned()).with(Attr::Dir, words.direction());
    root.child(frame::slot("header")).child(section.done()).child(frame::slot("footer")).child(announce::view(scene)).done()
}

fn step(scene: &Scene<'_>) -> Html {
    match &scene.state.step {
        Step::Starting => choose_sim::starting(scene),
        Step::ChooseSim(step) => choose_sim::view(scene, step),
        Step::ChoosePackage(step) => choose_package::view(scene, step),
        Step::Review(step) => review::view(scene, step),
        Step::Approving(step) => approving::view(scene, step),
        Step::Submitting(step) => progress::submitting(scene, step),
        Step::Waiting(step) => progress::waiting(scene, step),
        Step::Outcome(step) => outcome::view(scene, step),
        Step::History(step) => history::view(scene, step),
        Step::Stopped(trouble) => trouble::stopped(scene, trouble),
    }
}

/// What a customer sees as one screen.
pub const fn screen(step: &Step) -> &'static str {
    match step {
        Step::Starting | Step::ChooseSim(_) => "sim",
        Step::ChoosePackage(_) => "package",
        Step::Review(_) => "review",
        Step::Approving(_) => "approving",
        Step::Submitting(_) | Step::Waiting(_) => "progress",
        Step::Outcome(_) => "outcome",
        Step::History(_) => "history",
        Step::Stopped(_) => "stopped",
    }
}
