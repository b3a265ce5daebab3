//! Step 3: is this right, and the price.

use super::icon::{Icon, icon};
use super::markup::{Attr, all, div, nothing, small, span, tag};
use super::offer_card::price;
use super::scene::Scene;
use super::{frame, trouble};
use crate::text::Text;
use contract::Money;
use journey::{After, Amount, Event, Holding, Price, Review, Start, before_after};
use yew::prelude::{AttrValue, Html};

/// Before and after, what it costs, who charges, and the one button.
pub(super) fn view(scene: &Scene<'_>, step: &Review) -> Html {
    let left = div("stack").child(price_notice(scene, step)).child(change(scene, step)).done();
    let promise = frame::paragraph("small", scene.words.say(Text::Promise));
    let right = div("stack summary").child(facts(scene, step)).child(promise).child(confirm(scene, step)).done();
    all([frame::head(scene, scene.words.say(Text::ReviewTitle), true), div("split").child(left).child(right).done()])
}

fn price_notice(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    match (&step.price, step.was_price) {
        (Price::Unchecked(trouble), _) => {
            let advice = words.trouble_advice(trouble, scene.state.now);
            let told = frame::told("note warn", Icon::Alert, words.say(Text::PriceUnchecked), advice);
            trouble::marked("stack tight", trouble).child(told).child(trouble::diagnostics(scene, trouble)).done()
        }
        (_, Some(old)) => {
            let (old, new) = (words.money(old), words.money(step.offer.price));
            let then = words.fill(Text::PriceChanged, &[("old", &old), ("new", &new)]);
            let told = frame::told("note warn", Icon::Alert, words.say(Text::PriceChangedTitle), then);
            div("").with(Attr::DataRepriced, "").child(told).done()
        }
        (Price::Checking | Price::Live, None) => trouble::maybe(scene, step.notice.as_ref()),
    }
}

fn change(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    let change = before_after(&step.sim, &step.offer, scene.state.now);
    let (data, when) = after(scene, change.after, change.before.data);
    let beside = match change.after {
        After::Total(holding) | After::Beside(holding) | After::Waits { package: holding, .. } => holding.data,
        After::Unsaid { data } => data,
    };
    let side = |class, name, amount, data, when, heard| {
        let data = div(big(amount)).text(AttrValue::from(data)).done();
        div(class).child(small(words.say(name))).child(data).child(small(AttrValue::from(when))).child(heard).done()
    };
    let now = words.holding(change.before.data, beside);
    // What is left ages; what comes is what the price was just checked for.
    let heard = step.sim.as_of.filter(|_| change.before.data != Amount::Unknown);
    let heard = heard.map_or_else(nothing, |time| small(words.as_of(time, scene.state.now)));
    div("change")
        .with(Attr::Part, "change")
        .child(side("", Text::Now, change.before.data, now, until(scene, change.before, Text::NoEnd), heard))
        .child(div("arrow").child(icon(Icon::Arrow)).done())
        .child(side("after", Text::After, beside, data, when, nothing()))
        .child(frame::paragraph("small say", words.effects(&step.offer)))
        .done()
}

/// Numbers are large; a word in their place is not.
const fn big(amount: Amount) -> &'static str {
    if matches!(amount, Amount::Bytes(_)) { "big" } else { "big words" }
}

/// What the SIM holds then, and when: a package that stands beside what is there, or starts later, is shown as one more.
fn after(scene: &Scene<'_>, after: After, before: Amount) -> (String, String) {
    let words = scene.words;
    // More than without a limit there is nothing, so only a number is added to something.
    let more = |amount| match (amount, words.holding(amount, before)) {
        (Amount::Bytes(_), amount) => words.plus(&amount),
        (_, amount) => amount,
    };
    match after {
        After::Total(holding) => (words.holding(holding.data, before), until(scene, holding, Text::EndNotStated)),
        After::Beside(package) => (more(package.data), until(scene, package, Text::EndNotStated)),
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
    let rows = [
        (Text::Package, words.line(&[&words.package(&step.offer), &extras])),
        (Text::Sim, words.line(&[&step.sim.label, step.sim.iccid.tail()])),
        (Text::PayWith, payment.unwrap_or_else(|| words.say(Text::PayUnknown).to_owned())),
    ];
    list_of_facts(scene, rows, Text::Total, total(scene, step.was_price, step.offer.price))
}

/// Names and values, and a sum below them.
pub(super) fn list_of_facts<const N: usize>(scene: &Scene<'_>, rows: [(Text, String); N], total: Text, sum: Html) -> Html {
    let name = |class, text| tag("dt", class).text(scene.words.say(text)).done();
    let rows = rows.into_iter().flat_map(|(text, value)| [name("", text), tag("dd", "").text(value).done()]);
    let facts = tag("dl", "facts").with(Attr::Part, "facts").children(rows);
    facts.child(name("total", total)).child(tag("dd", "total").child(sum).done()).done()
}

fn total(scene: &Scene<'_>, old: Option<Money>, new: Money) -> Html {
    let new = scene.words.money(new);
    match old.map(|old| scene.words.money(old)) {
        Some(old) => {
            let price = tag("span", "price").with(Attr::Part, "price");
            price.child(tag("s", "").text(old).done()).text(" ").child(span("", new)).done()
        }
        None => price(new),
    }
}

fn confirm(scene: &Scene<'_>, step: &Review) -> Html {
    let words = scene.words;
    if let Some(order) = scene.state.open_order(&step.sim.id) {
        let then = words.fill(Text::OrderOpen, &[("reference", &order.reference)]);
        let told = frame::told("note warn", Icon::Clock, words.say(Text::OrderOpenTitle), then);
        let follow = frame::primary(scene, words.say(Text::ShowOrder), Some(Event::FollowOrder(order.id.clone())));
        return all([told, frame::actions("actions is-full", follow)]);
    }
    let may_order = scene.state.capabilities().map(|session| session.order);
    let button = match &step.price {
        Price::Unchecked(_) => trouble::patient(scene, Text::TryAgain, Event::TryAgain),
        Price::Checking => frame::primary(scene, words.say(Text::CheckingPrice), None),
        Price::Live => {
            let top_up = words.fill(Text::TopUpFor, &[("price", &words.money(step.offer.price))]);
            frame::primary(scene, top_up, (may_order == Some(true) && step.key.is_some()).then_some(Event::Confirm))
        }
    };
    // Without a session, as while it is renewed, nobody has said so.
    let forbidden = may_order == Some(false);
    let forbidden = if forbidden { frame::note("note", Icon::Info, span("", words.say(Text::OrdersForbidden))) } else { nothing() };
    let forgetful = if scene.state.forgetful { frame::note("note", Icon::Info, span("", words.say(Text::NotStored))) } else { nothing() };
    all([forbidden, forgetful, frame::actions("actions is-full", button)])
}
