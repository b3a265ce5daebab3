//! Step 2: which package.

use super::icon::Icon;
use super::markup::{Attr, all, nothing, span, tag};
use super::scene::Scene;
use super::{frame, loading, offer_card, pager, trouble};
use crate::text::Text;
use contract::{Offer, Offers};
use journey::{ChoosePackage, Event, Kind, Listing, Page, Sort, best_value, do_alike, kinds, listed, page, same_as_now};
use yew::prelude::Html;

/// More packages than this can be filtered and put in another order.
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
    // What they all do alike is said once, above them.
    let shared = offers.offers.first().filter(|_| do_alike(&offers.offers)).map(|offer| words.effects(offer));
    let listed = listed(&offers.offers, step.listing);
    let page = page_of(&listed, step);
    let shown = page.of(&listed);
    let cards = shown.iter().enumerate().map(|(index, offer)| {
        let hints = offer_card::Hints { best: best == Some(&offer.id), same: same == Some(&offer.id), effects: shared.is_none() };
        offer_card::view(scene, offer, index, step.selected.as_ref() == Some(&offer.id), hints)
    });
    let cards = tag("fieldset", "cards two").with(Attr::AriaLabelledby, "title").children(cards).done();
    let ways = if offers.offers.len() > SORTED {
        all([filter(scene, &offers.offers, step.listing), order(scene, step.listing)])
    } else {
        nothing()
    };
    let as_of = frame::paragraph("small", words.fill(Text::PricesAsOf, &[("time", &words.hour(offers.as_of, scene.state.now))]));
    // What is selected but out of sight cannot be continued with unseen.
    let go_on = match shown.iter().find(|offer| step.selected.as_ref() == Some(&offer.id)) {
        Some(offer) => frame::primary(scene, words.fill(Text::ReviewFor, &[("price", &words.money(offer.price))]), Some(Event::Continue)),
        None => frame::primary(scene, words.say(Text::ChooseOne), None),
    };
    let shared = shared.map_or_else(nothing, |effects| frame::paragraph("lead", effects));
    all([shared, ways, cards, pager::view(scene, page), as_of, frame::actions("actions is-stuck", go_on)])
}

fn page_of(listed: &[&Offer], step: &ChoosePackage) -> Page {
    page(listed.len(), step.page, listed.iter().position(|offer| step.selected.as_ref() == Some(&offer.id)))
}

/// What another order, a filter or a turned page has brought, for those who do not see it.
pub(super) fn brought(scene: &Scene<'_>, step: &ChoosePackage) -> Option<String> {
    let offers = step.offers.value().filter(|offers| step.page.is_some() && !offers.offers.is_empty())?;
    Some(pager::shown(scene, page_of(&listed(&offers.offers, step.listing), step)))
}

fn order(scene: &Scene<'_>, listing: Listing) -> Html {
    let sorts = [(Sort::BestValue, Text::SortBestValue), (Sort::LowestPrice, Text::SortLowestPrice), (Sort::MostData, Text::SortMostData)];
    let pill = |(sort, text)| pill(scene, "sort", sort == listing.sort, Event::SortBy(sort), text);
    pills(scene, Text::SortLabel, sorts.into_iter().map(pill))
}

/// Only kinds that tell the packages apart.
fn filter(scene: &Scene<'_>, offers: &[Offer], listing: Listing) -> Html {
    let kinds = kinds(offers);
    if kinds.is_empty() {
        return nothing();
    }
    let name = |kind| match kind {
        Kind::All => Text::KindAll,
        Kind::Unlimited => Text::Unlimited,
        Kind::WithCalls => Text::KindWithCalls,
    };
    let pill = |kind| pill(scene, "kind", kind == listing.kind, Event::ShowKind(kind), name(kind));
    pills(scene, Text::KindLabel, kinds.into_iter().map(pill))
}

fn pills(scene: &Scene<'_>, label: Text, pills: impl Iterator<Item = Html>) -> Html {
    tag("fieldset", "pills").with(Attr::AriaLabel, scene.words.say(label)).children(pills).done()
}

fn pill(scene: &Scene<'_>, name: &'static str, now: bool, event: Event, text: Text) -> Html {
    let input = tag("input", "").with(Attr::Type, "radio").with(Attr::Name, name).checked(now).chosen(scene, event).done();
    tag("label", "pill").with(Attr::Part, "pill").child(input).child(span("", scene.words.say(text))).done()
}
