//! Step 2: which package.

use super::icon::Icon;
use super::scene::Scene;
use super::{frame, loading, offer_card, trouble};
use crate::text::Text;
use contract::Offers;
use journey::{ChoosePackage, Event, Sort, best_value, same_as_now, sorted};
use yew::prelude::*;

/// More packages than this can be put in another order.
const SORTED: usize = 8;

/// The offers, with one selected.
pub(super) fn view(scene: &Scene<'_>, step: &ChoosePackage) -> Html {
    let title = scene.words.fill(Text::AddTo, &[("sim", &step.sim.label)]);
    html! {
        <>
            { frame::head(scene, title, true) }
            { step.notice.as_ref().map(|notice| trouble::notice(scene, notice)) }
            { loading::remote(scene, &step.offers, bones, |offers| list(scene, step, offers)) }
        </>
    }
}

fn bones() -> Html {
    html! { <>{ loading::cards(4, "two") }{ loading::button() }</> }
}

fn list(scene: &Scene<'_>, step: &ChoosePackage, offers: &Offers) -> Html {
    let words = scene.words;
    if offers.offers.is_empty() {
        return html! {
            <>
                { frame::told("", Icon::Info, words.say(Text::OffersEmptyTitle), words.say(Text::OffersEmpty).to_owned()) }
                <div class="actions is-start">{ frame::primary(scene, words.say(Text::ChooseAnotherSim).to_owned(), Some(Event::Back)) }</div>
            </>
        };
    }
    let best = best_value(&offers.offers);
    let same = same_as_now(&step.sim, &offers.offers);
    let chosen = offers.offers.iter().find(|offer| step.selected.as_ref() == Some(&offer.id));
    let label = match chosen {
        Some(offer) => words.fill(Text::ReviewFor, &[("price", &words.money(offer.price))]),
        None => words.say(Text::ChooseOne).to_owned(),
    };
    html! {
        <>
            if offers.offers.len() > SORTED {
                { order(scene, step.sort) }
            }
            <fieldset class="cards two" aria-labelledby="title">
                { for sorted(&offers.offers, step.sort).into_iter().enumerate().map(|(index, offer)| {
                    let hints = offer_card::Hints { best: best == Some(&offer.id), same: same == Some(&offer.id) };
                    offer_card::view(scene, offer, index, step.selected.as_ref() == Some(&offer.id), hints)
                }) }
            </fieldset>
            <p class="small">{ words.fill(Text::PricesAsOf, &[("time", &words.hour(offers.as_of, scene.state.now))]) }</p>
            <div class="actions is-stuck">{ frame::primary(scene, label, chosen.map(|_| Event::Continue)) }</div>
        </>
    }
}

fn order(scene: &Scene<'_>, now: Sort) -> Html {
    let sorts = [(Sort::BestValue, Text::SortBestValue), (Sort::LowestPrice, Text::SortLowestPrice), (Sort::MostData, Text::SortMostData)];
    html! {
        <fieldset class="pills" aria-label={scene.words.say(Text::SortLabel)}>
            { for sorts.into_iter().map(|(sort, text)| html! {
                <label class="pill" part="sort">
                    <input type="radio" name="sort" checked={sort == now} onchange={scene.on::<yew::Event>(Event::SortBy(sort))} />
                    <span>{ scene.words.say(text) }</span>
                </label>
            }) }
        </fieldset>
    }
}
