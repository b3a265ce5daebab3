//! What the screens share: the way so far, headings, buttons, notes.

use super::icon::{Icon, icon};
use super::scene::Scene;
use crate::text::Text;
use journey::{Event, Step};
use yew::prelude::*;

/// How far the customer has come; nothing on screens beside the way.
pub(super) fn steps(scene: &Scene<'_>) -> Html {
    let now = match &scene.state.step {
        Step::Starting | Step::ChooseSim(_) => 0,
        Step::ChoosePackage(_) => 1,
        Step::Review(_) => 2,
        Step::Submitting(_) | Step::Waiting(_) => 3,
        Step::Outcome(_) => 4,
        Step::History(_) | Step::Stopped(_) => return Html::default(),
    };
    let names = [Text::StepSim, Text::StepPackage, Text::StepReview, Text::StepDone];
    let step = |(index, name): (usize, Text)| {
        let class = match index.cmp(&now) {
            std::cmp::Ordering::Less => "is-done",
            std::cmp::Ordering::Equal => "is-now",
            std::cmp::Ordering::Greater => "",
        };
        html! { <li {class} aria-current={(index == now).then_some("step")}><span>{ scene.words.say(name) }</span></li> }
    };
    html! { <ol class="steps" part="steps" aria-label={scene.words.say(Text::Progress)}>{ for names.into_iter().enumerate().map(step) }</ol> }
}

/// That the browser is offline.
pub(super) fn offline(scene: &Scene<'_>) -> Html {
    if scene.state.online { Html::default() } else { note("warn", Icon::Alert, scene.words.say(Text::Offline).into()) }
}

/// The heading, with a way back where there is one.
pub(super) fn head(scene: &Scene<'_>, title: String, back: bool) -> Html {
    html! {
        <header class="head">
            if back {
                <button type="button" class="back" part="back" data-back="" aria-label={scene.words.say(Text::Back)} onclick={scene.on(Event::Back)}>
                    { icon(Icon::Back) }
                </button>
            }
            { heading(scene, title) }
        </header>
    }
}

/// The heading alone: it takes the focus when the step changes.
pub(super) fn heading(scene: &Scene<'_>, title: String) -> Html {
    html! { <h2 ref={scene.heading.clone()} id="title" class="title" part="title" tabindex="-1">{ title }</h2> }
}

/// A picture, a heading and a sentence: how a result or a full stop begins.
pub(super) fn hero(scene: &Scene<'_>, class: &'static str, picture: Icon, title: String, lead: String) -> Html {
    html! {
        <header class="hero">
            <div class={classes!("badge", class)}>{ icon(picture) }</div>
            { heading(scene, title) }
            if !lead.is_empty() {
                <p class="lead">{ lead }</p>
            }
        </header>
    }
}

/// The one button that goes on; without an event it only says why it cannot.
pub(super) fn primary(scene: &Scene<'_>, label: String, event: Option<Event>) -> Html {
    let disabled = event.is_none().then_some("true");
    html! {
        <button type="button" class="button primary" part="button primary" data-primary="" aria-disabled={disabled}
            onclick={event.map(|event| scene.on::<MouseEvent>(event))}>{ label }</button>
    }
}

/// Another way on.
pub(super) fn secondary(scene: &Scene<'_>, label: Text, event: Event) -> Html {
    html! { <button type="button" class="button" part="button secondary" onclick={scene.on::<MouseEvent>(event)}>{ scene.words.say(label) }</button> }
}

/// A small way on, within text.
pub(super) fn link(scene: &Scene<'_>, label: Text, event: Event) -> Html {
    html! { <button type="button" class="link" part="link" onclick={scene.on::<MouseEvent>(event)}>{ scene.words.say(label) }</button> }
}

/// Something worth knowing; `kind` is "", "warn", "bad" or "good".
pub(super) fn note(kind: &'static str, picture: Icon, body: Html) -> Html {
    html! { <div class={classes!("note", kind)} part="note">{ icon(picture) }<div>{ body }</div></div> }
}

/// A note of a statement and what follows from it.
pub(super) fn told(kind: &'static str, picture: Icon, what: &str, then: String) -> Html {
    note(kind, picture, html! { <><b class="strong">{ what.to_owned() }</b><span>{ then }</span></> })
}

/// A bar of what is left; the words beside it say the same, so nobody needs to see it.
pub(super) fn bar(remaining: u64, total: u64) -> Html {
    let Some(percent) = remaining.saturating_mul(100).checked_div(total) else { return Html::default() };
    html! { <progress class={classes!("bar", (percent <= 20).then_some("low"))} max="100" value={percent.min(100).to_string()} aria-hidden="true"></progress> }
}
