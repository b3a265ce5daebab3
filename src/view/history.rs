//! The packages of a SIM, newest first.

use super::icon::Icon;
use super::scene::{Scene, wire_name};
use super::{frame, loading};
use crate::text::Text;
use contract::{DataLeft, OrderId, Origin, Package, PackageState, Packages, Source};
use journey::{History, Remote};
use yew::prelude::*;

/// The screen: keeps the last good list when the network is slow, and says so.
pub(super) fn view(scene: &Scene<'_>, step: &History) -> Html {
    let words = scene.words;
    let title = words.fill(Text::HistoryOf, &[("sim", &step.sim.label)]);
    let body = match &step.packages {
        Remote::Failed { last: Some(packages), trouble } => html! {
            <div class="stack" data-trouble={trouble.kind.name()}>{ slow(scene, packages) }{ list(scene, packages, None) }</div>
        },
        packages => loading::remote(scene, packages, || loading::entries(4), |packages| list(scene, packages, None)),
    };
    html! { <>{ frame::head(scene, title, true) }{ body }</> }
}

/// The list alone; `new` marks what that order brought.
pub(super) fn list(scene: &Scene<'_>, packages: &Packages, new: Option<&OrderId>) -> Html {
    let words = scene.words;
    if packages.packages.is_empty() {
        return html! { <p class="lead">{ words.say(Text::HistoryEmpty) }</p> };
    }
    let heard = match packages.as_of {
        Some(time) => words.as_of(time, scene.state.now),
        None => words.say(Text::HistoryOwnOnly).to_owned(),
    };
    html! {
        <>
            <ol class="history" part="history">{ for packages.packages.iter().map(|package| entry(scene, package, new)) }</ol>
            <p class="small">{ heard }</p>
        </>
    }
}

fn slow(scene: &Scene<'_>, packages: &Packages) -> Html {
    let words = scene.words;
    let text = match packages.as_of {
        Some(time) => words.fill(Text::HistorySlow, &[("time", &words.hour(time, scene.state.now))]),
        None => words.say(Text::HistorySlowBare).to_owned(),
    };
    frame::note("warn", Icon::Clock, text.into())
}

fn entry(scene: &Scene<'_>, package: &Package, new: Option<&OrderId>) -> Html {
    let words = scene.words;
    let is_new = new.is_some() && package.order.as_ref() == new;
    let origin = match package.origin {
        Origin::Initial => words.say(Text::OriginInitial),
        Origin::TopUp => words.say(Text::OriginTopUp),
        Origin::Unknown => "",
    };
    let date = |text, time| words.fill(text, &[("date", &words.date(time, scene.state.now))]);
    let bought = package.bought_at.map(|time| date(Text::BoughtAt, time)).unwrap_or_default();
    let active = package.activated_at.map(|time| date(Text::ActivatedAt, time)).unwrap_or_default();
    let unlisted = if package.source == Source::Journal { words.say(Text::JustBought) } else { "" };
    html! {
        <li key={package.id.clone()} class={classes!("entry", is_new.then_some("is-new"))} data-package={package.id.clone()}
            data-source={wire_name(&package.source)} data-state={wire_name(&package.state)} data-new={is_new.then_some("")}>
            <div class="row">
                <span class="name">{ package.title.clone() }</span>
                <span class="chips">
                    if is_new {
                        <span class="chip good" part="chip">{ words.say(Text::New) }</span>
                    }
                    { state(scene, package.state) }
                </span>
            </div>
            { left(scene, package) }
            <div class="small">{ words.line(&[origin, &bought, &active]) }</div>
            if !unlisted.is_empty() {
                <div class="small">{ unlisted }</div>
            }
        </li>
    }
}

/// What is left and until when; no bar for unlimited, and none for what is over.
fn left(scene: &Scene<'_>, package: &Package) -> Html {
    let words = scene.words;
    let over = matches!(package.state, PackageState::Expired | PackageState::UsedUp);
    let end = package.expires_at.map(|end| {
        let ended = end <= scene.state.now || package.state == PackageState::Expired;
        words.fill(if ended { Text::Ended } else { Text::Until }, &[("date", &words.date(end, scene.state.now))])
    });
    let (bar, left) = match package.data {
        Some(DataLeft::Metered { remaining, total }) => {
            let (remaining_said, total_said) = (words.data_beside(remaining, total), words.data(total));
            let text = words.fill(Text::DataLeft, &[("remaining", &remaining_said), ("total", &total_said)]);
            (if over { Html::default() } else { frame::bar(remaining, total) }, text)
        }
        Some(DataLeft::Unlimited) => (Html::default(), words.say(Text::DataUnlimited).to_owned()),
        None => (Html::default(), String::new()),
    };
    html! {
        <>
            { bar }
            <div class="row"><span class="small strong">{ left }</span><span class="small end">{ end }</span></div>
        </>
    }
}

fn state(scene: &Scene<'_>, state: PackageState) -> Html {
    let (class, text) = match state {
        PackageState::Waiting => ("accent", Text::PackageWaiting),
        PackageState::Active => ("good", Text::PackageActive),
        PackageState::UsedUp => ("mute", Text::PackageUsedUp),
        PackageState::Expired => ("mute", Text::PackageExpired),
        PackageState::Unknown => ("mute", Text::PackageUnknown),
    };
    html! { <span class={classes!("chip", class)} part="chip">{ scene.words.say(text) }</span> }
}
