//! Which tasks a state needs. Requests follow from the state alone, so none outlives its reason and none is made twice.

use super::watching;
use crate::options::Link;
use crate::{Effect, Price, Progress, Reason, Remote, Session, State, Step, Submitting, Task, Ticket, View, Waiting};

/// Cancels what nobody wants any more and starts what is wanted and not under way.
pub(super) fn reconcile(state: &mut State, effects: &mut Vec<Effect>) {
    let wanted = wants(state);
    state.running.retain(|(ticket, task)| {
        let keep = wanted.contains(task);
        if !keep {
            effects.push(Effect::Cancel(*ticket));
        }
        keep
    });
    let open = matches!(state.session, Session::Open(_));
    for task in wanted {
        let under_way = state.running.iter().any(|(_, running)| *running == task);
        if !under_way && (open || !needs_session(&task)) {
            let ticket = Ticket(state.next_ticket);
            state.next_ticket = state.next_ticket.wrapping_add(1);
            state.running.push((ticket, task.clone()));
            effects.push(Effect::Start(ticket, task));
        }
    }
}

/// Without a session these wait for it; those that are under way go on, because their answer is still good.
const fn needs_session(task: &Task) -> bool {
    !matches!(task, Task::OpenSession(_) | Task::Rest { .. } | Task::Age(_) | Task::Approve(_))
}

fn wants(state: &State) -> Vec<Task> {
    let mut wanted = Vec::new();
    wanted.extend(session(state));
    match &state.step {
        Step::Starting => starting(state, &mut wanted),
        Step::ChooseSim(_) => orders_and_sims(state, &mut wanted),
        Step::ChoosePackage(choose) => {
            if choose.offers.is_loading() {
                wanted.push(Task::Offers(choose.sim.id.clone()));
            }
            orders_and_sims(state, &mut wanted);
        }
        Step::Review(review) => {
            if review.key.is_none() {
                wanted.push(Task::MakeKey);
            }
            if review.price == Price::Checking {
                wanted.push(Task::Offers(review.sim.id.clone()));
            }
        }
        Step::Approving(approving) => wanted.push(Task::Approve(Box::new(approving.proposal.clone()))),
        Step::Submitting(submitting) => wanted.push(submission(submitting)),
        Step::Waiting(waiting) if watching::asks(state, waiting) => wanted.push(poll(waiting)),
        Step::Waiting(_) | Step::Stopped(_) => {}
        Step::Outcome(outcome) => {
            if outcome.packages.as_ref().is_some_and(Remote::is_loading) {
                wanted.push(Task::Packages(outcome.order.sim.clone()));
            }
            if state.visible && state.online {
                wanted.extend(watching::wanted(outcome));
            }
        }
        Step::History(history) => {
            if history.packages.is_loading() {
                wanted.push(Task::Packages(history.sim.id.clone()));
            }
        }
    }
    wanted
}

/// A session is opened when there is none, and renewed before it ends while somebody looks; an order that is being sent comes first.
fn session(state: &State) -> Option<Task> {
    match (&state.session, state.renew_at) {
        (Session::Opening(reason), _) => Some(Task::OpenSession(*reason)),
        (Session::Open(_), Some(at)) if state.visible && state.online => {
            let sending = matches!(state.step, Step::Submitting(_));
            if at > state.now { Some(Task::Age(at)) } else { (!sending).then_some(Task::OpenSession(Reason::Expiring)) }
        }
        _ => None,
    }
}

fn starting(state: &State, wanted: &mut Vec<Task>) {
    let linked = matches!(state.link, Link::Asked(_) | Link::Known(_));
    if let Link::Asked(id) = &state.link {
        wanted.push(Task::Order { id: id.clone(), after: None });
    }
    if state.stored.is_none() && state.options.view != View::History {
        wanted.push(Task::LoadIntents);
    }
    if !linked && state.options.view != View::Status {
        orders_and_sims(state, wanted);
    }
}

fn orders_and_sims(state: &State, wanted: &mut Vec<Task>) {
    if !state.orders_known && state.options.view != View::History {
        wanted.push(Task::OpenOrders);
    }
    if state.sims.is_loading() {
        wanted.push(Task::Sims);
    }
}

/// Stored first, sent second: an order that could not be recognised after a reload must not exist.
fn submission(submitting: &Submitting) -> Task {
    let intent = &submitting.intent;
    if !submitting.stored {
        return Task::StoreIntent(Box::new(intent.clone()));
    }
    match submitting.progress {
        Progress::Resting { ms } => Task::Rest { ms },
        Progress::FindingOpen => Task::OpenOrders,
        Progress::Asking => match &intent.order {
            Some(id) => Task::Order { id: id.clone(), after: None },
            None => Task::Place(intent.key.clone(), Box::new(intent.body())),
        },
    }
}

fn poll(waiting: &Waiting) -> Task {
    match waiting.progress {
        Progress::Resting { ms } => Task::Rest { ms },
        Progress::Asking | Progress::FindingOpen => {
            let after = (!waiting.at_once).then_some(waiting.order.version);
            Task::Order { id: waiting.order.id.clone(), after }
        }
    }
}
