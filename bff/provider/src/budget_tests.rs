use super::*;
use governor::clock::FakeRelativeClock;
use proptest::prelude::*;

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

#[test]
fn a_spent_budget_says_how_long_to_wait() {
    let clock = FakeRelativeClock::default();
    let budget = Budget::new(number(3), clock.clone());
    assert_eq!((budget.take(), budget.take()), (Ok(()), Ok(())));
    assert_eq!(budget.take(), Err(ReadError::Busy { retry_after: 61 }));
    clock.advance(Duration::from_secs(60));
    assert_eq!(budget.take(), Ok(()));
}

#[test]
fn browsing_waits_while_orders_are_served() {
    let lanes = Lanes::new(number(10), 80, FakeRelativeClock::default());
    assert_eq!(shares(number(10), 80), (number(2), number(8)));
    let served = |purpose| std::iter::from_fn(|| lanes.take(purpose).ok()).count();
    assert_eq!(served(Purpose::Browsing), 4, "half of its share at once");
    assert_eq!(lanes.take(Purpose::Browsing), Err(ReadError::Busy { retry_after: 16 }));
    assert_eq!(served(Purpose::Sale), 1, "half of what is kept for orders at once");
    let lanes = Lanes::new(number(10), 80, FakeRelativeClock::default());
    assert_eq!(std::iter::from_fn(|| lanes.take(Purpose::Sale).ok()).count(), 5, "orders may have it all");
}

#[tokio::test(start_paused = true)]
async fn a_purchase_waits_for_its_turn() {
    let clock = FakeRelativeClock::default();
    let lanes = Lanes::new(number(2), 50, clock.clone());
    lanes.wait_for(Purpose::Sale).await;
    lanes.wait_for(Purpose::Sale).await;
    let mut third = std::pin::pin!(lanes.wait_for(Purpose::Sale));
    let in_time = tokio::time::timeout(Duration::from_secs(59), &mut third).await;
    assert!(in_time.is_err(), "both calls of this minute are spent");
    clock.advance(Duration::from_secs(60));
    third.await;
}

#[test]
fn the_shares_never_exceed_the_limit() {
    for per_minute in 2..500 {
        for percent in 0..=100 {
            let (kept, rest) = shares(number(per_minute), percent);
            assert_eq!(kept.get() + rest.get(), per_minute, "{percent} percent");
        }
    }
}

/// How many calls any 60 seconds grant, whatever came before them: a part that comes back evenly.
fn assured(per_minute: NonZeroU32) -> usize {
    (per_minute.get() / 2).max(1) as usize
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whoever calls when: no 60 seconds see more than the limit, browsing keeps to its share, and an order is never refused
    /// while what these 60 seconds assure to orders has not been spent.
    #[test]
    fn no_minute_sees_more_than_the_limit_and_orders_never_starve(
        per_minute in 2_u32..120, percent in 1_u32..100,
        calls in prop::collection::vec((0_u64..4_000, prop::bool::weighted(0.3)), 1..400),
    ) {
        let clock = FakeRelativeClock::default();
        let lanes = Lanes::new(number(per_minute), percent, clock.clone());
        let (kept, rest) = shares(number(per_minute), percent);
        let mut now = 0_u64;
        let mut granted: Vec<(u64, Purpose)> = Vec::new();
        for (pause, sale) in calls {
            // Many calls come together; some come later.
            let pause = pause.saturating_sub(2_000);
            clock.advance(Duration::from_millis(pause));
            now += pause;
            let purpose = if sale { Purpose::Sale } else { Purpose::Browsing };
            let minute = |which: Option<Purpose>| {
                granted.iter().filter(|(at, of)| now - at < 60_000 && which.is_none_or(|which| which == *of)).count()
            };
            let (all, browsing, sales) = (minute(None), minute(Some(Purpose::Browsing)), minute(Some(Purpose::Sale)));
            if lanes.take(purpose).is_ok() {
                prop_assert!(all < per_minute as usize, "{all} calls of {per_minute} had been granted");
                prop_assert!(purpose == Purpose::Sale || browsing < rest.get() as usize);
                granted.push((now, purpose));
            } else if purpose == Purpose::Sale {
                prop_assert!(sales >= assured(kept), "{sales} orders of {kept} kept");
            }
        }
    }

    #[test]
    fn no_minute_ever_sees_more_than_a_budget(per_minute in 1_u32..500, pauses in prop::collection::vec(0_u64..1_500, 1..900)) {
        let clock = FakeRelativeClock::default();
        let budget = Budget::new(number(per_minute), clock.clone());
        let (mut now, mut granted) = (0_u64, std::collections::VecDeque::new());
        for pause in pauses {
            clock.advance(Duration::from_millis(pause));
            now += pause;
            while granted.front().is_some_and(|at| now - at >= 60_000) {
                granted.pop_front();
            }
            if budget.take().is_ok() {
                granted.push_back(now);
                prop_assert!(granted.len() <= per_minute as usize);
            }
        }
    }
}
