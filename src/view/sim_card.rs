//! A SIM as a card: what it is, what is left on it, until when.

use super::copy::copy;
use super::frame;
use super::markup::{Attr, Tag, all, div, nothing, small, span, tag};
use super::scene::Scene;
use crate::text::{Text, digits, zone};
use contract::{DataLeft, Sim, SimKind, SimState, WhyNot};
use journey::{Event, View, days_left, is_over};
use yew::prelude::Html;

/// Fewer days than this are pointed at.
const SOON: i64 = 3;

/// Whether it can be topped up now, as far as anybody knows.
pub(super) fn is_open(scene: &Scene<'_>, sim: &Sim) -> bool {
    scene.state.options.view == View::History || (sim.can_top_up && scene.state.open_order(&sim.id).is_none())
}

/// Why it cannot be topped up, and what to do instead.
pub(super) fn why_not(scene: &Scene<'_>, sim: &Sim) -> &'static str {
    let order = scene.state.open_order(&sim.id);
    scene.words.why_not(if order.is_some() { Some(WhyNot::OrderOpen) } else { sim.why_not })
}

/// A card to choose, or a card that says why it cannot be chosen.
pub(super) fn view(scene: &Scene<'_>, sim: &Sim, index: usize, selected: bool) -> Html {
    let order = scene.state.open_order(&sim.id);
    let id = sim.id.as_str();
    let names = Names::of(index);
    // Every card has these, so each says whose it is.
    let tool = |tool: Tag| tool.with(Attr::AriaDescribedby, names.name.clone()).done();
    let tools = div("tools")
        .child(order.map_or_else(nothing, |order| tool(frame::link(scene, Text::ShowOrder, Event::FollowOrder(order.id.clone())))))
        .child(tool(frame::link(scene, Text::History, Event::ShowHistory(sim.id.clone()))))
        .child(tool(copy(scene, sim.iccid.as_str(), Text::CopyIccid)))
        .done();
    let (class, pick) = if is_open(scene, sim) {
        let input = names.on(tag("input", "").with(Attr::Type, "radio").with(Attr::Name, "sim").checked(selected));
        let input = input.chosen(scene, Event::SelectSim(sim.id.clone())).done();
        let label = tag("label", "pick").with(Attr::DataSim, id.to_owned()).child(input).child(body(scene, sim, &names, nothing()));
        ("card", label)
    } else {
        let reason = div("small strong").text(why_not(scene, sim)).done();
        ("card is-off", div("pick").with(Attr::DataSimOff, id.to_owned()).child(body(scene, sim, &names, reason)))
    };
    let pick = pick.with(Attr::DataTail, sim.iccid.tail().to_owned()).done();
    div(class).with(Attr::Part, "card").key(id).child(pick).child(tools).done()
}

/// The ids by which a radio button says its short name first and the facts after, and a card's tools say whose they are.
pub(super) struct Names {
    name: String,
    facts: String,
}

impl Names {
    /// Those of the card in that place.
    pub(super) fn of(index: usize) -> Self {
        let index = digits(index as u64);
        Self { name: ["name-", &index].concat(), facts: ["facts-", &index].concat() }
    }

    /// On the radio button itself.
    pub(super) fn on(&self, input: Tag) -> Tag {
        input.with(Attr::AriaLabelledby, self.name.clone()).with(Attr::AriaDescribedby, self.facts.clone())
    }

    /// The two parts of a card that they name.
    pub(super) fn body(&self, name: Tag, facts: Tag) -> Html {
        let (name, facts) = (name.with(Attr::Id, self.name.clone()), facts.with(Attr::Id, self.facts.clone()));
        div("body").child(name.done()).child(facts.done()).done()
    }
}

fn body(scene: &Scene<'_>, sim: &Sim, names: &Names, reason: Html) -> Html {
    let words = scene.words;
    let country = sim.country.as_ref().map(|code| words.country(code)).unwrap_or_default();
    let kind = words.say(match sim.kind {
        SimKind::Esim => Text::Esim,
        SimKind::Psim => Text::Psim,
    });
    let tail = words.fill(Text::EndsIn, &[("tail", sim.iccid.tail())]);
    let name = div("row").child(span("name", sim.label.clone())).child(state(scene, sim.state));
    let facts = div("body").child(frame::pieces("small pieces", &[kind, &country, &tail])).child(reason).child(holdings(scene, sim));
    names.body(name, facts)
}

/// What is left: nothing of what has ended, and not even its end of a SIM that is gone for good.
fn holdings(scene: &Scene<'_>, sim: &Sim) -> Html {
    if sim.state == SimState::Retired {
        return nothing();
    }
    let words = scene.words;
    let heard = match sim.as_of {
        Some(time) => words.as_of(time, scene.state.now),
        None => words.say(Text::NotHeard).to_owned(),
    };
    let heard = span("small", heard);
    if is_over(sim, scene.state.now) {
        return div("row").child(end(scene, sim)).child(heard).done();
    }
    let (bar, left) = match sim.data {
        Some(DataLeft::Metered { remaining, total }) => (frame::bar(remaining, total), words.data_left(remaining, total)),
        Some(DataLeft::Unlimited) => (nothing(), words.say(Text::DataUnlimited).to_owned()),
        None => (nothing(), words.say(Text::DataUnknown).to_owned()),
    };
    let minutes = sim
        .minutes
        .map(|meter| words.fill(Text::MinutesLeft, &[("remaining", &words.count(meter.remaining)), ("total", &words.voice(meter.total))]));
    let texts = sim
        .texts
        .map(|meter| words.fill(Text::TextsLeft, &[("remaining", &words.count(meter.remaining)), ("texts", &words.texts(meter.total))]));
    let extras = frame::pieces("small pieces", &[&minutes.unwrap_or_default(), &texts.unwrap_or_default()]);
    let left = div("row").child(span("small strong", left)).child(heard).done();
    all([bar, left, extras, end(scene, sim)])
}

fn end(scene: &Scene<'_>, sim: &Sim) -> Html {
    let words = scene.words;
    let now = scene.state.now;
    let Some(end) = sim.expires_at else { return small(words.say(Text::NoEnd)) };
    let date = words.date(end, now);
    match days_left(end, now, &zone) {
        None => small(words.fill(Text::Ended, &[("date", &date)])),
        Some(_) if sim.state == SimState::Expired => nothing(),
        Some(days) => {
            let left = match days {
                0 => words.say(Text::EndsToday).to_owned(),
                days => words.fill(Text::TimeLeft, &[("time", &words.days(days))]),
            };
            let class = if days <= SOON { "small soon pieces" } else { "small pieces" };
            frame::pieces(class, &[&words.fill(Text::Until, &[("date", &date)]), &left])
        }
    }
}

fn state(scene: &Scene<'_>, state: SimState) -> Html {
    let (class, text) = match state {
        SimState::NotActive => ("chip mute", Text::StateNotActive),
        SimState::Active => ("chip good", Text::StateActive),
        SimState::UsedUp => ("chip warn", Text::StateUsedUp),
        SimState::Expired => ("chip mute", Text::StateExpired),
        SimState::Retired => ("chip mute", Text::StateRetired),
        SimState::Unknown => ("chip mute", Text::StateUnknown),
    };
    chip(class, scene.words.say(text))
}

/// A word in a pill.
pub(super) fn chip(class: &'static str, text: &'static str) -> Html {
    tag("span", class).with(Attr::Part, "chip").text(text).done()
}
