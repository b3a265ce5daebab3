//! Step 5: the order is final.

use super::icon::{Icon, icon};
use super::progress::{reference, sim_name};
use super::scene::{Scene, wire_name};
use super::{frame, history, loading, receipt};
use crate::text::Text;
use contract::{Activation, DataAmount, Order, OrderStatus, PaymentStatus, Rejection, RejectionCode, Starts};
use journey::{Event, Outcome};
use yew::prelude::*;

/// Added, added and starts later, not added, or taken back: four different screens.
pub(super) fn view(scene: &Scene<'_>, step: &Outcome) -> Html {
    let order = &step.order;
    html! {
        <div class="stack" data-status={wire_name(&order.status)}>
            if order.status == OrderStatus::Delivered {
                { delivered(scene, step) }
            } else {
                { refused(scene, order) }
            }
        </div>
    }
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
    let when = words.say(match (order.offer.effects.activation, order.starts) {
        (_, Some(Starts::Now)) => Text::AddedNow,
        (Activation::FirstUse, Some(Starts::Later)) => Text::AddedFirstUse,
        (Activation::AfterCurrent, Some(Starts::Later)) => Text::AddedAfterCurrent,
        (Activation::Manual, Some(Starts::Later)) => Text::AddedManual,
        (_, Some(Starts::Later)) => Text::AddedLater,
        (_, Some(Starts::Unknown) | None) => Text::AddedUnknown,
    });
    let lead = when.replace("{sim}", &sim_name(scene, order));
    let picture = if later { Icon::Clock } else { Icon::Check };
    html! {
        <>
            { frame::hero(scene, if later { "good" } else { "good draw" }, picture, title(scene, order), lead) }
            <div class="split">
                <div class="stack">
                    { receipt::view(scene, order) }
                    { advice(scene, order) }
                </div>
                if let Some(packages) = &step.packages {
                    <div class="stack">
                        <h3 class="subtitle">{ words.say(Text::PackagesOnSim) }</h3>
                        { loading::remote(scene, packages, || loading::entries(3), |packages| history::list(scene, packages, Some(&order.id))) }
                    </div>
                }
            </div>
            <div class="actions">{ frame::primary(scene, words.say(Text::TopUpAnother).to_owned(), Some(Event::TopUpAnother)) }</div>
        </>
    }
}

fn advice(scene: &Scene<'_>, order: &Order) -> Html {
    let own_start = order.offer.effects.activation == Activation::Manual && order.starts != Some(Starts::Now);
    let first = if own_start { Text::StartItYourself } else { Text::NothingToInstall };
    html! {
        <>
            <h3 class="subtitle">{ scene.words.say(Text::OnThePhone) }</h3>
            <ul class="advice">
                { for [first, Text::KeepRoaming, Text::ToggleLine].into_iter().map(|text| html! {
                    <li>{ icon(Icon::Check) }<span>{ scene.words.say(text) }</span></li>
                }) }
            </ul>
        </>
    }
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
    html! {
        <>
            { frame::hero(scene, "bad", Icon::Alert, title(scene, order), lead.to_owned()) }
            if let Some(rejection) = &order.rejection {
                <div data-rejection={wire_name(&rejection.code)}>
                    { frame::told("bad", Icon::Alert, words.rejection(rejection.code), words.rejection_advice(rejection, order, scene.state.now)) }
                </div>
            } else if order.status == OrderStatus::Reversed {
                { frame::note("bad", Icon::Alert, words.say(Text::Reversed).into()) }
            }
            { reference(scene, order) }
            { way_on(scene, order.rejection.as_ref()) }
        </>
    }
}

fn way_on(scene: &Scene<'_>, rejection: Option<&Rejection>) -> Html {
    let words = scene.words;
    let sim_is_out = rejection.is_none_or(|rejection| matches!(rejection.code, RejectionCode::SimRetired | RejectionCode::SimNotEligible));
    let (label, event) =
        if sim_is_out { (Text::ChooseAnotherSim, Event::TopUpAnother) } else { (Text::SeePackages, Event::ChooseAnotherPackage) };
    html! {
        <div class="actions is-start">
            { frame::primary(scene, words.say(label).to_owned(), Some(event)) }
            if !sim_is_out {
                { frame::secondary(scene, Text::BackToSims, Event::TopUpAnother) }
            }
        </div>
    }
}
