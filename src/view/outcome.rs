//! Step 5: the order is final.

use super::icon::{Icon, icon};
use super::markup::{Attr, all, div, nothing, span, tag};
use super::progress::{reference, sim_name};
use super::scene::Scene;
use super::{frame, history, loading, receipt, trouble};
use crate::edge::wire::Named;
use crate::text::Text;
use contract::{Activation, DataAmount, Order, OrderStatus, PaymentStatus, Starts};
use journey::{Action, Event, Outcome, Remote, way_on};
use yew::prelude::Html;

/// Added, added and starts later, not added, or taken back: four different screens.
pub(super) fn view(scene: &Scene<'_>, step: &Outcome) -> Html {
    let delivered_it = step.order.status == OrderStatus::Delivered;
    let body = if delivered_it { delivered(scene, step) } else { refused(scene, step) };
    div("stack").with(Attr::DataStatus, step.order.status.name()).child(body).done()
}

/// What follows below the heading: the heading itself is said by the focus that it takes.
pub(super) fn lead(scene: &Scene<'_>, step: &Outcome) -> String {
    let order = &step.order;
    if order.status != OrderStatus::Delivered {
        return scene.words.say(money(order)).to_owned();
    }
    let when = match (order.offer.effects.activation, step.starts()) {
        (_, Starts::Now) => Text::AddedNow,
        (Activation::FirstUse, Starts::Later) => Text::AddedFirstUse,
        (Activation::AfterCurrent, Starts::Later) => Text::AddedAfterCurrent,
        (Activation::Manual, Starts::Later) => Text::AddedManual,
        (_, Starts::Later) => Text::AddedLater,
        (_, Starts::Unknown) => Text::AddedUnknown,
    };
    scene.words.fill(when, &[("sim", &sim_name(scene, order))])
}

fn delivered(scene: &Scene<'_>, step: &Outcome) -> Html {
    let words = scene.words;
    let order = &step.order;
    let later = step.starts() == Starts::Later;
    let amount = match order.offer.data {
        DataAmount::Unlimited => words.say(Text::DataUnlimited).to_owned(),
        DataAmount::Bytes(bytes) => words.data(bytes),
    };
    let (class, picture, title) =
        if later { ("badge", Icon::Clock, Text::AddedLaterTitle) } else { ("badge draw", Icon::Check, Text::AddedTitle) };
    let title = words.fill(title, &[("amount", &amount)]);
    let packages = step.packages.as_ref().map_or_else(nothing, |packages| {
        // The way on is below: to ask for the list again is beside it.
        let list = match packages {
            Remote::Failed { trouble, last: None } => trouble::stale(scene, trouble),
            packages => {
                loading::remote(scene, packages, || loading::entries(3), |packages| history::list(scene, packages, Some(&order.id)))
            }
        };
        div("stack").child(subtitle(scene, Text::PackagesOnSim)).child(list).done()
    });
    let left = div("stack")
        .child(receipt::view(scene, order))
        .child(frame::slot("result"))
        .child(subtitle(scene, Text::OnThePhone))
        .child(advice(scene, step))
        .done();
    all([
        frame::hero(scene, class, picture, title, lead(scene, step)),
        div("split").child(left).child(packages).done(),
        frame::where_sold(scene, || {
            frame::actions("actions", frame::primary(scene, words.say(Text::TopUpAnother), Some(Event::TopUpAnother)))
        }),
    ])
}

fn subtitle(scene: &Scene<'_>, text: Text) -> Html {
    tag("h3", "subtitle").text(scene.words.say(text)).done()
}

fn advice(scene: &Scene<'_>, step: &Outcome) -> Html {
    let own_start = step.order.offer.effects.activation == Activation::Manual && step.starts() != Starts::Now;
    let first = if own_start { Text::StartItYourself } else { Text::NothingToInstall };
    let row = |text| tag("li", "").child(icon(Icon::Check)).child(span("", scene.words.say(text))).done();
    tag("ul", "advice").children([first, Text::KeepRoaming, Text::ToggleLine].into_iter().map(row)).done()
}

/// Where the money of an order stands that brought nothing.
fn money(order: &Order) -> Text {
    match (order.status, order.payment) {
        (_, PaymentStatus::RefundDue) => Text::RefundDue,
        (_, PaymentStatus::Refunded) => Text::Refunded,
        (_, PaymentStatus::Charged) | (OrderStatus::Reversed, PaymentStatus::OnAccount) => Text::RefundAsk,
        (_, PaymentStatus::Reserved) => Text::NothingChargedReleasing,
        (_, PaymentStatus::None | PaymentStatus::Released | PaymentStatus::Declined | PaymentStatus::OnAccount) => Text::NothingCharged,
    }
}

fn refused(scene: &Scene<'_>, step: &Outcome) -> Html {
    let (words, order) = (scene.words, &step.order);
    let title = words.say(if order.status == OrderStatus::Reversed { Text::ReversedTitle } else { Text::NotAddedTitle });
    let why = match &order.rejection {
        Some(rejection) => {
            let advice = words.rejection_advice(rejection, order, scene.state.now);
            let told = frame::told("note", Icon::Info, words.rejection(rejection.code), advice);
            div("").with(Attr::DataRejection, rejection.code.name()).child(told).done()
        }
        None if order.status == OrderStatus::Reversed => frame::note("note", Icon::Info, span("", words.say(Text::Reversed))),
        None => nothing(),
    };
    let ways = frame::where_sold(scene, || ways_on(scene, order));
    all([frame::hero(scene, "badge bad", Icon::Alert, title, lead(scene, step)), why, reference(scene, order), ways])
}

fn ways_on(scene: &Scene<'_>, order: &Order) -> Html {
    let words = scene.words;
    let new_price = order.rejection.and_then(|rejection| rejection.new_price);
    let back = || frame::secondary(scene, Text::BackToSims, Event::TopUpAnother);
    let (onward, back) = match (way_on(order), new_price) {
        (Action::ChooseSim, _) => (trouble::patient(scene, Text::ChooseAnotherSim, Event::TopUpAnother), nothing()),
        (Action::TryAgain, Some(price)) => {
            let label = words.fill(Text::ReviewFor, &[("price", &words.money(price))]);
            (frame::primary(scene, label, Some(Event::TryAgain)), back())
        }
        (Action::TryAgain | Action::WaitUntil(_), _) => (trouble::patient(scene, Text::TryAgain, Event::TryAgain), back()),
        _ => (trouble::patient(scene, Text::SeePackages, Event::ChooseAnotherPackage), back()),
    };
    frame::actions("actions is-start", all([onward, back]))
}
