//! What a screen reader hears without moving: one sentence, only where something changes by itself.

use super::scene::Scene;
use super::{outcome, progress};
use crate::text::Text;
use journey::{Price, Step};

/// What is worth saying about the state; the same text twice is said once.
pub(super) fn status(scene: &Scene<'_>) -> String {
    let words = scene.words;
    match &scene.state.step {
        Step::Starting => words.say(Text::Loading).to_owned(),
        Step::ChooseSim(_) => scene.state.sims.trouble().map(|trouble| words.trouble(trouble.kind).to_owned()).unwrap_or_default(),
        Step::ChoosePackage(step) => match step.offers.trouble() {
            Some(trouble) => words.trouble(trouble.kind).to_owned(),
            None if step.offers.is_loading() => words.say(Text::Loading).to_owned(),
            None => String::new(),
        },
        Step::Review(step) => match &step.price {
            Price::Checking => words.say(Text::CheckingPrice).to_owned(),
            Price::Unchecked(_) => words.say(Text::PriceUnchecked).to_owned(),
            Price::Live if step.was_price.is_some() => words.say(Text::PriceChangedTitle).to_owned(),
            Price::Live => String::new(),
        },
        Step::Submitting(_) => words.say(Text::SendingOrder).to_owned(),
        Step::Waiting(step) => words.say(progress::title(scene, Some(&step.order), step.since)).to_owned(),
        Step::Outcome(step) => outcome::title(scene, &step.order),
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
