//! The one place that renders something fetched in each of its states, so that no view forgets one.

use super::scene::Scene;
use super::trouble;
use journey::Remote;
use yew::prelude::*;

/// Bones of the size of what comes; then the value; on trouble the last good value under a note, or the trouble alone.
pub(super) fn remote<T>(scene: &Scene<'_>, remote: &Remote<T>, bones: impl FnOnce() -> Html, view: impl FnOnce(&T) -> Html) -> Html {
    match (remote.value(), remote.trouble()) {
        (Some(value), None) => view(value),
        (Some(value), Some(trouble)) => html! { <>{ trouble::notice(scene, trouble) }{ view(value) }</> },
        (None, Some(trouble)) => trouble::panel(scene, trouble),
        (None, None) => bones(),
    }
}

/// Cards to come.
pub(super) fn cards(count: usize, class: &'static str) -> Html {
    let card = |_| {
        html! {
            <div class="card is-bone">
                <div class="pick">
                    <i class="bone dot"></i>
                    <div class="body">
                        <div class="row"><i class="bone mid"></i><i class="bone tiny"></i></div>
                        <i class="bone"></i><i class="bone thin"></i><i class="bone short"></i>
                    </div>
                </div>
            </div>
        }
    };
    html! { <div class={classes!("cards", class)} aria-hidden="true">{ for (0..count).map(card) }</div> }
}

/// A button to come.
pub(super) fn button() -> Html {
    html! { <div class="actions" aria-hidden="true"><i class="bone tall"></i></div> }
}

/// List entries to come.
pub(super) fn entries(count: usize) -> Html {
    let entry = |_| html! { <li class="entry"><i class="bone mid"></i><i class="bone thin"></i><i class="bone short"></i></li> };
    html! { <ol class="history" aria-hidden="true">{ for (0..count).map(entry) }</ol> }
}
