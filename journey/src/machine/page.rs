//! What the page and its person do that is not about one step: show, hide, back, again.

use super::{approving, ordering, reviewing, session, settled, starting};
use crate::options::Link;
use crate::{Action, ChooseSim, Event, Options, Price, Reason, Remote, Session, State, Step, Trouble, TroubleKind, View};
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
    let before = std::mem::replace(&mut state.options, options);
    if before == (Options { approval: before.approval, ..state.options.clone() }) {
        return;
    }
    let elsewhere = before.order != state.options.order || before.view != state.options.view;
    state.review_due = state.options.view == View::Review;
    match &state.step {
        Step::Starting | Step::ChooseSim(_) | Step::ChoosePackage(_) | Step::History(_) | Step::Outcome(_) | Step::Stopped(_)
            if elsewhere =>
        {
            start_again(state);
        }
        // A page that only looks on may look at another one, and a review from which nothing can be bought any more is none.
        Step::Waiting(_) if elsewhere && before.view == View::Status => start_again(state),
        Step::Review(_) if elsewhere && !state.options.view.sells() => start_again(state),
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
        Step::Approving(_) => approving::back(state, None),
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
    if state.sims.value().is_some_and(|sims| sims.is_empty()) {
        // There is nothing to keep on screen, so that something is seen to happen.
        state.sims = Remote::loading();
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
            start_again(state);
        }
        _ => {}
    }
}

pub(super) fn start_again(state: &mut State) {
    state.step = Step::Starting;
    state.orders_known = false;
    state.stored = None;
    state.link = Link::of(&state.options);
}

/// Whether the part of the journey that the host wants has that in it.
pub(super) fn is_offered(state: &State, event: &Event) -> bool {
    match event {
        Event::Back => state.leads_back(),
        Event::TopUpAnother | Event::ChooseAnotherPackage | Event::Confirm => state.options.view.sells(),
        Event::TryAgain => {
            let asks = matches!(state.step, Step::ChooseSim(_) | Step::Waiting(_));
            state.options.view.sells() || state.trouble().is_some() || asks
        }
        _ => true,
    }
}

impl State {
    /// Whether there is a way back from what is shown: none out of the one thing that the host wants.
    pub fn leads_back(&self) -> bool {
        match (self.options.view, &self.step) {
            (View::Status, _) => false,
            (View::History, Step::History(history)) => starting::preselected(self).is_none_or(|sim| sim != history.sim.id),
            _ => true,
        }
    }
}
