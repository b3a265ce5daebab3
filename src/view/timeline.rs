//! The stages of an order, in words.

use super::icon::{Icon, icon};
use super::markup::{Attr, nothing, span, tag};
use super::scene::Scene;
use crate::text::Text;
use contract::{Order, PaymentStatus, StageName, Timestamp};
use journey::{WaitingWords, elapsed};
use std::cmp::Ordering;
use yew::prelude::Html;

/// The stages that are behind, the one that is under way with its time so far, and those to come.
pub(super) fn view(scene: &Scene<'_>, order: Option<&Order>, since: Timestamp, kind: WaitingWords) -> Html {
    let stages = stages(order);
    // A stage that was passed without a word is behind as well: a later one was reached, or the order is here.
    let behind = stages.iter().rposition(|stage| reached(order, *stage).is_some()).map_or(usize::from(order.is_some()), |last| last + 1);
    let rows = stages.into_iter().enumerate().map(|(index, stage)| row(scene, stage, index.cmp(&behind), order, since, kind));
    tag("ol", "timeline").with(Attr::Part, "timeline").children(rows).done()
}

/// The last one ends with the order itself, so it is never behind here.
fn stages(order: Option<&Order>) -> Vec<StageName> {
    let mut stages = vec![StageName::Received];
    if order.is_none_or(|order| order.payment != PaymentStatus::OnAccount) {
        stages.push(StageName::Reserved);
    }
    stages.extend([StageName::Sent, StageName::Added]);
    stages
}

fn reached(order: Option<&Order>, stage: StageName) -> Option<Timestamp> {
    order?.stages.iter().find(|known| known.name == stage).map(|known| known.at)
}

/// What is under way is said as that, and never as more than is known of it.
const fn name(stage: StageName, under_way: bool, unsure: bool) -> Text {
    match (stage, under_way) {
        (StageName::Received, true) => Text::StageReceiving,
        (StageName::Received, false) => Text::StageReceived,
        (StageName::Reserved, true) => Text::StageReserving,
        (StageName::Reserved, false) => Text::StageReserved,
        (_, true) if unsure => Text::StageChecking,
        (StageName::Sent, true) => Text::StageSending,
        (StageName::Sent, false) => Text::StageSent,
        (StageName::Accepted | StageName::Added, true) => Text::StageBeingAdded,
        (StageName::Accepted | StageName::Added, false) => Text::StageAdded,
    }
}

fn row(scene: &Scene<'_>, stage: StageName, place: Ordering, order: Option<&Order>, since: Timestamp, kind: WaitingWords) -> Html {
    let words = scene.words;
    let under_way = place == Ordering::Equal;
    let unsure = kind != WaitingWords::Adding;
    let class = match place {
        Ordering::Less => "is-done",
        Ordering::Equal if unsure => "is-now warn",
        Ordering::Equal => "is-now",
        Ordering::Greater => "",
    };
    let at = reached(order, stage).map(|at| words.hour(at, scene.state.now)).unwrap_or_default();
    let small = match place {
        Ordering::Less if stage == StageName::Reserved => words.line(&[&at, words.say(Text::StageReservedNote)]),
        Ordering::Less => at,
        Ordering::Equal => words.fill(Text::SoFar, &[("time", &words.duration(elapsed(since, scene.state.now)))]),
        Ordering::Greater => String::new(),
    };
    let check = if place == Ordering::Less { icon(Icon::Check) } else { nothing() };
    let name = tag("b", "").text(words.say(name(stage, under_way, unsure))).done();
    let row = tag("li", class).maybe(Attr::AriaCurrent, under_way.then_some("step"));
    row.child(check).child(name).child(span("small", small)).done()
}
