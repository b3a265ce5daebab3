//! What the host is told: found by comparing what it knew with what is, so that no handler can forget it.

use crate::{Approval, Effect, Fault, Progress, Remote, Stage, State, Step, StepName, Told, Trouble};
use contract::{Order, OrderId, OrderStatus};

/// What of a state the host has been told.
pub(super) struct Known {
    step: StepName,
    order: Option<(OrderId, OrderStatus)>,
    trouble: Option<&'static str>,
    /// An order was being sent whose name was not known yet.
    nameless: bool,
    /// What the order on screen was placed with.
    placed: Option<Approval>,
    /// How many approvals had come to nothing.
    unused: usize,
}

impl Known {
    pub(super) fn of(state: &State) -> Self {
        let placed = match &state.step {
            Step::Submitting(submitting) => Some(submitting.intent.approval()),
            Step::Waiting(waiting) => waiting.placed.clone(),
            _ => None,
        };
        Self {
            step: state.step.name(),
            order: state.order().map(|order| (order.id.clone(), order.status)),
            trouble: state.trouble().map(|trouble| trouble.code),
            // One that stands in the way of ours is another's, who has told of it.
            nameless: matches!(&state.step, Step::Submitting(submitting)
                if submitting.intent.order.is_none() && submitting.progress != Progress::FindingOpen),
            placed,
            unused: state.unused.len(),
        }
    }
}

pub(super) fn tell(before: &Known, after: &mut State, effects: &mut Vec<Effect>) {
    let mut tell = |told| effects.push(Effect::Tell(told));
    if !after.ready_told && can_act(after) {
        after.ready_told = true;
        tell(Told::Ready);
    }
    let step = after.step.name();
    if before.step != step && step != StepName::Starting {
        tell(Told::Step(step));
    }
    if let Some(order) = after.order() {
        about_order(before, step, order, &mut tell);
    }
    // A step that was left because of it has failed, not the one that tells it.
    let sent = matches!(before.step, StepName::Approving | StepName::Submitting);
    // What storage has brought from before was told before.
    let approval = after.unused.get(before.unused..).and_then(<[_]>::last).filter(|_| sent).cloned();
    let trouble = match (after.trouble(), &approval) {
        // What the host has approved is told of whatever the customer sees: here, the order that was in the way.
        (None, Some(_)) => Some(Trouble::order_open()),
        (trouble, Some(_)) => trouble.cloned(),
        (trouble, None) => trouble.filter(|trouble| before.trouble != Some(trouble.code)).cloned(),
    };
    if let Some(trouble) = trouble {
        let stage = if sent && (before.step != step || approval.is_some()) { Stage::Submit } else { Stage::of(after) };
        tell(Told::Error(Fault { approval, ..Fault::new(&trouble, stage, after.now) }));
    }
}

/// Something other than a skeleton is on screen.
fn can_act(state: &State) -> bool {
    match &state.step {
        Step::Starting | Step::Stopped(_) => false,
        Step::ChooseSim(_) => matches!(state.sims, Remote::Ready(_)),
        Step::ChoosePackage(choose) => !choose.offers.is_loading(),
        Step::History(history) => !history.packages.is_loading(),
        _ => true,
    }
}

fn about_order(before: &Known, step: StepName, order: &Order, tell: &mut dyn FnMut(Told)) {
    let (id, reference, sim_tail) = (order.id.clone(), order.reference.clone(), order.sim_tail.clone());
    if before.nameless {
        tell(Told::Submitted { order: id.clone(), reference: reference.clone(), sim_tail: sim_tail.clone() });
    }
    let known = before.order.as_ref().filter(|(known, _)| *known == id).map(|(_, status)| *status);
    if known != Some(order.status) {
        tell(Told::Status { order: id.clone(), reference: reference.clone(), status: order.status });
    }
    // Told once, and again where it has turned out otherwise.
    if step == StepName::Outcome && known != Some(order.status) && before.step != StepName::History {
        tell(match order.status {
            OrderStatus::Delivered => Told::Completed { order: id, reference, sim_tail },
            _ => Told::Failed {
                order: id,
                reference,
                rejection: order.rejection.map(|rejection| rejection.code),
                approval: before.placed.clone(),
            },
        });
    }
}
