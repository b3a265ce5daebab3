//! A package as a card: what it holds, what it costs, what it does.

use super::scene::Scene;
use crate::text::Text;
use contract::{DataAmount, Money, Offer};
use journey::{Event, price_per_day, price_per_gigabyte};
use yew::prelude::*;

/// Why a package may be the one.
#[derive(Clone, Copy)]
pub(super) struct Hints {
    /// Its gigabyte costs least.
    pub(super) best: bool,
    /// It holds what the SIM holds now.
    pub(super) same: bool,
}

/// A card to choose.
pub(super) fn view(scene: &Scene<'_>, offer: &Offer, index: usize, selected: bool, hints: Hints) -> Html {
    let words = scene.words;
    let (name, facts) = (format!("offer-{index}"), format!("offer-{index}-facts"));
    let validity = words.validity(offer.validity).unwrap_or_else(|| words.say(Text::ValidityUnknown).to_owned());
    let extras = words.extras(offer.minutes, offer.texts);
    html! {
        <div key={offer.id.as_str().to_owned()} class="card" part="card">
            <label class="pick" data-offer={offer.id.as_str().to_owned()}>
                <input type="radio" name="offer" checked={selected} aria-labelledby={name.clone()} aria-describedby={facts.clone()}
                    onchange={scene.on::<yew::Event>(Event::SelectOffer(offer.id.clone()))} />
                <div class="body">
                    <div class="row" id={name}>
                        <span class="amount">{ words.amount(offer.data) }{ " " }<small>{ validity }</small></span>
                        <span class="price" part="price">{ words.money(offer.price) }</span>
                    </div>
                    <div class="body" id={facts}>
                        <div class="row"><span class="small">{ extras }</span>{ unit_prices(scene, offer) }</div>
                        { fair_use(scene, offer) }
                        <div class="small">{ words.effects(offer) }</div>
                        if hints.best || hints.same {
                            <div class="chips">
                                if hints.same {
                                    <span class="chip accent" part="chip">{ words.say(Text::SameAsNow) }</span>
                                }
                                if hints.best {
                                    <span class="chip good" part="chip">{ words.say(Text::BestValue) }</span>
                                }
                            </div>
                        }
                    </div>
                </div>
            </label>
        </div>
    }
}

fn unit_prices(scene: &Scene<'_>, offer: &Offer) -> Html {
    let said = |(price, text): (Option<Money>, Text)| {
        let price = scene.words.money(price?);
        Some(html! { <span>{ scene.words.fill(text, &[("price", &price)]) }</span> })
    };
    let prices = [(price_per_gigabyte(offer), Text::PerGb), (price_per_day(offer), Text::PerDay)];
    html! { <span class="small units">{ for prices.into_iter().filter_map(said) }</span> }
}

/// Unlimited always says how unlimited.
fn fair_use(scene: &Scene<'_>, offer: &Offer) -> Html {
    match (offer.data, &offer.fair_use) {
        (_, Some(rule)) => html! { <div class="small strong">{ rule.clone() }</div> },
        (DataAmount::Unlimited, None) => html! { <div class="small strong">{ scene.words.say(Text::FairUseUnknown) }</div> },
        (DataAmount::Bytes(_), None) => Html::default(),
    }
}
