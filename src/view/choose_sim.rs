//! Step 1: which SIM.

use super::icon::{Icon, icon};
use super::scene::Scene;
use super::{frame, loading, sim_card, trouble};
use crate::text::Text;
use contract::Sim;
use journey::{ChooseSim, Event, matching};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// More SIMs than this are searched.
const SEARCHED: usize = 6;

/// Before anything is known.
pub(super) fn starting(scene: &Scene<'_>) -> Html {
    html! { <>{ head(scene) }{ bones() }</> }
}

/// The list, with one selected.
pub(super) fn view(scene: &Scene<'_>, step: &ChooseSim) -> Html {
    html! {
        <>
            { head(scene) }
            { step.notice.as_ref().map(|notice| trouble::notice(scene, notice)) }
            { loading::remote(scene, &scene.state.sims, bones, |sims| list(scene, step, sims)) }
        </>
    }
}

fn head(scene: &Scene<'_>) -> Html {
    frame::head(scene, scene.words.say(Text::WhichSim).to_owned(), false)
}

fn bones() -> Html {
    html! { <>{ loading::cards(3, "") }{ loading::button() }</> }
}

fn list(scene: &Scene<'_>, step: &ChooseSim, sims: &[Sim]) -> Html {
    let words = scene.words;
    if sims.is_empty() {
        return frame::told("", Icon::Sim, words.say(Text::SimsEmptyTitle), words.say(Text::SimsEmpty).to_owned());
    }
    let shown = matching(sims, &step.query);
    let selected = step.selected.as_ref();
    // What is selected but filtered out of sight cannot be continued with unseen.
    let goes_on = selected.is_some_and(|id| shown.iter().any(|sim| sim.id == *id));
    html! {
        <>
            if sims.len() > SEARCHED {
                { search(scene, &step.query) }
            }
            <fieldset class="cards" aria-labelledby="title">
                { for shown.iter().enumerate().map(|(index, sim)| sim_card::view(scene, sim, index, selected == Some(&sim.id))) }
            </fieldset>
            if shown.is_empty() {
                <p class="lead" role="status">{ words.fill(Text::SearchNothing, &[("query", step.query.trim())]) }</p>
            }
            <div class="actions">
                { frame::primary(scene, words.say(Text::SeePackages).to_owned(), goes_on.then_some(Event::Continue)) }
            </div>
        </>
    }
}

fn search(scene: &Scene<'_>, query: &str) -> Html {
    let send = scene.send.clone();
    let oninput = Callback::from(move |input: InputEvent| {
        if let Some(field) = input.target_dyn_into::<HtmlInputElement>() {
            send.emit(Event::Search(field.value()));
        }
    });
    html! {
        <div class="field">
            { icon(Icon::Search) }
            <input type="search" part="search" value={query.to_owned()} {oninput} autocomplete="off" spellcheck="false"
                aria-label={scene.words.say(Text::SearchLabel)} placeholder={scene.words.say(Text::SearchHint)} />
        </div>
    }
}
