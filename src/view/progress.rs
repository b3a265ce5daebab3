//! Step 4: the order is under way. Calm at first, then honest that it is being found out; never a failure.

use super::copy::Copy;
use super::icon::Icon;
use super::scene::{Scene, wire_name};
use super::{frame, timeline, trouble};
use crate::text::Text;
use contract::{Order, PaymentStatus, Timestamp};
use journey::{Event, Submitting, Waiting, WaitingWords, waiting_words};
use yew::prelude::*;

/// The order is on its way to the shop.
pub(super) fn submitting(scene: &Scene<'_>, step: &Submitting) -> Html {
    let words = scene.words;
    let label = scene.state.sim(&step.intent.sim).map(|sim| sim.label.clone()).unwrap_or_default();
    let kind = waiting_words(None, step.since, scene.state.now);
    html! {
        <>
            { frame::head(scene, words.say(titled(kind)).to_owned(), false) }
            <p class="lead">{ words.fill(Text::PackageFor, &[("package", &words.package(&step.intent.offer)), ("sim", &label)]) }</p>
            if let Some(trouble) = &step.trouble {
                <div class="stack tight" data-trouble={trouble.kind.name()}>
                    { frame::note("warn", Icon::Clock, words.say(Text::OrderNoAnswer).into()) }
                    { trouble::diagnostics(scene, trouble) }
                </div>
            }
            { timeline::view(scene, None, step.since) }
            { reassurance(scene, kind, None) }
        </>
    }
}

/// The order is known and not final.
pub(super) fn waiting(scene: &Scene<'_>, step: &Waiting) -> Html {
    let words = scene.words;
    let order = &step.order;
    let label = sim_name(scene, order);
    let kind = waiting_words(Some(order.status), step.since, scene.state.now);
    html! {
        <div class="stack" data-status={wire_name(&order.status)}>
            { frame::head(scene, words.say(titled(kind)).to_owned(), false) }
            <p class="lead">{ words.fill(Text::PackageFor, &[("package", &words.package(&order.offer)), ("sim", &label)]) }</p>
            { timeline::view(scene, Some(order), step.since) }
            { reassurance(scene, kind, Some(order)) }
            { reference(scene, order) }
            <div class="pair">
                { frame::link(scene, Text::AskAgain, Event::TryAgain) }
                { frame::link(scene, Text::AnotherSimMeanwhile, Event::TopUpAnother) }
            </div>
        </div>
    }
}

/// The order's short name, copyable.
pub(super) fn reference(scene: &Scene<'_>, order: &Order) -> Html {
    let words = scene.words;
    html! {
        <div class="pair">
            <span class="small">
                <span>{ words.say(Text::Reference) }</span>{ " " }<b class="strong" data-reference={order.reference.clone()}>{ order.reference.clone() }</b>
            </span>
            <Copy text={order.reference.clone()} label={words.say(Text::Copy)} done={words.say(Text::Copied)} announce={scene.announce.clone()} />
        </div>
    }
}

/// The customer's name for the order's SIM, or what its number ends in.
pub(super) fn sim_name(scene: &Scene<'_>, order: &Order) -> String {
    match scene.state.sim(&order.sim) {
        Some(sim) => sim.label.clone(),
        None => scene.words.fill(Text::SimEnding, &[("tail", &order.sim_tail)]),
    }
}

/// The heading while an order is under way.
pub(super) fn title(scene: &Scene<'_>, order: Option<&Order>, since: Timestamp) -> Text {
    titled(waiting_words(order.map(|order| order.status), since, scene.state.now))
}

const fn titled(kind: WaitingWords) -> Text {
    match kind {
        WaitingWords::Adding => Text::Adding,
        WaitingWords::Checking => Text::CheckingTitle,
        WaitingWords::StillChecking | WaitingWords::Review => Text::StillCheckingTitle,
    }
}

fn reassurance(scene: &Scene<'_>, kind: WaitingWords, order: Option<&Order>) -> Html {
    let words = scene.words;
    let close = match order {
        Some(order) => words.fill(Text::CheckingClose, &[("reference", &order.reference)]),
        None => words.say(Text::CheckingCloseBare).to_owned(),
    };
    let money = match order.map(|order| order.payment) {
        Some(PaymentStatus::Reserved) => words.say(Text::StillReserved),
        _ => words.say(Text::CheckingNoTwice),
    };
    match kind {
        WaitingWords::Adding => frame::note("", Icon::Info, words.say(Text::MayClose).into()),
        WaitingWords::Checking => frame::told("warn", Icon::Clock, words.say(Text::CheckingNoTwice), close),
        WaitingWords::StillChecking => frame::told("warn", Icon::Clock, money, close),
        WaitingWords::Review => {
            let then = words.sentences(&[money, &close]);
            frame::told("warn", Icon::Clock, words.say(Text::ReviewedByPerson), then)
        }
    }
}
