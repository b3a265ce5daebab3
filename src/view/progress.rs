//! Step 4: the order is under way. Calm at first, then honest that it is being found out; never a failure.

use super::copy::copy;
use super::icon::Icon;
use super::markup::{Attr, div, nothing, span, tag};
use super::scene::Scene;
use super::{frame, timeline, trouble};
use crate::edge::wire::Named;
use crate::text::Text;
use contract::{Offer, Order, PaymentStatus, Timestamp};
use journey::{Action, Event, Submitting, Waiting, WaitingWords, waiting_words};
use yew::prelude::Html;

/// The order is on its way to the shop.
pub(super) fn submitting(scene: &Scene<'_>, step: &Submitting) -> Html {
    let words = scene.words;
    let label = scene.state.sim(&step.intent.sim).map(|sim| sim.label.clone()).unwrap_or_default();
    let kind = waiting_words(None, step.since, scene.state.now);
    let silence = step.trouble.as_ref().map_or_else(nothing, |trouble| {
        if trouble.action == Action::SignIn {
            // Nothing is sent before there is a session again, and only the customer knows when that can be had.
            return trouble::stale(scene, trouble);
        }
        let note = frame::note("note warn", Icon::Clock, span("", words.say(Text::OrderNoAnswer)));
        trouble::marked("stack tight", trouble).child(note).child(trouble::diagnostics(scene, trouble)).done()
    });
    let head = frame::head(scene, words.say(titled(kind)), false);
    let timeline = timeline::view(scene, None, step.since, kind);
    // As many parts as `waiting` has: Yew matches them from the end, and the heading keeps the focus only in its own place.
    let body = [head, what(scene, &step.intent.offer, &label), silence, timeline, reassurance(scene, kind, None), nothing(), nothing()];
    div("stack").children(body).done()
}

/// The order is known and not final.
pub(super) fn waiting(scene: &Scene<'_>, step: &Waiting) -> Html {
    let words = scene.words;
    let order = &step.order;
    let kind = waiting_words(Some(order.status), step.since, scene.state.now);
    let leave = frame::link(scene, Text::AnotherSimMeanwhile, Event::TopUpAnother);
    let known = || words.fill(Text::OrderStale, &[("time", &words.hour(step.heard_at, scene.state.now))]);
    let silence = match &step.trouble {
        Some(trouble) if trouble.action == Action::SignIn => trouble::notice(scene, trouble),
        Some(trouble) => {
            let told = frame::told("note warn", Icon::Clock, words.trouble(trouble.kind), known());
            trouble::marked("stack tight", trouble).child(told).child(trouble::diagnostics(scene, trouble)).done()
        }
        None if !scene.state.online => frame::paragraph("small", words.as_of(step.heard_at, scene.state.now)),
        None => nothing(),
    };
    let body = [
        frame::head(scene, words.say(titled(kind)), false),
        what(scene, &order.offer, &sim_name(scene, order)),
        silence,
        timeline::view(scene, Some(order), step.since, kind),
        reassurance(scene, kind, Some(order)),
        reference(scene, order),
        div("pair").child(trouble::ask_again(scene, Text::AskAgain)).child(frame::where_sold(scene, || leave.done())).done(),
    ];
    div("stack").with(Attr::DataStatus, order.status.name()).children(body).done()
}

fn what(scene: &Scene<'_>, offer: &Offer, sim: &str) -> Html {
    frame::paragraph("lead", scene.words.fill(Text::PackageFor, &[("package", &scene.words.package(offer)), ("sim", sim)]))
}

/// The order's short name, copyable.
pub(super) fn reference(scene: &Scene<'_>, order: &Order) -> Html {
    let name = order.reference.as_str();
    let shown = tag("b", "strong").with(Attr::DataReference, name.to_owned()).text(name.to_owned()).done();
    let words = tag("span", "small").child(span("", scene.words.say(Text::Reference))).text(" ").child(shown).done();
    div("pair").child(words).child(copy(scene, name, Text::Copy).done()).done()
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
        None => words.say(Text::KeepOpen).to_owned(),
    };
    let money = match order.map(|order| order.payment) {
        Some(PaymentStatus::Reserved) => words.say(Text::StillReserved),
        _ => words.say(Text::CheckingNoTwice),
    };
    match kind {
        WaitingWords::Adding => {
            let close = if order.is_some() { Text::MayClose } else { Text::KeepOpen };
            frame::note("note", Icon::Info, span("", words.say(close)))
        }
        WaitingWords::Checking => frame::told("note warn", Icon::Clock, words.say(Text::CheckingNoTwice), close),
        WaitingWords::StillChecking => frame::told("note warn", Icon::Clock, money, close),
        WaitingWords::Review => {
            let then = words.sentences(&[money, &close]);
            frame::told("note warn", Icon::Clock, words.say(Text::ReviewedByPerson), then)
        }
    }
}
