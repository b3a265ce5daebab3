//! A SIM as a card: what it is, what is left on it, until when.

use super::copy::Copy;
use super::frame;
use super::scene::Scene;
use crate::text::Text;
use contract::{DataLeft, Sim, SimKind, SimState, WhyNot};
use journey::{Event, days_left};
use yew::prelude::*;

/// Fewer days than this are pointed at.
const SOON: i64 = 3;

/// A card to choose, or a card that says why it cannot be chosen.
pub(super) fn view(scene: &Scene<'_>, sim: &Sim, index: usize, selected: bool) -> Html {
    let order = scene.state.open_order(&sim.id);
    let open = sim.can_top_up && order.is_none();
    let (name, facts) = (format!("sim-{index}"), format!("sim-{index}-facts"));
    let card = classes!("card", (!open).then_some("is-off"));
    html! {
        <div key={sim.id.as_str().to_owned()} class={card} part="card">
            if open {
                <label class="pick" data-sim={sim.id.as_str().to_owned()} data-tail={sim.iccid.tail().to_owned()}>
                    <input type="radio" name="sim" checked={selected} aria-labelledby={name.clone()} aria-describedby={facts.clone()}
                        onchange={scene.on::<yew::Event>(Event::SelectSim(sim.id.clone()))} />
                    { body(scene, sim, name, facts, Html::default()) }
                </label>
            } else {
                <div class="pick" data-sim-off={sim.id.as_str().to_owned()} data-tail={sim.iccid.tail().to_owned()}>
                    { body(scene, sim, name, facts, reason(scene, if order.is_some() { Some(WhyNot::OrderOpen) } else { sim.why_not })) }
                </div>
            }
            <div class="tools">
                if let Some(order) = order {
                    { frame::link(scene, Text::ShowOrder, Event::FollowOrder(order.id.clone())) }
                }
                { frame::link(scene, Text::History, Event::ShowHistory(sim.id.clone())) }
                <Copy text={sim.iccid.as_str().to_owned()} label={scene.words.say(Text::CopyIccid)} done={scene.words.say(Text::Copied)}
                    announce={scene.announce.clone()} />
            </div>
        </div>
    }
}

fn body(scene: &Scene<'_>, sim: &Sim, name: String, facts: String, reason: Html) -> Html {
    let words = scene.words;
    let country = sim.country.as_ref().map(|code| words.country(code)).unwrap_or_default();
    let kind = words.say(match sim.kind {
        SimKind::Esim => Text::Esim,
        SimKind::Psim => Text::Psim,
    });
    let tail = words.fill(Text::EndsIn, &[("tail", sim.iccid.tail())]);
    html! {
        <div class="body">
            <div class="row" id={name}><span class="name">{ sim.label.clone() }</span>{ state(scene, sim.state) }</div>
            <div class="body" id={facts}>
                <div class="small">{ words.line(&[kind, &country, &tail]) }</div>
                { reason }
                { holdings(scene, sim) }
            </div>
        </div>
    }
}

fn reason(scene: &Scene<'_>, why: Option<WhyNot>) -> Html {
    html! { <div class="small strong">{ scene.words.why_not(why) }</div> }
}

/// What is left: nothing to say of a SIM that is gone for good.
fn holdings(scene: &Scene<'_>, sim: &Sim) -> Html {
    if sim.state == SimState::Retired {
        return Html::default();
    }
    let words = scene.words;
    let (bar, left) = match sim.data {
        Some(DataLeft::Metered { remaining, total }) => {
            let parts = [("remaining", words.data_beside(remaining, total)), ("total", words.data(total))];
            let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            (frame::bar(remaining, total), words.fill(Text::DataLeft, &parts))
        }
        Some(DataLeft::Unlimited) => (Html::default(), words.say(Text::DataUnlimited).to_owned()),
        None => (Html::default(), words.say(Text::DataUnknown).to_owned()),
    };
    let heard = match sim.as_of {
        Some(time) => words.as_of(time, scene.state.now),
        None => words.say(Text::NotHeard).to_owned(),
    };
    let minutes = sim
        .minutes
        .map(|meter| words.fill(Text::MinutesLeft, &[("remaining", &words.count(meter.remaining)), ("total", &words.voice(meter.total))]));
    let texts = sim
        .texts
        .map(|meter| words.fill(Text::TextsLeft, &[("remaining", &words.count(meter.remaining)), ("texts", &words.texts(meter.total))]));
    let extras = words.line(&[&minutes.unwrap_or_default(), &texts.unwrap_or_default()]);
    html! {
        <>
            { bar }
            <div class="row"><span class="small strong">{ left }</span><span class="small">{ heard }</span></div>
            if !extras.is_empty() {
                <div class="small">{ extras }</div>
            }
            { end(scene, sim) }
        </>
    }
}

fn end(scene: &Scene<'_>, sim: &Sim) -> Html {
    let words = scene.words;
    let now = scene.state.now;
    let Some(end) = sim.expires_at else {
        return html! { <div class="small">{ words.say(Text::NoEnd) }</div> };
    };
    let date = words.date(end, now);
    match days_left(end, now) {
        0 => html! { <div class="small">{ words.fill(Text::Ended, &[("date", &date)]) }</div> },
        days => {
            let left = words.fill(Text::TimeLeft, &[("time", &words.days(days))]);
            let line = words.line(&[&words.fill(Text::Until, &[("date", &date)]), &left]);
            html! { <div class={classes!("small", (days <= SOON).then_some("soon"))}>{ line }</div> }
        }
    }
}

fn state(scene: &Scene<'_>, state: SimState) -> Html {
    let (class, text) = match state {
        SimState::NotActive => ("mute", Text::StateNotActive),
        SimState::Active => ("good", Text::StateActive),
        SimState::UsedUp => ("warn", Text::StateUsedUp),
        SimState::Expired => ("mute", Text::StateExpired),
        SimState::Retired => ("mute", Text::StateRetired),
        SimState::Unknown => ("mute", Text::StateUnknown),
    };
    html! { <span class={classes!("chip", class)} part="chip">{ scene.words.say(text) }</span> }
}
