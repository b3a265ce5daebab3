//! A widget that starts at an order which the host has named.

use super::{ordering, settled, starting};
use crate::options::Link;
use crate::{Effect, Intent, State, Step, Trouble, TroubleKind, View};
use contract::Order;
use std::rc::Rc;

/// The order is there.
pub(super) fn found(state: &mut State, order: Rc<Order>) {
    state.link = Link::Known(order);
}

/// It is not there, or not to be had now. A customer who came for it alone is told; one who may do other things goes on.
pub(super) fn not_found(state: &mut State, trouble: Trouble) {
    let unknown = trouble.kind == TroubleKind::NotFound;
    if state.options.view == View::Status {
        state.link =
            Link::Unknown(if unknown { Trouble { diagnostics_id: trouble.diagnostics_id, ..Trouble::no_order() } } else { trouble });
    } else if unknown {
        state.link = Link::Unknown(trouble);
    } else {
        state.step = Step::Stopped(trouble);
    }
}

/// Shows the named order as soon as it is known; `true`: nothing else is to be shown.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) -> bool {
    match &state.link {
        Link::None => false,
        Link::Asked(_) => true,
        Link::Unknown(trouble) if state.options.view == View::Status => {
            state.step = Step::Stopped(trouble.clone());
            true
        }
        Link::Unknown(_) => false,
        Link::Known(order) => {
            let order = Rc::clone(order);
            let Some(stored) = state.stored.take() else { return true };
            state.link = Link::None;
            show(state, order, &stored, effects);
            true
        }
    }
}

fn show(state: &mut State, order: Rc<Order>, stored: &[Intent], effects: &mut Vec<Effect>) {
    let intent = stored.iter().find(|intent| starting::belongs(intent, &order));
    if !order.is_final() {
        return ordering::wait_for(state, order, intent);
    }
    effects.extend(intent.map(|intent| Effect::Forget(order.sim.clone(), intent.key.clone())));
    settled::show_outcome(state, order);
}
