//! Who asks for an order that several widgets wait for. And one that is final, but whose money may still move: it is asked for a little
//! longer, so that the receipt tells the end of it.

use super::{ordering, settled};
use crate::{Effect, Moment, Outcome, Progress, Session, State, Step, Task, Waiting, Watch};
use contract::{Order, OrderId, OrderStatus, PaymentStatus, Timestamp};
use std::rc::Rc;

/// The order that is waited for; several widgets may wait for the same. One that has no session can't ask for the others: it makes room.
pub(super) fn order(state: &State) -> Option<&OrderId> {
    let may_ask = state.following || !matches!(state.session, Session::Lost(_));
    match &state.step {
        Step::Waiting(waiting) if state.visible && state.online && may_ask => Some(&waiting.order.id),
        _ => None,
    }
}

/// Tells the edge when another order is waited for: until it has found out who asks for that one, we do.
pub(super) fn switch(before: Option<&OrderId>, state: &mut State, effects: &mut Vec<Effect>) {
    let now = order(state).cloned();
    if before != now.as_ref() {
        state.following = false;
        effects.push(Effect::Watch(now));
    }
}

/// Whether the BFF is asked by this widget. One that follows asks for itself only to catch up, or when its customer wants to know.
pub(super) fn asks(state: &State, waiting: &Waiting) -> bool {
    let own = !state.following || waiting.at_once || matches!(waiting.progress, Progress::Resting { .. });
    state.visible && state.online && own
}

/// Another widget asks for the order, or does so no longer. What it has heard before is caught up with.
pub(super) fn follow(state: &mut State, follows: bool) {
    if order(state).is_some() && state.following != follows {
        state.following = follows;
        ordering::ask_now(state);
    }
}

/// Another widget has heard of the order.
pub(super) fn told(state: &mut State, moment: Moment, heard: Order, effects: &mut Vec<Effect>) {
    let newer = matches!(&state.step, Step::Waiting(waiting) if waiting.order.id == heard.id && waiting.order.version < heard.version);
    if newer {
        let task = Task::Order { id: heard.id.clone(), after: None };
        ordering::order_heard(state, moment, &task, Rc::new(heard), effects);
    }
}

/// How long: capture and release take seconds. What takes longer is the shop's to tell.
const LONGEST: i64 = 60;
/// The first pause between two asks, in milliseconds; each later one is twice as long.
const FIRST_MS: u32 = 1_000;
const LONGEST_MS: u32 = 8_000;

/// A watch over that order, where there is something to wait for.
pub(super) fn begun(order: &Order, now: Timestamp) -> Option<Watch> {
    moves(order).then_some(Watch { since: now, progress: Progress::Asking, asks: 0 })
}

/// Whether the money is still on its way somewhere.
const fn moves(order: &Order) -> bool {
    match order.payment {
        PaymentStatus::Reserved | PaymentStatus::RefundDue => true,
        PaymentStatus::None => matches!(order.status, OrderStatus::Delivered),
        PaymentStatus::Charged | PaymentStatus::Released | PaymentStatus::Declined | PaymentStatus::Refunded | PaymentStatus::OnAccount => {
            false
        }
    }
}

/// What the BFF is asked, if anything.
pub(super) fn wanted(outcome: &Outcome) -> Option<Task> {
    Some(match outcome.watch.as_ref()?.progress {
        Progress::Resting { ms } => Task::Rest { ms },
        Progress::Asking | Progress::FindingOpen => Task::Order { id: outcome.order.id.clone(), after: Some(outcome.order.version) },
    })
}

/// The order once more. Should it have turned out otherwise (a delivery that was taken back), its outcome is shown anew; what is older
/// than what is shown changes nothing, for answers may overtake each other.
pub(super) fn heard(state: &mut State, moment: Moment, order: Rc<Order>) {
    let Step::Outcome(outcome) = &mut state.step else { return };
    if outcome.order.id != order.id || !order.is_final() {
        return;
    }
    if order.version > outcome.order.version {
        if outcome.order.status != order.status {
            return settled::show_outcome(state, order);
        }
        outcome.order = order;
    }
    rest(outcome, moment);
}

/// No answer: asked again for as long as the watch lasts. The outcome itself stands.
pub(super) fn not_heard(state: &mut State, moment: Moment) {
    if let Step::Outcome(outcome) = &mut state.step {
        rest(outcome, moment);
    }
}

/// The pause is over, or the page is back.
pub(super) fn resume(outcome: &mut Outcome) {
    if let Some(watch) = &mut outcome.watch {
        watch.progress = Progress::Asking;
    }
}

/// A pause always, because a final order may be answered for at once, however long a poll may wait.
fn rest(outcome: &mut Outcome, moment: Moment) {
    let lasts = moves(&outcome.order);
    outcome.watch = outcome.watch.take().filter(|watch| lasts && crate::elapsed(watch.since, moment.now) < LONGEST).map(|watch| {
        let ms = ordering::jittered(FIRST_MS.saturating_mul(1 << watch.asks.min(5)).min(LONGEST_MS), moment);
        Watch { progress: Progress::Resting { ms }, asks: watch.asks.saturating_add(1), ..watch }
    });
}
