//! Step 3: is this right, and the price.

use super::icon::{Icon, icon};
use super::scene::Scene;
use super::{frame, trouble};
use crate::text::Text;
use contract::Money;
use journey::{After, Amount, Event, Holding, Price, Review, Start, before_after};
use yew::prelude::*;

/// Before and after, what it costs, who charges, and the one button.
pub(super) fn view(scene: &Scene<'_>, step: &Review) -> Html {
    html! {
        <>
            { frame::head(scene, scene.words.say(Text::ReviewTitle).to_owned(), true) }
            <div class="split">
                <div class="stack">
                    { price_notice(scene, step) }
                    { change(scene, step) }
                </div>
                <div class="stack">
                    { facts(scene, step) }
                    <p class="small">{ scene.words.say(Text::Promise) }</p>
                    { confirm(scene, step) }
                </div>
            </div>
        </>
    }
}

fn price_notice(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    match (&step.price, step.was_price) {
        (Price::Unchecked(trouble), _) => html! {
            <>
                { frame::told("warn", Icon::Alert, words.say(Text::PriceUnchecked), words.trouble_advice(trouble, scene.state.now)) }
                <div data-trouble={trouble.kind.name()}>{ trouble::diagnostics(scene, trouble) }</div>
            </>
        },
        (_, Some(old)) => {
            let (old, new) = (words.money(old), words.money(step.offer.price));
            let then = words.fill(Text::PriceChanged, &[("old", &old), ("new", &new)]);
            html! { <div data-repriced="">{ frame::told("warn", Icon::Alert, words.say(Text::PriceChangedTitle), then) }</div> }
        }
        (Price::Checking | Price::Live, None) => step.notice.as_ref().map_or_else(Html::default, |notice| trouble::notice(scene, notice)),
    }
}

fn change(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    let change = before_after(&step.sim, &step.offer, scene.state.now);
    let (data, when) = after(scene, change.after, change.before.data);
    let beside = match change.after {
        After::Total(holding) | After::Waits { package: holding, .. } => holding.data,
        After::Unsaid { data } => data,
    };
    html! {
        <div class="change" part="change">
            <div>
                <div class="small">{ words.say(Text::Now) }</div>
                <div class={big(change.before.data)}>{ words.holding(change.before.data, beside) }</div>
                <div class="small">{ until(scene, change.before, Text::NoEnd) }</div>
            </div>
            <div class="arrow">{ icon(Icon::Arrow) }</div>
            <div class="after">
                <div class="small">{ words.say(Text::After) }</div>
                <div class={big(beside)}>{ data }</div>
                <div class="small">{ when }</div>
            </div>
            <p class="small say">{ words.effects(&step.offer) }</p>
        </div>
    }
}

/// Numbers are large; a word in their place is not.
fn big(amount: Amount) -> Classes {
    classes!("big", (!matches!(amount, Amount::Bytes(_))).then_some("words"))
}

/// What the SIM holds then, and when: a package that starts later stands beside what is there, so it is shown as one more.
fn after(scene: &Scene<'_>, after: After, before: Amount) -> (String, String) {
    let words = scene.words;
    let more = |amount| words.fill(Text::OneMore, &[("amount", &words.holding(amount, before))]);
    match after {
        After::Total(holding) => (words.holding(holding.data, before), until(scene, holding, Text::EndNotStated)),
        After::Waits { start, package } => {
            let start = words.say(match start {
                Start::FirstUse => Text::WithFirstUse,
                Start::AfterCurrent => Text::WhenCurrentEnds,
                Start::Manual => Text::WhenSwitchedOn,
            });
            let end = package.until.map(|_| until(scene, package, Text::EndNotStated)).unwrap_or_default();
            (more(package.data), words.line(&[start, &end]))
        }
        After::Unsaid { data } => (more(data), words.say(Text::ProviderSilent).to_owned()),
    }
}

fn until(scene: &Scene<'_>, holding: Holding, otherwise: Text) -> String {
    match (holding.until, holding.data) {
        (Some(end), _) => scene.words.fill(Text::Until, &[("date", &scene.words.date(end, scene.state.now))]),
        (None, Amount::Bytes(0)) => scene.words.say(Text::NothingNow).to_owned(),
        (None, _) => scene.words.say(otherwise).to_owned(),
    }
}

fn facts(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    let extras = words.extras(step.offer.minutes, step.offer.texts);
    let payment = scene.state.capabilities().and_then(|session| session.payment_label.clone());
    html! {
        <dl class="facts" part="facts">
            <dt>{ words.say(Text::Package) }</dt>
            <dd>{ words.line(&[&words.package(&step.offer), &extras]) }</dd>
            <dt>{ words.say(Text::Sim) }</dt>
            <dd>{ words.line(&[&step.sim.label, step.sim.iccid.tail()]) }</dd>
            <dt>{ words.say(Text::PayWith) }</dt>
            <dd>{ payment.unwrap_or_else(|| words.say(Text::PayUnknown).to_owned()) }</dd>
            <dt class="total">{ words.say(Text::Total) }</dt>
            <dd class="total">{ total(scene, step.was_price, step.offer.price) }</dd>
        </dl>
    }
}

fn total(scene: &Scene<'_>, old: Option<Money>, new: Money) -> Html {
    let new = scene.words.money(new);
    match old.map(|old| scene.words.money(old)) {
        Some(old) => html! { <span class="price" part="price"><s>{ old }</s>{ " " }<span>{ new }</span></span> },
        None => html! { <span class="price" part="price">{ new }</span> },
    }
}

fn confirm(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    if let Some(order) = scene.state.open_order(&step.sim.id) {
        let then = words.fill(Text::OrderOpen, &[("reference", &order.reference)]);
        let follow = Some(Event::FollowOrder(order.id.clone()));
        return html! {
            <>
                { frame::told("warn", Icon::Clock, words.say(Text::OrderOpenTitle), then) }
                <div class="actions is-full">{ frame::primary(scene, words.say(Text::ShowOrder).to_owned(), follow) }</div>
            </>
        };
    }
    let may_order = scene.state.capabilities().is_some_and(|session| session.order);
    let top_up = words.fill(Text::TopUpFor, &[("price", &words.money(step.offer.price))]);
    let (label, event) = match &step.price {
        Price::Unchecked(_) => (words.say(Text::TryAgain).to_owned(), Some(Event::TryAgain)),
        Price::Checking => (words.say(Text::CheckingPrice).to_owned(), None),
        Price::Live => (top_up, (may_order && step.key.is_some()).then_some(Event::Confirm)),
    };
    html! {
        <>
            if !may_order {
                { frame::note("", Icon::Info, words.say(Text::OrdersForbidden).into()) }
            }
            <div class="actions is-full">{ frame::primary(scene, label, event) }</div>
        </>
    }
}
