//! Step 5: the order is final.

use super::icon::{Icon, icon};
use super::markup::{Attr, all, div, nothing, span, tag};
use super::progress::{reference, sim_name};
use super::scene::Scene;
use super::{frame, history, loading, receipt};
use crate::edge::wire::Named;
use crate::text::Text;
use contract::{Activation, DataAmount, Order, OrderStatus, PaymentStatus, Rejection, RejectionCode, Starts};
use journey::{Event, Outcome};
use yew::prelude::Html;

/// Added, added and starts later, not added, or taken back: four different screens.
pub(super) fn view(scene: &Scene<'_>, step: &Outcome) -> Html {
    let delivered_it = step.order.status == OrderStatus::Delivered;
    let body = if delivered_it { delivered(scene, step) } else { refused(scene, &step.order) };
    div("stack").with(Attr::DataStatus, step.order.status.name()).child(body).done()
}

/// The heading of an outcome.
pub(super) fn title(scene: &Scene<'_>, order: &Order) -> String {
    let words = scene.words;
    let amount = match order.offer.data {
        DataAmount::Unlimited => words.say(Text::DataUnlimited).to_owned(),
        DataAmount::Bytes(bytes) => words.data(bytes),
    };
    match (order.status, order.starts) {
        (OrderStatus::Delivered, Some(Starts::Later)) => words.fill(Text::AddedLaterTitle, &[("amount", &amount)]),
        (OrderStatus::Delivered, _) => words.fill(Text::AddedTitle, &[("amount", &amount)]),
        (OrderStatus::Reversed, _) => words.say(Text::ReversedTitle).to_owned(),
        _ => words.say(Text::NotAddedTitle).to_owned(),
    }
}

fn delivered(scene: &Scene<'_>, step: &Outcome) -> Html {
    let words = scene.words;
    let order = &step.order;
    let later = order.starts == Some(Starts::Later);
    let when = match (order.offer.effects.activation, order.starts) {
        (_, Some(Starts::Now)) => Text::AddedNow,
        (Activation::FirstUse, Some(Starts::Later)) => Text::AddedFirstUse,
        (Activation::AfterCurrent, Some(Starts::Later)) => Text::AddedAfterCurrent,
        (Activation::Manual, Some(Starts::Later)) => Text::AddedManual,
        (_, Some(Starts::Later)) => Text::AddedLater,
        (_, Some(Starts::Unknown) | None) => Text::AddedUnknown,
    };
    let lead = words.fill(when, &[("sim", &sim_name(scene, order))]);
    let (class, picture) = if later { ("badge", Icon::Clock) } else { ("badge draw", Icon::Check) };
    let packages = step.packages.as_ref().map_or_else(nothing, |packages| {
        let list = loading::remote(scene, packages, || loading::entries(3), |packages| history::list(scene, packages, Some(&order.id)));
        div("stack").child(subtitle(scene, Text::PackagesOnSim)).child(list).done()
    });
    let left = div("stack").child(receipt::view(scene, order)).child(subtitle(scene, Text::OnThePhone)).child(advice(scene, order)).done();
    all([
        frame::hero(scene, class, picture, title(scene, order), lead),
        div("split").child(left).child(packages).done(),
        frame::actions("actions", frame::primary(scene, words.say(Text::TopUpAnother), Some(Event::TopUpAnother))),
    ])
}

fn subtitle(scene: &Scene<'_>, text: Text) -> Html {
    tag("h3", "subtitle").text(scene.words.say(text)).done()
}

fn advice(scene: &Scene<'_>, order: &Order) -> Html {
    let own_start = order.offer.effects.activation == Activation::Manual && order.starts != Some(Starts::Now);
    let first = if own_start { Text::StartItYourself } else { Text::NothingToInstall };
    let row = |text| tag("li", "").child(icon(Icon::Check)).child(span("", scene.words.say(text))).done();
    tag("ul", "advice").children([first, Text::KeepRoaming, Text::ToggleLine].into_iter().map(row)).done()
}

fn refused(scene: &Scene<'_>, order: &Order) -> Html {
    let words = scene.words;
    let lead = words.say(match (order.status, order.payment) {
        (_, PaymentStatus::RefundDue) => Text::RefundDue,
        (_, PaymentStatus::Refunded) => Text::Refunded,
        (_, PaymentStatus::Charged) | (OrderStatus::Reversed, PaymentStatus::OnAccount) => Text::RefundAsk,
        (_, PaymentStatus::Reserved) => Text::NothingChargedReleasing,
        (_, PaymentStatus::None | PaymentStatus::Released | PaymentStatus::Declined | PaymentStatus::OnAccount) => Text::NothingCharged,
    });
    let why = match &order.rejection {
        Some(rejection) => {
            let advice = words.rejection_advice(rejection, order, scene.state.now);
            let told = frame::told("note bad", Icon::Alert, words.rejection(rejection.code), advice);
            div("").with(Attr::DataRejection, rejection.code.name()).child(told).done()
        }
        None if order.status == OrderStatus::Reversed => frame::note("note bad", Icon::Alert, span("", words.say(Text::Reversed))),
        None => nothing(),
    };
    all([
        frame::hero(scene, "badge bad", Icon::Alert, title(scene, order), lead),
        why,
        reference(scene, order),
        way_on(scene, order.rejection.as_ref()),
    ])
}

fn way_on(scene: &Scene<'_>, rejection: Option<&Rejection>) -> Html {
    let words = scene.words;
    let sim_is_out = rejection.is_none_or(|rejection| matches!(rejection.code, RejectionCode::SimRetired | RejectionCode::SimNotEligible));
    let ways = if sim_is_out {
        frame::primary(scene, words.say(Text::ChooseAnotherSim), Some(Event::TopUpAnother))
    } else {
        let packages = frame::primary(scene, words.say(Text::SeePackages), Some(Event::ChooseAnotherPackage));
        all([packages, frame::secondary(scene, Text::BackToSims, Event::TopUpAnother)])
    };
    frame::actions("actions is-start", ways)
}
