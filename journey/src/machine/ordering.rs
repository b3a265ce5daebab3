//! Step 4: an order on its way. Silence is never a failure: it is asked again, with the same key, until something is known.

use super::{reviewing, session, settled, starting, watching};
use crate::{Action, Approval, Effect, Failure, Intent, Moment, Progress, State, Step, Submitting, Task, Trouble, Waiting};
use contract::{Order, OrderId, ProblemCode};
use std::rc::Rc;

/// Shows an order that is under way. Where this browser knows what it was made of, the wait counts from there, by one and the same clock.
pub(super) fn wait_for(state: &mut State, order: Rc<Order>, intent: Option<&Intent>) {
    let placed = intent.map(Intent::approval);
    let (since, now) = (intent.map_or(order.placed_at, |intent| intent.made_at), state.now);
    let progress = Progress::Asking;
    let (asked_at, heard_at) = (now, now);
    state.step = Step::Waiting(Waiting { order, since, progress, attempts: 0, trouble: None, placed, at_once: false, asked_at, heard_at });
}

pub(super) fn follow(state: &mut State, id: &OrderId) {
    let choosing = matches!(state.step, Step::ChooseSim(_) | Step::ChoosePackage(_) | Step::Review(_));
    if let (true, Some(order)) = (choosing, state.open_orders.iter().find(|order| order.id == *id).cloned()) {
        wait_for(state, Rc::new(order), None);
    }
}

/// Storage holds an intent for the SIM: ours, or an unsettled one of another tab, which is followed so that only one buys.
pub(super) fn stored(state: &mut State, intent: Intent, effects: &mut Vec<Effect>) {
    let (now, listed) = (state.now, state.orders_at);
    let Step::Submitting(submitting) = &mut state.step else { return };
    if intent.key != submitting.intent.key {
        // What makes room is forgotten, and ours is stored again: an order that was over when this customer chose, for it was not among the
        // open ones any more; and what a tab that was closed long ago has left behind. What another tab has ordered since is followed.
        if intent.order.is_some() && intent.made_at < listed {
            return effects.push(Effect::Forget(intent.sim, intent.key));
        }
        if !starting::is_fresh(&intent, now) {
            return give_up(state, &intent, effects);
        }
    }
    submitting.stored = true;
    let ours = std::mem::replace(&mut submitting.intent, intent).approval();
    if ours != submitting.intent.approval() {
        unused(state, ours, effects);
    }
}

/// No order comes of this intent: it is forgotten, but not what the host has approved for it.
pub(super) fn give_up(state: &mut State, intent: &Intent, effects: &mut Vec<Effect>) {
    unused(state, intent.approval(), effects);
    effects.push(Effect::Forget(intent.sim.clone(), intent.key.clone()));
}

fn unused(state: &mut State, approval: Approval, effects: &mut Vec<Effect>) {
    if state.options.approval {
        state.unused.push(approval.clone());
        effects.push(Effect::Keep(approval));
    }
}

pub(super) fn rested(state: &mut State) {
    session::reopen_if_useful(state);
    resume_asking(state);
}

/// The BFF's list of open orders has arrived while an order of another tab or device was looked for.
pub(super) fn open_orders_known(state: &mut State, effects: &mut Vec<Effect>) {
    let Step::Submitting(Submitting { progress: Progress::FindingOpen, intent, .. }) = &state.step else { return };
    let intent = intent.clone();
    give_up(state, &intent, effects);
    match state.open_order(&intent.sim).cloned() {
        Some(order) => wait_for(state, Rc::new(order), None),
        // It has ended in between, so nothing stands in the way any more; but the person decides.
        None => reviewing::again(state, &intent, None),
    }
}

pub(super) fn open_orders_unknown(state: &mut State, moment: Moment, trouble: Trouble) {
    match &state.step {
        Step::Submitting(_) => rest(state, moment, trouble),
        Step::Starting => state.step = Step::Stopped(trouble),
        // Elsewhere the BFF itself guards against a second order, so the person is not held up.
        _ => state.orders_known = true,
    }
}

/// An order as the BFF tells it.
pub(super) fn order_heard(state: &mut State, moment: Moment, task: &Task, order: Rc<Order>, effects: &mut Vec<Effect>) {
    let key = match &state.step {
        Step::Submitting(submitting) => {
            let mut intent = submitting.intent.clone();
            if !order.is_final() {
                if intent.order.is_none() {
                    intent.order = Some(order.id.clone());
                    effects.push(Effect::Remember(Box::new(intent.clone())));
                }
                return wait_for(state, order, Some(&intent));
            }
            Some(intent.key)
        }
        Step::Waiting(waiting) if waiting.order.id == order.id => waiting.placed.as_ref().map(|placed| placed.key.clone()),
        _ => return watching::heard(state, moment, order),
    };
    if order.is_final() {
        state.open_orders = state.open_orders.iter().filter(|open| open.id != order.id).cloned().collect();
        effects.extend(key.map(|key| Effect::Forget(order.sim.clone(), key)));
        effects.push(Effect::Settled(order.sim.clone(), order.id.clone()));
        settled::show_outcome(state, order);
        return;
    }
    if let Step::Waiting(waiting) = &mut state.step {
        let moved = order.version > waiting.order.version;
        let long_poll = matches!(task, Task::Order { after: Some(_), .. });
        let idle = long_poll && !moved && crate::elapsed(waiting.asked_at, moment.now) < 2;
        if moved {
            waiting.order = order;
        }
        waiting.attempts = 0;
        waiting.trouble = None;
        waiting.at_once = false;
        waiting.asked_at = moment.now;
        waiting.heard_at = moment.now;
        // An answer that has not moved has waited at the BFF; one that has not waited must not become a storm of requests.
        waiting.progress = if idle { Progress::Resting { ms: jittered(IDLE_MS, moment) } } else { Progress::Asking };
    }
}

/// No order came back.
pub(super) fn not_heard(state: &mut State, moment: Moment, failure: &Failure, trouble: Trouble, effects: &mut Vec<Effect>) {
    let Step::Submitting(submitting) = &mut state.step else { return rest(state, moment, trouble) };
    let Some(code) = definite(failure) else { return rest(state, moment, trouble) };
    if code == ProblemCode::OrderOpen {
        submitting.progress = Progress::FindingOpen;
        state.orders_known = false;
        return;
    }
    let intent = submitting.intent.clone();
    give_up(state, &intent, effects);
    state.orders_known = false;
    match trouble.action {
        Action::ChoosePackage => settled::packages_again(state, &intent.sim, Some(trouble)),
        Action::ChooseSim => settled::sims_again(state, Some(trouble)),
        Action::TryAgain | Action::WaitUntil(_) | Action::SignIn | Action::ContactShop => {
            reviewing::again(state, &intent, Some(trouble));
        }
    }
}

/// The code of an answer that proves that this request has made no order. Everything else proves nothing.
fn definite(failure: &Failure) -> Option<ProblemCode> {
    let Failure::Problem(problem) = failure else { return None };
    // "Later" is for those who ask: sent again by itself, it would be bought as soon as the other order is over.
    let later = problem.retry == contract::Retry::Later && problem.code != ProblemCode::OrderOpen;
    let refused = (400..500).contains(&problem.status) && !later;
    let shop = problem.code == ProblemCode::ShopCannot && problem.retry != contract::Retry::Later;
    (refused || shop).then_some(problem.code)
}

/// A pause before the next attempt: longer each time, spread by the dice, never shorter than the BFF asks.
pub(super) fn rest(state: &mut State, moment: Moment, trouble: Trouble) {
    // Longer than an hour nobody stays to wait; and what passes some weeks, browsers take for no pause at all.
    let asked = crate::seconds_to_wait(trouble.action, state.now).min(3_600).saturating_mul(1_000);
    let asked = u32::try_from(asked).unwrap_or(LONGEST_MS);
    let (attempts, kept, progress) = match &mut state.step {
        Step::Submitting(submitting) => (&mut submitting.attempts, &mut submitting.trouble, &mut submitting.progress),
        Step::Waiting(waiting) => (&mut waiting.attempts, &mut waiting.trouble, &mut waiting.progress),
        _ => return watching::not_heard(state, moment),
    };
    let ms = jittered(FIRST_MS.saturating_mul(1 << (*attempts).min(5)).min(LONGEST_MS), moment).max(asked);
    *attempts = attempts.saturating_add(1);
    *kept = Some(trouble);
    *progress = Progress::Resting { ms };
}

/// Asks at once: the person wants to know, or the page is back.
pub(super) fn ask_now(state: &mut State) {
    if let Step::Waiting(waiting) = &mut state.step {
        waiting.at_once = true;
        waiting.attempts = 0;
    }
    resume_asking(state);
}

fn resume_asking(state: &mut State) {
    let now = state.now;
    match &mut state.step {
        Step::Submitting(Submitting { progress: progress @ Progress::Resting { .. }, .. }) => *progress = Progress::Asking,
        Step::Waiting(waiting) => {
            waiting.progress = Progress::Asking;
            waiting.asked_at = now;
        }
        Step::Outcome(outcome) => watching::resume(outcome),
        _ => {}
    }
}

const FIRST_MS: u32 = 1_000;
const LONGEST_MS: u32 = 30_000;
const IDLE_MS: u32 = 1_000;

/// Between half and the whole, so that many widgets do not come back together.
pub(super) fn jittered(ms: u32, moment: Moment) -> u32 {
    let half = ms / 2;
    half + half * u32::from(moment.dice) / 255
}
