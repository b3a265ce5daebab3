//! What goes wrong in one seed, how often, and until when. Every seed leaves some faults out altogether: a fault that is always
//! there hides what others would have shown.

use crate::dice::{Dice, Throw};
use order::{Clock as _, Moment, TokioClock};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// All waiting times of the engine and of the world are divided by this, deadlines of calls included, so that ten days are four
/// hours and every relation between them stays.
pub(crate) const HURRY: u32 = 60;

/// That many seconds in the world's time, as they pass here.
pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count) / HURRY
}

/// Everything that can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    /// No connection comes about.
    NoConnection,
    /// The request is lost and the connection breaks.
    LostRequest,
    /// The request is lost and nobody says so.
    SwallowedRequest,
    /// The request takes minutes.
    SlowRequest,
    /// Carried out, and the answer is lost.
    LostAnswer,
    /// Carried out, and nobody answers.
    SwallowedAnswer,
    /// 5xx, nothing done.
    ServerError,
    /// 5xx, done.
    DoneServerError,
    /// HTML from a gateway, done.
    DoneGateway,
    /// 200 with something unreadable, done.
    DoneGarbage,
    /// 200 that speaks of another package, done.
    DoneWrongEcho,
    /// "Something unexpected happened", nothing done.
    Unexpected,
    /// "Something unexpected happened", done.
    DoneUnexpected,
    /// 401.
    Unauthorised,
    /// 429.
    Limited,
    /// A listed refusal.
    Refusal,
    /// A status that no page lists.
    OddStatus,
    /// The list shows it minutes late.
    ListedLate,
    /// The list shows it hours late.
    ListedVeryLate,
    /// The list shows it never, or without the marker.
    NeverListed,
    /// The list shows it as two.
    ListedTwice,
    /// Carried out, taken back at once, and the answer is lost.
    Undone,
    /// The order is not visible to its status call at first.
    NotVisible,
    /// The order never ends.
    Stuck,
    /// The order fails.
    Failed,
    /// The order fails and delivers up to minutes later.
    FailedButDelivers,
    /// The order is carried out for another SIM.
    Elsewhere,
    /// The order names a package as its effect that was there before.
    OldEffect,
    /// A reading fails.
    NoReading,
    /// A reading has to wait.
    BusyReading,
    /// A reading hangs.
    HungReading,
    /// Somebody else buys for the SIM.
    ForeignPurchase,
    /// The offer is repriced or withdrawn.
    OffersChange,
    /// The customer's payment is refused.
    Declined,
    /// The hook does nothing and says nothing.
    HookSilent,
    /// The hook does it and says nothing.
    HookDoesInSilence,
    /// The hook says nothing and does it later.
    HookDoesLater,
    /// The hook refuses.
    HookRefuses,
    /// A hold ends by itself.
    HoldExpires,
    /// The journal fails and stores nothing.
    StoreFails,
    /// The journal stores, and the process does not learn it.
    StoreAnswerLost,
    /// The process dies.
    Crash,
    /// The process stands still for minutes.
    Freeze,
    /// The customer hangs up and tries again.
    HangUp,
}

use Fault as F;

/// All of them; [`F::SlowRequest`] aside, which makes others worse, they strike one at a time.
const ALL: &[F] = &[
    F::NoConnection,
    F::LostRequest,
    F::SwallowedRequest,
    F::SlowRequest,
    F::LostAnswer,
    F::SwallowedAnswer,
    F::ServerError,
    F::DoneServerError,
    F::DoneGateway,
    F::DoneGarbage,
    F::DoneWrongEcho,
    F::Unexpected,
    F::DoneUnexpected,
    F::Unauthorised,
    F::Limited,
    F::Refusal,
    F::OddStatus,
    F::ListedLate,
    F::ListedVeryLate,
    F::NeverListed,
    F::ListedTwice,
    F::Undone,
    F::NotVisible,
    F::Stuck,
    F::Failed,
    F::FailedButDelivers,
    F::Elsewhere,
    F::OldEffect,
    F::NoReading,
    F::BusyReading,
    F::HungReading,
    F::ForeignPurchase,
    F::OffersChange,
    F::Declined,
    F::HookSilent,
    F::HookDoesInSilence,
    F::HookDoesLater,
    F::HookRefuses,
    F::HoldExpires,
    F::StoreFails,
    F::StoreAnswerLost,
    F::Crash,
    F::Freeze,
    F::HangUp,
];

/// The weather of one seed.
pub(crate) struct Storm {
    dice: Arc<Dice>,
    clock: Arc<TokioClock>,
    kinds: HashSet<F>,
    percent: u32,
    ends: Moment,
}

impl Storm {
    pub(crate) fn new(dice: Arc<Dice>, clock: Arc<TokioClock>) -> Self {
        let mut throw = dice.throw("storm");
        let share = throw.one_of(&[10, 30, 60, 100]).unwrap_or(50);
        let kinds = ALL.iter().copied().filter(|_| throw.in_a_hundred(share)).collect();
        let percent = throw.one_of(&[0, 10, 25, 50, 80]).unwrap_or(25);
        let lasts = seconds(throw.one_of(&[600, 3_600, 6 * 3_600, 30 * 3_600]).unwrap_or(600));
        Self { kinds, percent, ends: clock.now().plus(lasts), dice, clock }
    }

    pub(crate) fn ends(&self) -> Moment {
        self.ends
    }

    pub(crate) fn throw(&self, name: &str) -> Throw {
        self.dice.throw(name)
    }

    /// Which of these, if any, strikes now.
    pub(crate) fn strikes(&self, name: &str, faults: &[F]) -> Option<F> {
        let mut throw = self.dice.throw(name);
        let possible: Vec<F> = faults.iter().copied().filter(|fault| self.kinds.contains(fault)).collect();
        let strikes = throw.in_a_hundred(self.percent) && self.clock.now() < self.ends;
        if strikes { throw.one_of(&possible) } else { None }
    }
}
