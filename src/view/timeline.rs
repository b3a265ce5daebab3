//! The stages of an order, in words.

use super::icon::{Icon, icon};
use super::scene::Scene;
use crate::text::Text;
use contract::{Order, OrderStatus, PaymentStatus, StageName, Timestamp};
use journey::elapsed;
use std::cmp::Ordering;
use yew::prelude::*;

/// The stages that are behind, the one that is under way with its time so far, and those to come.
pub(super) fn view(scene: &Scene<'_>, order: Option<&Order>, since: Timestamp) -> Html {
    let stages = stages(order);
    // A stage that was passed without a word is behind as well: a later one was reached.
    let behind = stages.iter().rposition(|(stage, _)| reached(order, *stage).is_some()).map_or(0, |last| last + 1);
    let rows = stages.into_iter().enumerate().map(|(index, (stage, text))| {
        let place = index.cmp(&behind);
        row(scene, text, reached(order, stage), place, order, since)
    });
    html! { <ol class="timeline" part="timeline">{ for rows }</ol> }
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
    html! {
        <li {class} aria-current={(place == Ordering::Equal).then_some("step")}>
            if place == Ordering::Less {
                { icon(Icon::Check) }
            }
            <b>{ words.say(text) }</b>
            if !small.is_empty() {
                <span class="small">{ small }</span>
            }
        </li>
    }
}
