//! A package as a card: what it holds, what it costs, what it does.

use super::frame;
use super::markup::{Attr, div, nothing, small, tag};
use super::scene::Scene;
use super::sim_card::{Names, chip};
use crate::text::Text;
use contract::{DataAmount, Money, Offer};
use journey::{Event, price_per_day, price_per_gigabyte};
use yew::prelude::Html;

/// What the package says beside its numbers.
#[derive(Clone, Copy)]
pub(super) struct Hints {
    /// Its gigabyte costs least.
    pub(super) best: bool,
    /// It holds what the SIM holds now.
    pub(super) same: bool,
    /// What it does is not what all the others do: it must be said here.
    pub(super) effects: bool,
}

/// A card to choose.
pub(super) fn view(scene: &Scene<'_>, offer: &Offer, index: usize, selected: bool, hints: Hints) -> Html {
    let words = scene.words;
    let id = offer.id.as_str();
    let names = Names::of(index);
    let input = names.on(tag("input", "").with(Attr::Type, "radio").with(Attr::Name, "offer").checked(selected));
    let input = input.chosen(scene, Event::SelectOffer(offer.id.clone())).done();
    let validity = words.validity(offer.validity).unwrap_or_else(|| words.say(Text::ValidityUnknown).to_owned());
    let amount = tag("span", "amount").text(words.amount(offer.data)).text(" ").child(tag("small", "").text(validity).done()).done();
    let name = div("row").child(amount).child(price(words.money(offer.price)));
    let facts = div("body")
        .child(frame::pieces("small pieces", &[&words.extras(offer.minutes, offer.texts)]))
        .child(unit_prices(scene, offer))
        .child(fair_use(scene, offer))
        .child(if hints.effects { small(words.effects(offer)) } else { nothing() })
        .child(chips(scene, hints));
    let label = tag("label", "pick").with(Attr::DataOffer, id.to_owned()).child(input).child(names.body(name, facts)).done();
    div("card").with(Attr::Part, "card").key(id).child(label).done()
}

/// A price, as it can be styled from outside.
pub(super) fn price(text: String) -> Html {
    tag("span", "price").with(Attr::Part, "price").text(text).done()
}

fn chips(scene: &Scene<'_>, hints: Hints) -> Html {
    if !hints.best && !hints.same {
        return nothing();
    }
    let hint = |wanted: bool, class, text| if wanted { chip(class, scene.words.say(text)) } else { nothing() };
    let same = hint(hints.same, "chip accent", Text::SameAsNow);
    div("chips").child(same).child(hint(hints.best, "chip good", Text::BestValue)).done()
}

fn unit_prices(scene: &Scene<'_>, offer: &Offer) -> Html {
    let words = scene.words;
    let price = |price: Option<Money>, text| price.map(|price| words.fill(text, &[("price", &words.money(price))])).unwrap_or_default();
    frame::pieces("small pieces", &[&price(price_per_gigabyte(offer), Text::PerGb), &price(price_per_day(offer), Text::PerDay)])
}

/// Unlimited always says how unlimited.
fn fair_use(scene: &Scene<'_>, offer: &Offer) -> Html {
    match (offer.data, &offer.fair_use) {
        (_, Some(rule)) => div("small rule").text(rule.clone()).done(),
        (DataAmount::Unlimited, None) => div("small rule").text(scene.words.say(Text::FairUseUnknown)).done(),
        (DataAmount::Bytes(_), None) => nothing(),
    }
}
