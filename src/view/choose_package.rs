//! Step 2: which package.

use super::icon::Icon;
use super::markup::{Attr, all, nothing, span, tag};
use super::scene::Scene;
use super::{frame, loading, offer_card, trouble};
use crate::text::Text;
use contract::{Offer, Offers};
use journey::{ChoosePackage, Event, Sort, best_value, same_as_now, sorted};
use yew::prelude::Html;

/// More packages than this can be put in another order.
const SORTED: usize = 8;

/// The offers, with one selected.
pub(super) fn view(scene: &Scene<'_>, step: &ChoosePackage) -> Html {
    let title = scene.words.fill(Text::AddTo, &[("sim", &step.sim.label)]);
    let list = loading::remote(scene, &step.offers, bones, |offers| list(scene, step, offers));
    all([frame::head(scene, title, true), trouble::maybe(scene, step.notice.as_ref()), list])
}

fn bones() -> Html {
    all([loading::cards(4, "cards two"), loading::button()])
}

fn list(scene: &Scene<'_>, step: &ChoosePackage, offers: &Offers) -> Html {
    let words = scene.words;
    if offers.offers.is_empty() {
        let why = frame::told("note", Icon::Info, words.say(Text::OffersEmptyTitle), words.say(Text::OffersEmpty));
        let back = frame::primary(scene, words.say(Text::ChooseAnotherSim), Some(Event::Back));
        return all([why, frame::actions("actions is-start", back)]);
    }
    let best = best_value(&offers.offers);
    let same = same_as_now(&step.sim, &offers.offers);
    let shared = shared_effects(scene, &offers.offers);
    let cards = sorted(&offers.offers, step.sort).into_iter().enumerate().map(|(index, offer)| {
        let hints = offer_card::Hints { best: best == Some(&offer.id), same: same == Some(&offer.id), effects: shared.is_none() };
        offer_card::view(scene, offer, index, step.selected.as_ref() == Some(&offer.id), hints)
    });
    let cards = tag("fieldset", "cards two").with(Attr::AriaLabelledby, "title").children(cards).done();
    let order = if offers.offers.len() > SORTED { order(scene, step.sort) } else { nothing() };
    let as_of = frame::paragraph("small", words.fill(Text::PricesAsOf, &[("time", &words.hour(offers.as_of, scene.state.now))]));
    let go_on = match offers.offers.iter().find(|offer| step.selected.as_ref() == Some(&offer.id)) {
        Some(offer) => frame::primary(scene, words.fill(Text::ReviewFor, &[("price", &words.money(offer.price))]), Some(Event::Continue)),
        None => frame::primary(scene, words.say(Text::ChooseOne), None),
    };
    let shared = shared.map_or_else(nothing, |effects| frame::paragraph("lead", effects));
    all([shared, order, cards, as_of, frame::actions("actions is-stuck", go_on)])
}

/// What they all do alike is said once, above them; `None` when they differ or there is only one.
fn shared_effects(scene: &Scene<'_>, offers: &[Offer]) -> Option<String> {
    let (first, rest) = offers.split_first()?;
    let effects = scene.words.effects(first);
    (!rest.is_empty() && rest.iter().all(|offer| scene.words.effects(offer) == effects)).then_some(effects)
}

fn order(scene: &Scene<'_>, now: Sort) -> Html {
    let sorts = [(Sort::BestValue, Text::SortBestValue), (Sort::LowestPrice, Text::SortLowestPrice), (Sort::MostData, Text::SortMostData)];
    let pill = |(sort, text): (Sort, Text)| {
        let input = tag("input", "").with(Attr::Type, "radio").with(Attr::Name, "sort").checked(sort == now);
        let input = input.chosen(scene, Event::SortBy(sort)).done();
        tag("label", "pill").with(Attr::Part, "sort").child(input).child(span("", scene.words.say(text))).done()
    };
    tag("fieldset", "pills").with(Attr::AriaLabel, scene.words.say(Text::SortLabel)).children(sorts.into_iter().map(pill)).done()
}
