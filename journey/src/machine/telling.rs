//! What the host is told: found by comparing two states, so that no handler can forget it.

use crate::{Remote, State, Step, Told};
use contract::{Order, OrderStatus};

pub(super) fn told(before: &State, after: &mut State) -> Vec<Told> {
    let mut told = Vec::new();
    if !after.ready_told && can_act(after) {
        after.ready_told = true;
        told.push(Told::Ready);
    }
    let (was, is) = (before.step.name(), after.step.name());
    if was != is && after.step != Step::Starting {
        told.push(Told::Step(is));
    }
    if let Some(order) = after.order() {
        about_order(before, after, order, &mut told);
    }
    if let Some(trouble) = after.trouble().filter(|trouble| before.trouble().map(|before| before.kind) != Some(trouble.kind)) {
        told.push(Told::Error { kind: trouble.kind, diagnostics_id: trouble.diagnostics_id.clone() });
    }
    told
}

/// Something other than a skeleton is on screen.
fn can_act(state: &State) -> bool {
    match &state.step {
        Step::Starting => false,
        Step::ChooseSim(_) => matches!(state.sims, Remote::Ready(_)),
        _ => true,
    }
}

fn about_order(before: &State, after: &State, order: &Order, told: &mut Vec<Told>) {
    let (id, reference) = (order.id.clone(), order.reference.clone());
    let known = before.order().filter(|known| known.id == order.id);
    let sim_tail = || order.sim_tail.clone();
    if let Step::Submitting(submitting) = &before.step
        && submitting.intent.order.is_none()
    {
        told.push(Told::Submitted { order: id.clone(), reference: reference.clone(), sim_tail: sim_tail() });
    }
    if known.map(|known| known.status) != Some(order.status) {
        told.push(Told::Status { order: id.clone(), reference: reference.clone(), status: order.status });
    }
    let settled = matches!(after.step, Step::Outcome(_)) && !matches!(before.step, Step::Outcome(_) | Step::History(_));
    if settled {
        told.push(match order.status {
            OrderStatus::Delivered => Told::Completed { order: id, reference, sim_tail: sim_tail() },
            _ => Told::Failed { order: id, reference, rejection: order.rejection.map(|rejection| rejection.code) },
        });
    }
}
