//! An order is final, but its money may still move: it is asked for a little longer, so that the receipt tells the end of it.

use super::{ordering, settled};
use crate::{Moment, Outcome, Progress, State, Step, Task, Watch};
use contract::{Order, OrderStatus, PaymentStatus, Timestamp};
use std::rc::Rc;

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

/// The order once more. Should it have turned out otherwise (a delivery that was taken back), its outcome is shown anew.
pub(super) fn heard(state: &mut State, moment: Moment, order: Rc<Order>) {
    let Step::Outcome(outcome) = &mut state.step else { return };
    if outcome.order.id != order.id || !order.is_final() {
        return;
    }
    if outcome.order.status != order.status {
        return settled::show_outcome(state, order);
    }
    if order.version > outcome.order.version {
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
