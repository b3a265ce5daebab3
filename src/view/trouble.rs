//! What went wrong and the way on.

use super::frame;
use super::icon::Icon;
use super::scene::Scene;
use crate::text::Text;
use journey::{Action, Event, Trouble, TroubleKind, seconds_to_wait};
use yew::prelude::*;

/// A whole screen: nothing else can be shown.
pub(super) fn stopped(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let title = scene.words.trouble(trouble.kind).to_owned();
    let lead = scene.words.trouble_advice(trouble, scene.state.now);
    html! {
        <div class="stack" data-trouble={trouble.kind.name()}>
            { frame::hero(scene, badge(trouble.kind), picture(trouble.kind), title, lead) }
            { way_on(scene, trouble) }
            { diagnostics(scene, trouble) }
        </div>
    }
}

/// Instead of a list that could not be had, below the step's own heading.
pub(super) fn panel(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    html! {
        <div class="stack" data-trouble={trouble.kind.name()}>
            { told(scene, trouble) }
            { way_on(scene, trouble) }
            { diagnostics(scene, trouble) }
        </div>
    }
}

/// Above something that can still be used.
pub(super) fn notice(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    html! {
        <div class="stack tight" data-trouble={trouble.kind.name()}>
            { told(scene, trouble) }
            { diagnostics(scene, trouble) }
        </div>
    }
}

/// The number that the customer quotes to the shop.
pub(super) fn diagnostics(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    trouble.diagnostics_id.as_ref().filter(|id| !id.is_empty()).map_or_else(Html::default, |id| {
        html! { <p class="small" data-diagnostics={id.clone()}>{ scene.words.fill(Text::Problem, &[("id", id)]) }</p> }
    })
}

fn told(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let advice = scene.words.trouble_advice(trouble, scene.state.now);
    frame::told("warn", picture(trouble.kind), scene.words.trouble(trouble.kind), advice)
}

fn way_on(scene: &Scene<'_>, trouble: &Trouble) -> Html {
    let words = scene.words;
    let wait = seconds_to_wait(trouble.action, scene.state.now);
    let (label, event) = match trouble.action {
        Action::WaitUntil(_) if wait > 0 => (words.fill(Text::TryAgainIn, &[("time", &words.duration(wait))]), None),
        Action::ChoosePackage => (words.say(Text::AnotherPackage).to_owned(), Some(Event::ChooseAnotherPackage)),
        Action::ChooseSim => (words.say(Text::ChooseAnotherSim).to_owned(), Some(Event::TopUpAnother)),
        // Signing in and asking the shop happen outside; here the way on is to ask again afterwards.
        Action::WaitUntil(_) | Action::TryAgain | Action::SignIn | Action::ContactShop => {
            (words.say(Text::TryAgain).to_owned(), Some(Event::TryAgain))
        }
    };
    html! { <div class="actions is-start">{ frame::primary(scene, label, event) }</div> }
}

const fn picture(kind: TroubleKind) -> Icon {
    match kind {
        TroubleKind::Busy | TroubleKind::Timeout => Icon::Clock,
        TroubleKind::Session | TroubleKind::NotFound | TroubleKind::Forbidden => Icon::Info,
        _ => Icon::Alert,
    }
}

const fn badge(kind: TroubleKind) -> &'static str {
    match kind {
        TroubleKind::Busy | TroubleKind::Timeout | TroubleKind::Network => "warn",
        _ => "mute",
    }
}
