//! The widget's one root: the step that is shown, where the focus goes, and what is said aloud.

use super::copy::use_copies;
use super::markup::{Attr, div, span, tag};
use super::scene::Scene;
use super::{announce, choose_package, choose_sim, focus, frame, history, outcome, progress, review, trouble};
use crate::text::{Text, Words};
use journey::{Event, State, Step};
use std::rc::Rc;
use yew::prelude::*;

/// What the root is given.
#[derive(Clone, Properties)]
pub struct RootProps {
    /// What to show.
    pub state: Rc<State>,
    /// How to say it; made once per widget.
    pub words: Rc<Words>,
    /// Whom to tell what the customer does.
    pub send: Callback<Event>,
}

impl PartialEq for RootProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state) && Rc::ptr_eq(&self.words, &other.words) && self.send == other.send
    }
}

/// Shows the state. Steps that a customer sees as one screen share a key, so that neither motion nor focus tells them apart.
#[component]
pub fn Root(props: &RootProps) -> Html {
    let heading = use_node_ref();
    let copies = use_copies();
    let screen = screen(&props.state.step);
    focus::use_heading_focus(&heading, screen);
    let scene = Scene { state: &props.state, words: &props.words, send: &props.send, heading: &heading, copies: &copies };
    let said = announce::status(&scene);
    let aside = if copies.is_fresh() { props.words.say(Text::Copied) } else { "" };
    let section = tag("section", "screen")
        .key(screen)
        .with(Attr::Part, "screen")
        .with(Attr::DataStep, props.state.step.name().as_str())
        .with(Attr::AriaLabelledby, "title")
        .child(frame::steps(&scene))
        .child(frame::offline(&scene))
        .child(step(&scene));
    let live = div("sr").with(Attr::Role, "status").with(Attr::AriaLive, "polite").with(Attr::AriaAtomic, "true");
    let live = live.child(span("", said)).child(span("", aside));
    div("topup").with(Attr::Part, "root").child(section.done()).child(live.key("live").done()).done()
}

fn step(scene: &Scene<'_>) -> Html {
    match &scene.state.step {
        Step::Starting => choose_sim::starting(scene),
        Step::ChooseSim(step) => choose_sim::view(scene, step),
        Step::ChoosePackage(step) => choose_package::view(scene, step),
        Step::Review(step) => review::view(scene, step),
        Step::Submitting(step) => progress::submitting(scene, step),
        Step::Waiting(step) => progress::waiting(scene, step),
        Step::Outcome(step) => outcome::view(scene, step),
        Step::History(step) => history::view(scene, step),
        Step::Stopped(trouble) => trouble::stopped(scene, trouble),
    }
}

const fn screen(step: &Step) -> &'static str {
    match step {
        Step::Starting | Step::ChooseSim(_) => "sim",
        Step::ChoosePackage(_) => "package",
        Step::Review(_) => "review",
        Step::Submitting(_) | Step::Waiting(_) => "progress",
        Step::Outcome(_) => "outcome",
        Step::History(_) => "history",
        Step::Stopped(_) => "stopped",
    }
}
