//! After an order, and beside it: its outcome, the history, and the ways back to the start.

use super::{choosing, watching};
use crate::{ChooseSim, History, Listing, Outcome, Remote, State, Step, Trouble};
use contract::{Order, OrderStatus, Packages, SimId};
use std::rc::Rc;

/// The order is final. What it put on the SIM is fetched, so that the customer sees it.
pub(super) fn show_outcome(state: &mut State, order: Rc<Order>) {
    let packages = (order.status == OrderStatus::Delivered).then(Remote::loading);
    let watch = watching::begun(&order, state.now);
    state.step = Step::Outcome(Outcome { order, packages, watch });
}

pub(super) fn show_history(state: &mut State, sim: &SimId) {
    let choosing = matches!(state.step, Step::ChooseSim(_) | Step::ChoosePackage(_) | Step::Outcome(_));
    if let (true, Some(sim)) = (choosing, state.sim(sim).cloned()) {
        let back = Box::new(std::mem::replace(&mut state.step, Step::Starting));
        state.step = Step::History(History { sim: Rc::new(sim), packages: Remote::loading(), back });
    }
}

pub(super) fn packages_ready(state: &mut State, packages: Rc<Packages>) {
    let shown = match &mut state.step {
        Step::Outcome(outcome) if outcome.order.sim == packages.sim => outcome.packages.as_mut(),
        Step::History(history) if history.sim.id == packages.sim => Some(&mut history.packages),
        _ => None,
    };
    if let Some(shown) = shown {
        *shown = Remote::Ready(packages);
    }
}

/// They could not be had: what was there stays.
pub(super) fn packages_failed(state: &mut State, trouble: &Trouble) {
    if let Some(shown) = shown_packages(state).filter(|shown| shown.is_loading()) {
        *shown = std::mem::replace(shown, Remote::loading()).failed(trouble.clone());
    }
}

pub(super) fn ask_for_packages(state: &mut State) {
    if let Some(shown) = shown_packages(state) {
        *shown = std::mem::replace(shown, Remote::loading()).again();
    }
}

fn shown_packages(state: &mut State) -> Option<&mut Remote<Rc<Packages>>> {
    match &mut state.step {
        Step::Outcome(outcome) => outcome.packages.as_mut(),
        Step::History(history) => Some(&mut history.packages),
        _ => None,
    }
}

/// Back to the SIMs, as they are now.
pub(super) fn top_up_another(state: &mut State) {
    match &state.step {
        Step::Waiting(waiting) => {
            // The order goes on without us: its SIM must say so before the BFF is heard again.
            let id = waiting.order.id.clone();
            let others = state.open_orders.iter().filter(|order| order.id != id).cloned();
            state.open_orders = std::iter::once(Order::clone(&waiting.order)).chain(others).collect();
            sims_again(state, None);
        }
        Step::Outcome(_) | Step::History(_) | Step::Submitting(_) | Step::ChoosePackage(_) => sims_again(state, None),
        Step::Starting | Step::ChooseSim(_) | Step::Review(_) | Step::Approving(_) | Step::Stopped(_) => {}
    }
}

/// The same SIM with another package, once an order for it is final.
pub(super) fn choose_another_package(state: &mut State) {
    if let Step::Outcome(outcome) = &state.step {
        let sim = outcome.order.sim.clone();
        packages_again(state, &sim, None);
    }
}

/// The packages of a SIM, fetched anew; the SIMs when it is not there any more.
pub(super) fn packages_again(state: &mut State, sim: &SimId, notice: Option<Trouble>) {
    state.orders_known = false;
    match state.sim(sim).cloned() {
        Some(sim) => {
            let mut choose = choosing::packages_of(Rc::new(sim), Listing::default());
            choose.notice = notice;
            state.step = Step::ChoosePackage(choose);
        }
        None => sims_again(state, notice),
    }
}

/// The SIMs, fetched anew.
pub(super) fn sims_again(state: &mut State, notice: Option<Trouble>) {
    state.step = Step::ChooseSim(ChooseSim { notice, ..ChooseSim::default() });
    state.orders_known = false;
    ask_for_sims(state);
}

pub(super) fn ask_for_sims(state: &mut State) {
    state.sims = std::mem::replace(&mut state.sims, Remote::loading()).again();
}
