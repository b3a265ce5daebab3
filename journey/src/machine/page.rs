//! What the page and its person do that is not about one step: show, hide, back, again.

use super::{ordering, reviewing, session, settled, starting};
use crate::{Action, ChooseSim, Options, Price, Reason, Remote, Session, State, Step, Trouble, TroubleKind};
use contract::OrderStatus;

pub(super) fn visible(state: &mut State, visible: bool) {
    let back = visible && !state.visible;
    state.visible = visible;
    if back {
        ordering::ask_now(state);
    }
}

/// Back online: what failed for want of a connection is asked again, without being told to.
pub(super) fn online(state: &mut State, online: bool) {
    let back = online && !state.online;
    state.online = online;
    state.back_online = online && (back || state.back_online);
    if !back {
        return;
    }
    ordering::ask_now(state);
    let unreachable = |trouble: &Trouble| matches!(trouble.kind, TroubleKind::Network | TroubleKind::Timeout);
    if state.trouble().is_some_and(unreachable) {
        again(state);
    }
}

pub(super) fn preselect(state: &mut State, options: Options) {
    if state.options == options {
        return;
    }
    state.options = options;
    match &mut state.step {
        Step::ChooseSim(_) | Step::ChoosePackage(_) | Step::History(_) if !state.sims.is_loading() => starting::at_the_sims(state),
        // An order on its way is never pushed aside by the host, nor a review that is being read.
        _ => {}
    }
}

pub(super) fn back(state: &mut State) {
    match &mut state.step {
        Step::ChoosePackage(choose) => {
            let selected = Some(choose.sim.id.clone());
            state.step = Step::ChooseSim(ChooseSim { selected, ..ChooseSim::default() });
        }
        Step::Review(review) => state.step = Step::ChoosePackage(reviewing::way_back(review)),
        Step::History(history) => state.step = std::mem::replace(&mut *history.back, Step::Starting),
        Step::Waiting(_) | Step::Outcome(_) => settled::top_up_another(state),
        Step::Starting | Step::ChooseSim(_) | Step::Submitting(_) | Step::Stopped(_) => {}
    }
}

/// "Try again", unless patience was asked for that is not over.
pub(super) fn try_again(state: &mut State) {
    if state.patience() == 0 {
        again(state);
    }
}

fn again(state: &mut State) {
    session::reopen(state);
    ordering::ask_now(state);
    if matches!(state.sims, Remote::Failed { .. }) {
        settled::ask_for_sims(state);
    }
    match &mut state.step {
        Step::ChoosePackage(choose) if choose.offers.trouble().is_some() => {
            choose.offers = std::mem::replace(&mut choose.offers, Remote::loading()).again();
        }
        Step::Review(review) if matches!(review.price, Price::Unchecked(_)) => review.price = Price::Checking,
        Step::Outcome(outcome) if outcome.order.status == OrderStatus::Rejected => {
            let order = outcome.order.clone();
            reviewing::order_again(state, &order);
        }
        Step::Outcome(_) | Step::History(_) => settled::ask_for_packages(state),
        Step::Stopped(trouble) => {
            if trouble.action == Action::SignIn {
                state.session = Session::Opening(Reason::Initial);
            }
            state.step = Step::Starting;
            state.orders_known = false;
            state.stored = None;
        }
        _ => {}
    }
}
