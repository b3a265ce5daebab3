//! From one state to the next.

mod choosing;
mod ordering;
mod page;
mod replies;
mod reviewing;
mod session;
mod settled;
mod starting;
mod telling;
mod wants;

use crate::{Effect, Event, Moment, State};

/// The first effects of a new [`State`].
pub fn start(mut state: State) -> (State, Vec<Effect>) {
    let effects = wants::reconcile(&mut state);
    (state, effects)
}

/// What follows from an event: the next state, and what the edge has to do.
///
/// ```
/// use journey::{Effect, Event, Moment, Options, State, Task, start, step};
/// let now = contract::Timestamp::from_unix_seconds(0);
/// let (state, effects) = start(State::new(now, Options::default()));
/// assert!(matches!(effects.as_slice(), [Effect::Start(_, Task::OpenSession(_))]));
/// let (state, effects) = step(state, Moment { now, dice: 0 }, Event::Confirm);
/// assert!(effects.is_empty(), "nothing can be confirmed yet");
/// # let _ = state;
/// ```
pub fn step(mut state: State, moment: Moment, event: Event) -> (State, Vec<Effect>) {
    let before = state.clone();
    state.now = moment.now;
    let mut effects = Vec::new();
    match event {
        Event::Tick => {}
        Event::Visible(visible) => page::visible(&mut state, visible),
        Event::Online(online) => page::online(&mut state, online),
        Event::Preselect(options) => page::preselect(&mut state, options),
        Event::Done(ticket, result) => replies::done(&mut state, moment, ticket, result, &mut effects),
        Event::SelectSim(sim) => choosing::select_sim(&mut state, sim),
        Event::Search(query) => choosing::search(&mut state, query),
        Event::SelectOffer(offer) => choosing::select_offer(&mut state, offer),
        Event::SortBy(sort) => choosing::sort_by(&mut state, sort),
        Event::Continue => choosing::go_on(&mut state),
        Event::Confirm => reviewing::confirm(&mut state),
        Event::Back => page::back(&mut state),
        Event::ShowHistory(sim) => settled::show_history(&mut state, &sim),
        Event::FollowOrder(order) => ordering::follow(&mut state, &order),
        Event::TopUpAnother => settled::top_up_another(&mut state),
        Event::ChooseAnotherPackage => settled::choose_another_package(&mut state),
        Event::TryAgain => page::try_again(&mut state),
    }
    effects.extend(wants::reconcile(&mut state));
    effects.extend(telling::told(&before, &mut state).into_iter().map(Effect::Tell));
    (state, effects)
}
