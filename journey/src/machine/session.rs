//! The right to be here: opened once, renewed when it ends, never shared between customers.

use super::ordering;
use crate::{Action, Failure, Moment, Opened, Options, Reason, Remote, Session, State, Step, Task, Trouble};
use contract::ProblemCode;

/// Sessions that may be refused in a row before the person is asked to sign in.
const RENEWALS: u8 = 2;

/// Whether a new session may help: then the same task runs again, unchanged.
pub(super) fn has_ended(task: &Task, failure: &Failure) -> bool {
    let Failure::Problem(problem) = failure else { return false };
    !matches!(task, Task::OpenSession(_)) && matches!(problem.code, ProblemCode::SessionExpired | ProblemCode::Unauthenticated)
}

pub(super) fn renew(state: &mut State, moment: Moment, failure: &Failure) {
    if !matches!(state.session, Session::Open(_)) {
        return;
    }
    state.renewals = state.renewals.saturating_add(1);
    if state.renewals > RENEWALS {
        lost(state, moment, Trouble::of(failure, state.now));
    } else {
        state.session = Session::Opening(Reason::Expired);
    }
}

pub(super) fn opened(state: &mut State, opened: Opened) {
    if state.customer.as_ref().is_some_and(|before| *before != opened.customer) {
        forget_customer(state);
    }
    state.customer = Some(opened.customer.clone());
    state.session = Session::Open(opened);
}

/// Another customer has signed in: nothing of the last one may stay on screen, nor decide what happens next.
fn forget_customer(state: &mut State) {
    let tickets = (std::mem::take(&mut state.running), state.next_ticket);
    let fresh = State::new(state.now, Options { iccid: None, ..state.options.clone() });
    *state = State {
        online: state.online,
        visible: state.visible,
        forgetful: state.forgetful,
        running: tickets.0,
        next_ticket: tickets.1,
        ..fresh
    };
}

/// No session, so nothing can be asked. An order that is under way stays on screen and goes on being tried.
pub(super) fn lost(state: &mut State, moment: Moment, trouble: Trouble) {
    match &mut state.step {
        Step::Starting => state.step = Step::Stopped(trouble.clone()),
        Step::Submitting(_) | Step::Waiting(_) => ordering::rest(state, moment, trouble.clone()),
        Step::ChoosePackage(choose) if choose.offers.is_loading() => {
            choose.offers = std::mem::replace(&mut choose.offers, Remote::loading()).failed(trouble.clone());
        }
        Step::Review(review) if review.price == crate::Price::Checking => review.price = crate::Price::Unchecked(trouble.clone()),
        _ => super::settled::packages_failed(state, &trouble),
    }
    if state.sims.is_loading() {
        state.sims = std::mem::replace(&mut state.sims, Remote::loading()).failed(trouble.clone());
    }
    state.session = Session::Lost(trouble);
}

/// Tries to open one again after it was lost. A person who must sign in first is not asked for in a loop.
pub(super) fn reopen(state: &mut State) {
    if matches!(state.session, Session::Lost(_)) {
        state.renewals = 0;
        state.session = Session::Opening(if state.customer.is_some() { Reason::Expired } else { Reason::Initial });
    }
}

/// The same without the person, for an order under way: only where asking again may help.
pub(super) fn reopen_if_useful(state: &mut State) {
    if let Session::Lost(Trouble { action: Action::TryAgain | Action::WaitUntil(_), .. }) = state.session {
        reopen(state);
    }
}
