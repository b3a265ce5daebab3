//! The packages of a SIM, newest first.

use super::icon::Icon;
use super::markup::{Attr, all, div, nothing, small, span, tag};
use super::scene::Scene;
use super::sim_card::chip;
use super::{frame, loading, trouble};
use crate::edge::wire::Named;
use crate::text::Text;
use contract::{DataLeft, OrderId, Origin, Package, PackageState, Packages, Source};
use journey::{History, Remote, has_ended};
use yew::prelude::Html;

/// The screen: keeps the last good list when the network is slow, and says so.
pub(super) fn view(scene: &Scene<'_>, step: &History) -> Html {
    let title = scene.words.fill(Text::HistoryOf, &[("sim", &step.sim.label)]);
    let body = match &step.packages {
        Remote::Failed { last: Some(packages), trouble } => {
            trouble::marked("stack", trouble).child(slow(scene, packages)).child(list(scene, packages, None)).done()
        }
        packages => loading::remote(scene, packages, || loading::entries(4), |packages| list(scene, packages, None)),
    };
    all([frame::head(scene, title, scene.state.leads_back()), body])
}

/// The list alone; `new` marks what that order brought.
pub(super) fn list(scene: &Scene<'_>, packages: &Packages, new: Option<&OrderId>) -> Html {
    let words = scene.words;
    if packages.packages.is_empty() {
        return frame::note("note", Icon::Info, span("", words.say(Text::HistoryEmpty)));
    }
    let heard = match packages.as_of {
        Some(time) => words.as_of(time, scene.state.now),
        None => words.say(Text::HistoryOwnOnly).to_owned(),
    };
    let entries = packages.packages.iter().map(|package| entry(scene, package, new));
    all([tag("ol", "history").with(Attr::Part, "history").children(entries).done(), frame::paragraph("small", heard)])
}

fn slow(scene: &Scene<'_>, packages: &Packages) -> Html {
    let words = scene.words;
    let text = match packages.as_of {
        Some(time) => words.fill(Text::HistorySlow, &[("time", &words.hour(time, scene.state.now))]),
        None => words.say(Text::HistorySlowBare).to_owned(),
    };
    frame::note("note warn", Icon::Clock, span("", text))
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
    let from_journal = package.source == Source::Journal;
    let unlisted = if from_journal { small(words.say(Text::JustBought)) } else { nothing() };
    let mark = if is_new { chip("chip good", words.say(Text::New)) } else { nothing() };
    // The line below says it better than "not known": it is there, and the network has not been asked since.
    let unasked = from_journal && package.state == PackageState::Unknown;
    let chips = tag("span", "chips").child(mark).child(if unasked { nothing() } else { state(scene, package.state) }).done();
    tag("li", if is_new { "entry is-new" } else { "entry" })
        .key(&package.id)
        .with(Attr::Part, "entry")
        .with(Attr::DataPackage, package.id.clone())
        .with(Attr::DataSource, package.source.name())
        .with(Attr::DataState, package.state.name())
        .maybe(Attr::DataNew, is_new.then_some(""))
        .child(div("row").child(span("name", package.title.clone())).child(chips).done())
        .child(left(scene, package))
        .child(frame::pieces("small pieces", &[origin, &bought, &active]))
        .child(unlisted)
        .done()
}

/// What is left and until when; no bar for unlimited or what is used up, and nothing is left of what has ended.
fn left(scene: &Scene<'_>, package: &Package) -> Html {
    let words = scene.words;
    let ended = has_ended(package, scene.state.now);
    let end = package
        .expires_at
        .map(|end| words.fill(if ended { Text::Ended } else { Text::Until }, &[("date", &words.date(end, scene.state.now))]));
    let (bar, left) = match package.data {
        _ if ended => (nothing(), String::new()),
        Some(DataLeft::Metered { remaining, total }) => {
            let used_up = package.state == PackageState::UsedUp;
            (if used_up { nothing() } else { frame::bar(remaining, total) }, words.data_left(remaining, total))
        }
        Some(DataLeft::Unlimited) => (nothing(), words.say(Text::DataUnlimited).to_owned()),
        None => (nothing(), String::new()),
    };
    all([bar, div("row").child(span("small strong", left)).child(span("small", end.unwrap_or_default())).done()])
}

fn state(scene: &Scene<'_>, state: PackageState) -> Html {
    let (class, text) = match state {
        PackageState::Waiting => ("chip accent", Text::PackageWaiting),
        PackageState::Active => ("chip good", Text::PackageActive),
        PackageState::UsedUp => ("chip mute", Text::PackageUsedUp),
        PackageState::Expired => ("chip mute", Text::PackageExpired),
        PackageState::Unknown => ("chip mute", Text::PackageUnknown),
    };
    chip(class, scene.words.say(text))
}
