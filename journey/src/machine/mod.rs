//! From one state to the next.

mod approving;
mod choosing;
mod linking;
mod ordering;
mod page;
mod replies;
mod reviewing;
mod session;
mod settled;
mod starting;
mod telling;
mod wants;
mod watching;

use crate::{Effect, Event, Input, Moment, State, paging};

/// The first effects of a new [`State`].
pub fn start(mut state: State) -> (State, Vec<Effect>) {
    let mut effects = Vec::new();
    wants::reconcile(&mut state, &mut effects);
    (state, effects)
}

/// What follows from an input: the next state, and what the edge has to do.
///
/// ```
/// use journey::{Effect, Event, Moment, Options, State, Task, start, step};
/// let now = contract::Timestamp::from_unix_seconds(0);
/// let (state, effects) = start(State::new(now, Options::default()));
/// assert!(matches!(effects.as_slice(), [Effect::Start(_, Task::OpenSession(_))]));
/// let (state, effects) = step(state, Moment { now, dice: 0 }, Event::Confirm.into());
/// assert!(effects.is_empty(), "nothing can be confirmed yet");
/// # let _ = state;
/// ```
pub fn step(mut state: State, moment: Moment, input: Input) -> (State, Vec<Effect>) {
    let effects = advance(&mut state, moment, input);
    (state, effects)
}

/// The same for one who holds the state in place.
pub fn advance(state: &mut State, moment: Moment, input: Input) -> Vec<Effect> {
    let before = telling::Known::of(state);
    let watched = watching::order(state).cloned();
    state.now = moment.now;
    let mut effects = Vec::new();
    match input {
        Input::Event(Event::LogOut) => session::log_out(state, &mut effects),
        Input::Event(event) => {
            let step = state.step.name();
            happened(state, event, &mut effects);
            if step != state.step.name() {
                // Another screen asks for what is on it, so for a session where there is none any more.
                session::reopen(state);
            }
        }
        Input::Done(ticket, result) => replies::done(state, moment, ticket, result, &mut effects),
        Input::Heard(order) => watching::told(state, moment, *order, &mut effects),
    }
    watching::switch(watched.as_ref(), state, &mut effects);
    wants::reconcile(state, &mut effects);
    telling::tell(&before, state, &mut effects);
    effects
}

fn happened(state: &mut State, event: Event, effects: &mut Vec<Effect>) {
    if !page::is_offered(state, &event) {
        return;
    }
    match event {
        Event::Tick | Event::LogOut => {}
        Event::Follow(follows) => watching::follow(state, follows),
        Event::Visible(visible) => page::visible(state, visible),
        Event::Online(online) => page::online(state, online),
        Event::StorageRefused => state.forgetful = true,
        Event::Preselect(options) => {
            page::preselect(state, options);
            // Where all is known already, no answer will come to start from.
            starting::settle(state, effects);
        }
        Event::SelectSim(sim) => choosing::select_sim(state, sim),
        Event::Search(query) => choosing::search(state, query),
        Event::SelectOffer(offer) => choosing::select_offer(state, offer),
        Event::SortBy(sort) => choosing::sort_by(state, sort),
        Event::ShowKind(kind) => choosing::show_kind(state, kind),
        Event::TurnTo(page) => paging::turn_to(state, page),
        Event::Continue => choosing::go_on(state),
        Event::Confirm => reviewing::confirm(state, effects),
        Event::Back => page::back(state),
        Event::ShowHistory(sim) => settled::show_history(state, &sim),
        Event::FollowOrder(order) => ordering::follow(state, &order),
        Event::TopUpAnother => settled::top_up_another(state),
        Event::ChooseAnotherPackage => settled::choose_another_package(state),
        Event::TryAgain => page::try_again(state),
    }
}
