//! Step 1: which SIM.

use super::icon::{Icon, icon};
use super::markup::{Attr, all, div, nothing, tag};
use super::scene::Scene;
use super::{frame, loading, pager, sim_card, trouble};
use crate::text::Text;
use contract::Sim;
use journey::{ChooseSim, Event, Page, View, matching, page};
use yew::prelude::Html;

/// More SIMs than this are searched.
const SEARCHED: usize = 6;

/// Before anything is known.
pub(super) fn starting(scene: &Scene<'_>) -> Html {
    all([head(scene), nothing(), bones()])
}

/// The list, with one selected.
pub(super) fn view(scene: &Scene<'_>, step: &ChooseSim) -> Html {
    let list = loading::remote(scene, &scene.state.sims, bones, |sims| list(scene, step, sims));
    all([head(scene), trouble::maybe(scene, step.notice.as_ref()), list])
}

fn head(scene: &Scene<'_>) -> Html {
    frame::head(scene, scene.words.say(Text::WhichSim), false)
}

fn bones() -> Html {
    all([loading::cards(3, "cards"), loading::button()])
}

fn list(scene: &Scene<'_>, step: &ChooseSim, sims: &[Sim]) -> Html {
    let words = scene.words;
    if sims.is_empty() {
        let told = frame::told("note", Icon::Sim, words.say(Text::SimsEmptyTitle), words.say(Text::SimsEmpty));
        let again = frame::primary(scene, words.say(Text::TryAgain), Some(Event::TryAgain));
        return all([told, frame::actions("actions is-start", again)]);
    }
    let found = found(scene, sims, step);
    let page = page_of(&found, step);
    let shown = page.of(&found);
    let selected = step.selected.as_ref();
    // What is selected but out of sight cannot be continued with unseen.
    let goes_on = selected.is_some_and(|id| shown.iter().any(|sim| sim.id == *id && sim_card::is_open(scene, sim)));
    let cards = shown.iter().enumerate().map(|(index, sim)| sim_card::view(scene, sim, index, selected == Some(&sim.id)));
    let cards = tag("fieldset", "cards").with(Attr::AriaLabelledby, "title").children(cards).done();
    let search = if sims.len() > SEARCHED { search(scene, &step.query) } else { nothing() };
    let missed = if found.is_empty() { frame::paragraph("lead", missed(scene, step)) } else { pager::view(scene, page) };
    let onward = if scene.state.options.view == View::History { Text::History } else { Text::SeePackages };
    let label = words.say(if goes_on { onward } else { Text::ChooseSim });
    // Where no SIM can be topped up there is nothing to go on with: each card says what to do instead.
    let go_on = if sims.iter().any(|sim| sim_card::is_open(scene, sim)) {
        frame::actions(
            if found.is_empty() { "actions" } else { "actions is-stuck" },
            frame::primary(scene, label, goes_on.then_some(Event::Continue)),
        )
    } else {
        nothing()
    };
    let meant = sims.iter().find(|sim| selected == Some(&sim.id) && !sim_card::is_open(scene, sim));
    let meant =
        meant.map_or_else(nothing, |sim| frame::told("note warn", Icon::Alert, words.say(Text::SimTrouble), sim_card::why_not(scene, sim)));
    all([meant, search, cards, missed, go_on])
}

fn found<'s>(scene: &Scene<'_>, sims: &'s [Sim], step: &ChooseSim) -> Vec<&'s Sim> {
    matching(sims, &step.query, &|code| scene.words.country(code))
}

fn page_of(found: &[&Sim], step: &ChooseSim) -> Page {
    page(found.len(), step.page, found.iter().position(|sim| step.selected.as_ref() == Some(&sim.id)))
}

/// What a search or a turned page has brought, for those who do not see it.
pub(super) fn brought(scene: &Scene<'_>, step: &ChooseSim) -> Option<String> {
    let sims = scene.state.sims.value().filter(|sims| step.page.is_some() && !sims.is_empty())?;
    let found = found(scene, sims, step);
    Some(if found.is_empty() { missed(scene, step) } else { pager::shown(scene, page_of(&found, step)) })
}

fn missed(scene: &Scene<'_>, step: &ChooseSim) -> String {
    scene.words.fill(Text::SearchNothing, &[("query", step.query.trim())])
}

fn search(scene: &Scene<'_>, query: &str) -> Html {
    let input = tag("input", "")
        .with(Attr::Type, "search")
        .with(Attr::Part, "search")
        .with(Attr::Autocomplete, "off")
        .with(Attr::Spellcheck, "false")
        .with(Attr::AriaLabel, scene.words.say(Text::SearchLabel))
        .with(Attr::Placeholder, scene.words.say(Text::SearchHint))
        .value(query)
        .searched(scene);
    div("field").child(icon(Icon::Search)).child(input.done()).done()
}
