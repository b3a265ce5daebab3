//! Where a new widget begins: at an order that is under way, or at the SIMs.

use super::{choosing, linking, ordering, settled};
use crate::options::Link;
use crate::{ChooseSim, Effect, Intent, Listing, Progress, Remote, State, Step, Submitting, View};
use contract::{Order, SimId, Timestamp};
use std::rc::Rc;

/// How long after "Top up" the same order may still be sent without asking again. Later, an intent that no open order
/// belongs to is dropped: it was settled long ago, or it never reached the BFF and the customer has moved on.
const FRESH: i64 = 10 * 60;

/// Leaves [`Step::Starting`] once all that decides where to is known.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    if state.step != Step::Starting || linking::settle(state, effects) || state.sims.is_loading() {
        return;
    }
    if state.options.view == View::History {
        return at_the_sims_or_stopped(state);
    }
    if !state.orders_known {
        return;
    }
    let Some(mut stored) = state.stored.take() else { return };
    let wanted = preselected(state);
    let here = |sim: &SimId| wanted.as_ref().is_none_or(|wanted| wanted == sim);
    let open = state.open_orders.iter().find(|order| here(&order.sim)).cloned();
    stored.retain(|intent| {
        let keep = intent.order.is_some() || is_fresh(intent, state.now) || state.open_order(&intent.sim).is_some();
        if !keep {
            ordering::give_up(state, intent, effects);
        }
        keep
    });
    if let Some(order) = open {
        let intent = stored.iter().find(|intent| belongs(intent, &order));
        ordering::wait_for(state, Rc::new(order), intent);
    } else if let Some(intent) = stored.into_iter().filter(|intent| here(&intent.sim)).max_by_key(|intent| intent.made_at) {
        let since = intent.made_at;
        // One send may have happened before the reload, so this one counts as a retry.
        state.step = Step::Submitting(Submitting { intent, since, progress: Progress::Asking, attempts: 1, trouble: None, stored: true });
    } else {
        at_the_sims_or_stopped(state);
    }
}

fn at_the_sims_or_stopped(state: &mut State) {
    match &state.sims {
        Remote::Failed { trouble, last: None } => state.step = Step::Stopped(trouble.clone()),
        _ => at_the_sims(state),
    }
}

/// Whether the person still means it.
pub(super) fn is_fresh(intent: &Intent, now: Timestamp) -> bool {
    crate::elapsed(intent.made_at, now) <= FRESH
}

pub(super) fn belongs(intent: &Intent, order: &Order) -> bool {
    intent.sim == order.sim && intent.order.as_ref().is_none_or(|id| *id == order.id)
}

/// The SIM that the host preselects, when the session has it.
pub(super) fn preselected(state: &State) -> Option<SimId> {
    let iccid = state.options.iccid.as_ref()?;
    state.sims.value()?.iter().find(|sim| sim.iccid == *iccid).map(|sim| sim.id.clone())
}

/// The SIMs, or straight the packages of the preselected one.
pub(super) fn at_the_sims(state: &mut State) {
    state.step = Step::ChooseSim(ChooseSim::default());
    choosing::sims_ready(state);
    let Some(sim) = preselected(state) else {
        if let (Some(_), Remote::Ready(_), Step::ChooseSim(choose)) = (&state.options.iccid, &state.sims, &mut state.step) {
            choose.notice = Some(crate::Trouble::not_found());
        }
        if let (Link::Unknown(trouble), Step::ChooseSim(choose)) = (&state.link, &mut state.step) {
            choose.notice = Some(trouble.clone());
        }
        return;
    };
    if let Step::ChooseSim(choose) = &mut state.step {
        choose.selected = Some(sim.clone());
    }
    match state.sim(&sim).cloned() {
        Some(_) if state.options.view == View::History => settled::show_history(state, &sim),
        Some(found) if found.can_top_up && state.open_order(&sim).is_none() => {
            state.step = Step::ChoosePackage(choosing::packages_of(Rc::new(found), Listing::default()));
        }
        _ => {}
    }
}
