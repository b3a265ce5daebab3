//! The right to be here: opened once, renewed when it ends, never shared between customers.

use super::ordering;
use crate::{Action, Effect, Failure, Moment, Opened, Options, Reason, Remote, Session, State, Step, Task, Trouble};
use contract::ProblemCode;

/// Sessions that may be refused in a row before the person is asked to sign in.
const RENEWALS: u8 = 2;
/// Seconds before its end that a session is renewed; a short one at half of its time.
const EARLY: i64 = 60;
/// A session that seems to be shorter is one of a clock that is wrong: only the BFF knows when it ends.
const SHORTEST: i64 = 20;

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
        // A renewal that is under way is as good.
        let under_way = state.running.iter().find_map(|(_, task)| if let Task::OpenSession(reason) = task { Some(*reason) } else { None });
        state.session = Session::Opening(under_way.unwrap_or(Reason::Expired));
    }
}

pub(super) fn opened(state: &mut State, opened: Opened, effects: &mut Vec<Effect>) {
    if state.customer.as_ref().is_some_and(|before| *before != opened.customer) {
        forget_customer(state, effects);
    }
    state.customer = Some(opened.customer.clone());
    let left = crate::elapsed(state.now, opened.expires_at);
    state.renew_at = (left >= SHORTEST).then(|| opened.expires_at.plus_seconds(-EARLY.min(left / 2)));
    state.session = Session::Open(opened);
}

/// The host has signed the customer out: the session ends, and with it what is shown and stored. An order that the BFF has goes on there.
pub(super) fn log_out(state: &mut State, effects: &mut Vec<Effect>) {
    effects.push(Effect::LogOut);
    let options = state.options.clone();
    forget_customer(state, effects);
    state.options = options;
    state.session = Session::Lost(Trouble::signed_out());
    state.step = Step::Stopped(Trouble::signed_out());
}

/// Another customer has signed in: nothing of the last one may stay on screen, nor decide what happens next.
fn forget_customer(state: &mut State, effects: &mut Vec<Effect>) {
    // The same question may be asked for both, but not with the same answer.
    for (ticket, _) in &state.running {
        effects.push(Effect::Cancel(*ticket));
    }
    let fresh = State::new(state.now, Options { iccid: None, order: None, ..state.options.clone() });
    *state = State { online: state.online, visible: state.visible, forgetful: state.forgetful, next_ticket: state.next_ticket, ..fresh };
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

/// The same without the person, for an order under way: not where only they can help.
pub(super) fn reopen_if_useful(state: &mut State) {
    if matches!(&state.session, Session::Lost(trouble) if trouble.action != Action::SignIn) {
        reopen(state);
    }
}
