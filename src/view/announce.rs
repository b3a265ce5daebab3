//! What a screen reader hears without moving: one sentence, only where something changes by itself.
//!
//! Each subject has a place of its own that is always there: a change is heard where something was before, and alone.

use super::markup::{Attr, div, tag};
use super::scene::Scene;
use super::{choose_package, choose_sim, outcome, progress};
use crate::text::Text;
use journey::{Action, Price, Step, Trouble};
use yew::prelude::Html;

/// The places: what is shown, what was copied, the connection.
pub(super) fn view(scene: &Scene<'_>) -> Html {
    let words = scene.words;
    let copied = if scene.copied.is_some_and(|copied| copied.done) { words.say(Text::Copied) } else { "" };
    let connection = match (scene.state.online, scene.state.back_online) {
        (false, _) => words.say(Text::Offline),
        (true, true) => words.say(Text::BackOnline),
        (true, false) => "",
    };
    let place = |text: String| tag("p", "").with(Attr::AriaAtomic, "true").text(text).done();
    let places = [status(scene), copied.to_owned(), connection.to_owned()].map(place);
    // One region, of which only the place that has changed is read: a status would be read as a whole.
    let live = div("sr").key("live").with(Attr::Role, "status").with(Attr::AriaLive, "polite").with(Attr::AriaAtomic, "false");
    live.children(places).done()
}

/// What is worth saying about the state; the same text twice is said once.
fn status(scene: &Scene<'_>) -> String {
    let words = scene.words;
    // A way back is explained: the focus is at a heading that was there before.
    let told = |trouble: &Trouble| words.line(&[words.trouble(trouble.kind), &words.trouble_advice(trouble, scene.state.now)]);
    let noticed = |notice: &Option<Trouble>| notice.as_ref().map(told).unwrap_or_default();
    // Nothing is asked before the customer has done something about it.
    let signed_out = scene.state.trouble().filter(|trouble| trouble.action == Action::SignIn);
    match &scene.state.step {
        Step::Submitting(_) | Step::Waiting(_) if signed_out.is_some() => signed_out.map(told).unwrap_or_default(),
        Step::Starting => words.say(Text::Loading).to_owned(),
        Step::ChooseSim(step) => match scene.state.sims.trouble() {
            Some(trouble) => words.trouble(trouble.kind).to_owned(),
            None => choose_sim::brought(scene, step).unwrap_or_else(|| noticed(&step.notice)),
        },
        Step::ChoosePackage(step) => match step.offers.trouble() {
            Some(trouble) => words.trouble(trouble.kind).to_owned(),
            None if step.offers.is_loading() => words.say(Text::Loading).to_owned(),
            None => choose_package::brought(scene, step).unwrap_or_else(|| noticed(&step.notice)),
        },
        Step::Review(step) => match &step.price {
            Price::Checking => words.say(Text::CheckingPrice).to_owned(),
            Price::Unchecked(_) => words.say(Text::PriceUnchecked).to_owned(),
            Price::Live if step.was_price.is_some() => words.say(Text::PriceChangedTitle).to_owned(),
            Price::Live => noticed(&step.notice),
        },
        Step::Approving(_) => words.say(Text::ApprovingLead).to_owned(),
        Step::Submitting(_) => words.say(Text::SendingOrder).to_owned(),
        Step::Waiting(step) => words.say(progress::title(scene, Some(&step.order), step.since)).to_owned(),
        Step::Outcome(step) => outcome::lead(scene, step),
        Step::History(step) => {
            if step.packages.is_loading() {
                words.say(Text::Loading).to_owned()
            } else {
                String::new()
            }
        }
        Step::Stopped(trouble) => words.trouble(trouble.kind).to_owned(),
    }
}
