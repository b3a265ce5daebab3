//! What a finished task means. A reply that nobody waits for means nothing.

use super::{approving, choosing, linking, ordering, reviewing, session, settled, starting};
use crate::{Effect, Failure, Moment, Remote, Reply, Session, State, Step, Task, Ticket, Trouble};
use std::rc::Rc;

pub(super) fn done(state: &mut State, moment: Moment, ticket: Ticket, result: Result<Reply, Failure>, effects: &mut Vec<Effect>) {
    let Some(place) = state.running.iter().position(|(running, _)| *running == ticket) else { return };
    let (_, task) = state.running.remove(place);
    match result {
        Ok(reply) => answered(state, moment, &task, reply, effects),
        Err(failure) if session::has_ended(&task, &failure) => session::renew(state, moment, &failure),
        Err(failure) => failed(state, moment, &task, &failure, effects),
    }
}

fn answered(state: &mut State, moment: Moment, task: &Task, reply: Reply, effects: &mut Vec<Effect>) {
    match reply {
        Reply::Session(opened) => return session::opened(state, opened, effects),
        Reply::Intents(intents, unused) => (state.stored, state.unused) = (Some(intents), unused),
        Reply::Key(key, asked) => reviewing::key_made(state, key, &asked, effects),
        Reply::Stored(intent) => ordering::stored(state, *intent, effects),
        // It is the time that counts, and what follows from it follows from the state.
        Reply::Rested if matches!(task, Task::Age(_)) => {}
        Reply::Rested => ordering::rested(state),
        Reply::Decided(decision) => approving::decided(state, decision, effects),
        Reply::Orders(orders) => {
            state.renewals = 0;
            state.open_orders = orders.orders.into();
            (state.orders_known, state.orders_at) = (true, state.now);
            ordering::open_orders_known(state, effects);
        }
        Reply::Sims(sims) => {
            state.renewals = 0;
            state.sims = Remote::Ready(sims.sims.into());
            choosing::sims_ready(state);
        }
        Reply::Offers(offers) => {
            state.renewals = 0;
            match &state.step {
                Step::Review(_) => reviewing::offers_ready(state, Rc::new(offers)),
                _ => choosing::offers_ready(state, Rc::new(offers)),
            }
        }
        Reply::Order(order) => {
            state.renewals = 0;
            match state.step {
                Step::Starting => linking::found(state, Rc::new(*order)),
                _ => ordering::order_heard(state, moment, task, Rc::new(*order), effects),
            }
        }
        Reply::Packages(packages) => {
            state.renewals = 0;
            settled::packages_ready(state, Rc::new(packages));
        }
    }
    starting::settle(state, effects);
}

fn failed(state: &mut State, moment: Moment, task: &Task, failure: &Failure, effects: &mut Vec<Effect>) {
    let trouble = Trouble::of(failure, state.now);
    match task {
        // The one that is open serves until the BFF says otherwise.
        Task::OpenSession(_) if matches!(state.session, Session::Open(_)) => state.renew_at = None,
        Task::OpenSession(_) => session::lost(state, moment, trouble),
        Task::Sims => state.sims = std::mem::replace(&mut state.sims, Remote::loading()).failed(trouble),
        Task::OpenOrders => ordering::open_orders_unknown(state, moment, trouble),
        Task::Offers(_) => match &mut state.step {
            Step::Review(review) => review.price = crate::Price::Unchecked(trouble),
            Step::ChoosePackage(choose) => {
                choose.offers = std::mem::replace(&mut choose.offers, Remote::loading()).failed(trouble);
            }
            _ => {}
        },
        Task::Order { .. } if state.step == Step::Starting => linking::not_found(state, trouble),
        Task::Place(..) | Task::Order { .. } => ordering::not_heard(state, moment, failure, trouble, effects),
        Task::Packages(_) => settled::packages_failed(state, &trouble),
        // The edge answers these itself; should storage fail all the same, the order is not sent and the person is asked again.
        Task::LoadIntents => state.stored = Some(Vec::new()),
        Task::StoreIntent(_) => reviewing::not_stored(state, trouble, effects),
        Task::MakeKey => reviewing::no_key(state, trouble),
        Task::Approve(_) => approving::undecided(state, trouble),
        Task::Age(_) => state.renew_at = None,
        Task::Rest { .. } => ordering::rested(state),
    }
    starting::settle(state, effects);
}
