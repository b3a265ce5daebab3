//! The stages of an order, in words.

use super::icon::{Icon, icon};
use super::markup::{Attr, nothing, span, tag};
use super::scene::Scene;
use crate::text::Text;
use contract::{Order, OrderStatus, PaymentStatus, StageName, Timestamp};
use journey::elapsed;
use std::cmp::Ordering;
use yew::prelude::Html;

/// The stages that are behind, the one that is under way with its time so far, and those to come.
pub(super) fn view(scene: &Scene<'_>, order: Option<&Order>, since: Timestamp) -> Html {
    let stages = stages(order);
    // A stage that was passed without a word is behind as well: a later one was reached.
    let behind = stages.iter().rposition(|(stage, _)| reached(order, *stage).is_some()).map_or(0, |last| last + 1);
    let rows = stages.into_iter().enumerate().map(|(index, (stage, text))| {
        let place = index.cmp(&behind);
        row(scene, text, reached(order, stage), place, order, since)
    });
    tag("ol", "timeline").with(Attr::Part, "timeline").children(rows).done()
}

/// "Being added" ends with the order itself, so it is never behind here.
fn stages(order: Option<&Order>) -> Vec<(StageName, Text)> {
    let received = if order.is_some() { Text::StageReceived } else { Text::StageReceiving };
    let mut stages = vec![(StageName::Received, received)];
    if order.is_none_or(|order| order.payment != PaymentStatus::OnAccount) {
        stages.push((StageName::Reserved, Text::StageReserved));
    }
    stages.extend([(StageName::Sent, Text::StageSent), (StageName::Added, Text::StageBeingAdded)]);
    stages
}

fn reached(order: Option<&Order>, stage: StageName) -> Option<Timestamp> {
    order?.stages.iter().find(|known| known.name == stage).map(|known| known.at)
}

fn row(scene: &Scene<'_>, text: Text, reached: Option<Timestamp>, place: Ordering, order: Option<&Order>, since: Timestamp) -> Html {
    let words = scene.words;
    let unsure = order.is_some_and(|order| matches!(order.status, OrderStatus::Checking | OrderStatus::Review));
    let class = match place {
        Ordering::Less => "is-done",
        Ordering::Equal if unsure => "is-now warn",
        Ordering::Equal => "is-now",
        Ordering::Greater => "",
    };
    let at = reached.map(|at| words.hour(at, scene.state.now)).unwrap_or_default();
    let small = match place {
        Ordering::Less if text == Text::StageReserved => words.line(&[&at, words.say(Text::StageReservedNote)]),
        Ordering::Less => at,
        Ordering::Equal => words.fill(Text::SoFar, &[("time", &words.duration(elapsed(since, scene.state.now)))]),
        Ordering::Greater => String::new(),
    };
    let check = if place == Ordering::Less { icon(Icon::Check) } else { nothing() };
    let name = tag("b", "").text(words.say(text)).done();
    let row = tag("li", class).maybe(Attr::AriaCurrent, (place == Ordering::Equal).then_some("step"));
    row.child(check).child(name).child(span("small", small)).done()
}
