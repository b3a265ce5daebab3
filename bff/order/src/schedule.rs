//! When an order is looked at next: pure functions of its row.

use crate::clock::Moment;
use crate::hold;
use crate::lanes::{Fulfilment, Review};
use crate::record::{OrderRecord, Watch};
use crate::settings::Settings;
use std::time::Duration;

/// Offsets in seconds from the beginning of a watch: single ones, then `(every, until)`.
struct Schedule {
    first: &'static [u64],
    then: &'static [(u64, u64)],
}

const DAY: u64 = 86_400;

/// How long an order whose effect nobody has seen is watched, in seconds.
const WATCH: u64 = 10 * DAY;

/// An accepted order: dense while the customer looks on (Connect fulfils within seconds), then ever thinner.
const POLLS: Schedule = Schedule { first: &[2, 3, 5, 8, 13, 20, 30], then: &[(30, 600), (120, 7_200), (3_600, DAY), (DAY, WATCH)] };

/// An unknown or absent order.
const LOOKS: Schedule = Schedule { first: &[3, 8, 15, 30, 60, 120, 300, 600, 900, 1_800], then: &[(3_600, DAY), (DAY, WATCH)] };

/// A delivered order: providers rarely take a delivery back, and do it within days.
const RECHECKS: Schedule = Schedule { first: &[3_600, 21_600], then: &[(DAY, WATCH)] };

impl Schedule {
    /// The first offset after `elapsed`; `None`: the watch is over. Missed ones are not made up for.
    fn after(&self, elapsed: Duration, hurry: u32) -> Option<Duration> {
        let elapsed = elapsed.saturating_mul(hurry);
        let single = self.first.iter().map(|offset| Duration::from_secs(*offset)).find(|offset| *offset > elapsed);
        let repeated = || {
            self.then.iter().find_map(|(every, until)| {
                let next = (elapsed.as_secs() / every + 1).saturating_mul(*every);
                (next <= *until).then_some(Duration::from_secs(next))
            })
        };
        single.or_else(repeated).map(|offset| offset / hurry.max(1))
    }

    fn next(&self, watch: &Watch, hurry: u32) -> Option<Moment> {
        let elapsed = watch.last.map_or(Duration::ZERO, |last| last.since(watch.since));
        self.after(elapsed, hurry).map(|offset| watch.since.plus(offset))
    }
}

/// When there is something to do for this order; `None`: never again by itself.
pub(crate) fn due(order: &OrderRecord, settings: &Settings) -> Option<Moment> {
    let planned = match order.fulfilment {
        // Evidence of a withdrawn send has come: nothing more is sent before a person has decided.
        Fulfilment::None if order.review == Review::Open => None,
        Fulfilment::None => Some(order.placed_at),
        Fulfilment::Submitting => order.live_attempt().map(|attempt| attempt.deadline.plus(settings.submit_grace)),
        Fulfilment::Accepted | Fulfilment::Fulfilling => order.watch.and_then(|watch| POLLS.next(&watch, settings.hurry)),
        Fulfilment::Unknown | Fulfilment::Absent => order.watch.and_then(|watch| LOOKS.next(&watch, settings.hurry)),
        Fulfilment::Delivered => order.watch.and_then(|watch| RECHECKS.next(&watch, settings.hurry)),
        Fulfilment::Rejected | Fulfilment::Reversed => None,
    };
    let planned = planned.map(|planned| order.not_before.map_or(planned, |earliest| planned.max(earliest)));
    // Whatever the provider asks to wait for: a hold that has ended is lost.
    match (planned, hold::alarm(order, settings)) {
        (Some(planned), Some(alarm)) => Some(planned.min(alarm)),
        (planned, alarm) => planned.or(alarm),
    }
}

/// Pauses after a failed errand (capture, release, notice).
const ERRANDS: &[u64] = &[1, 2, 5, 10, 30, 60, 300, 900];

/// How long to wait after that many failures of an errand.
pub(crate) fn errand_pause(failures: u32, settings: &Settings) -> Duration {
    let index = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let seconds = ERRANDS.get(index).or(ERRANDS.last()).copied().unwrap_or(900);
    Duration::from_secs(seconds) / settings.hurry.max(1)
}

/// How long before the end of a hold a person is told.
pub(crate) fn an_hour(settings: &Settings) -> Duration {
    Duration::from_secs(3_600) / settings.hurry.max(1)
}

/// Whether an errand has been tried often enough to be given up once its time is over: one that was revived gets all its pauses.
pub(crate) fn is_worn_out(failures: u32) -> bool {
    usize::try_from(failures).is_ok_and(|failures| failures >= ERRANDS.len())
}

/// A day: after that an outcome that is still open is a person's matter.
pub(crate) fn a_day(settings: &Settings) -> Duration {
    Duration::from_secs(DAY) / settings.hurry.max(1)
}

/// How long a notice is tried: as long as orders are watched.
pub(crate) fn ten_days(settings: &Settings) -> Duration {
    Duration::from_secs(WATCH) / settings.hurry.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(schedule: &Schedule) -> Vec<u64> {
        let mut found = Vec::new();
        let mut elapsed = Duration::ZERO;
        while let Some(next) = schedule.after(elapsed, 1) {
            assert!(next > elapsed);
            elapsed = next;
            found.push(next.as_secs());
        }
        found
    }

    #[test]
    fn unknown_orders_are_looked_at_as_planned_for_ten_days() {
        let looks = offsets(&LOOKS);
        assert_eq!(looks[..13], [3, 8, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800]);
        assert_eq!(looks.iter().filter(|offset| **offset > DAY).count(), 9);
        assert_eq!(looks.last(), Some(&WATCH));
    }

    #[test]
    fn accepted_orders_are_polled_as_planned() {
        let polls = offsets(&POLLS);
        assert_eq!(polls[..9], [2, 3, 5, 8, 13, 20, 30, 60, 90]);
        assert!(polls.contains(&600) && polls.contains(&720) && !polls.contains(&630));
        assert!(polls.contains(&7_200) && polls.contains(&10_800) && !polls.contains(&7_320));
    }

    #[test]
    fn delivered_orders_are_asked_about_rarely_and_for_ten_days() {
        let checks = offsets(&RECHECKS);
        assert_eq!(checks[..3], [3_600, 21_600, DAY]);
        assert_eq!((checks.len(), checks.last()), (12, Some(&WATCH)));
    }

    #[test]
    fn the_end_of_a_hold_is_not_slept_through() {
        let settings = Settings::default();
        let order = crate::fixtures::sent();
        let at = |seconds| order.placed_at.plus(Duration::from_secs(seconds));
        let unknown = [crate::Change::Unknown { why: crate::Doubt::Interrupted }];
        let mut unknown = order.amended(at(60), &unknown).expect("legal");
        unknown.watch = Some(Watch { last: Some(at(4_000)), ..Watch::starting(at(60)) });
        assert_eq!(due(&unknown, &settings), Some(at(60 + 7_200)));
        unknown.hold_expires_at = Some(at(9_000));
        assert_eq!(due(&unknown, &settings), Some(at(5_400)), "an hour before");
        unknown.not_before = Some(at(DAY));
        assert_eq!(due(&unknown, &settings), Some(at(5_400)), "also while the provider asks to be left alone for a day");
        unknown.not_before = None;
        unknown.watch = Some(Watch { last: Some(at(60 + WATCH)), ..Watch::starting(at(60)) });
        assert_eq!(due(&unknown, &settings), Some(at(5_400)), "whether the watch is over or not");
        unknown.hold_warned = true;
        assert_eq!(due(&unknown, &settings), None);
    }

    #[test]
    fn nothing_is_sent_again_while_a_person_must_decide_about_the_send_before() {
        let settings = Settings::default();
        let mut order = crate::fixtures::order(crate::PaymentTerms::Hook);
        assert_eq!(due(&order, &settings), Some(order.placed_at));
        order.review = Review::Open;
        assert_eq!(due(&order, &settings), None);
    }

    #[test]
    fn a_revived_errand_gets_all_its_pauses_again() {
        let tries = (1..100).find(|failures| is_worn_out(*failures)).expect("it ends");
        assert_eq!(tries, 8);
        let settings = Settings::default();
        let pauses: Vec<_> = (1..=9).map(|failures| errand_pause(failures, &settings).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 5, 10, 30, 60, 300, 900, 900]);
    }

    #[test]
    fn a_process_that_slept_does_not_make_up_for_what_it_missed() {
        assert_eq!(LOOKS.after(Duration::from_secs(4_000), 1), Some(Duration::from_secs(7_200)));
        assert_eq!(LOOKS.after(Duration::from_secs(WATCH), 1), None);
    }

    #[test]
    fn a_hurried_schedule_is_the_same_one_faster() {
        assert_eq!(LOOKS.after(Duration::ZERO, 1000), Some(Duration::from_millis(3)));
        assert_eq!(LOOKS.after(Duration::from_millis(3), 1000), Some(Duration::from_millis(8)));
        assert_eq!(LOOKS.after(Duration::from_millis(1_800), 1000), Some(Duration::from_millis(3_600)));
    }

    #[test]
    fn hurried_spans_are_shorter() {
        let settings = Settings::default().hurried(10);
        assert_eq!(errand_pause(7, &settings), Duration::from_secs(30));
        assert_eq!((an_hour(&settings), a_day(&settings)), (Duration::from_secs(360), Duration::from_secs(8_640)));
        assert_eq!(ten_days(&settings), Duration::from_secs(86_400));
    }

    #[test]
    fn failed_errands_wait_longer_and_longer_up_to_a_quarter_of_an_hour() {
        let settings = Settings::default();
        let pauses: Vec<_> = (1..10).map(|failures| errand_pause(failures, &settings).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 5, 10, 30, 60, 300, 900, 900]);
    }
}
