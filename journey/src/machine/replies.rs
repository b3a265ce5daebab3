//! What a finished task means. A reply that nobody waits for means nothing.

use super::{choosing, ordering, reviewing, session, settled, starting};
use crate::{Effect, Failure, Moment, Remote, Reply, State, Step, Task, Ticket, Trouble};
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
        Reply::Session(opened) => return session::opened(state, opened),
        Reply::Intents(intents) => state.stored = Some(intents),
        Reply::Key(key) => reviewing::key_made(state, key),
        Reply::Stored(intent) => ordering::stored(state, *intent, effects),
        Reply::Rested => ordering::rested(state),
        Reply::Orders(orders) => {
            state.renewals = 0;
            state.open_orders = orders.orders.into();
            state.orders_known = true;
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
            ordering::order_heard(state, moment, task, Rc::new(*order), effects);
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
        Task::Place(..) | Task::Order { .. } => ordering::not_heard(state, moment, failure, trouble, effects),
        Task::Packages(_) => settled::packages_failed(state, &trouble),
        // The edge answers these itself; should storage fail all the same, the order is not sent and the person is asked again.
        Task::LoadIntents => state.stored = Some(Vec::new()),
        Task::StoreIntent(_) => reviewing::not_stored(state, trouble),
        Task::MakeKey => reviewing::no_key(state, trouble),
        Task::Rest { .. } => ordering::rested(state),
    }
    starting::settle(state, effects);
}
