//! The engine on a simulated network and clock: providers that lose, delay and contradict, a hook that is silent, instances that
//! die and freeze, customers with tabs. Judged by what was really sold. Every seed is one world and replays exactly:
//! `SIMULATION_SEED=123 cargo test -p order --test simulation`; `SIMULATION_SEEDS=50000` plays that many.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test says why it fails")]
mod clients;
mod desk;
mod dice;
mod hook;
mod judge;
mod ledger;
mod network;
mod process;
mod server;
mod shop;
mod storm;
mod witness;
mod world;
mod wrongness;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use world::play;
use wrongness::Wrongness;

/// How many seeds a plain run plays.
const SEEDS: u64 = 2_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number of seeds"))
}

/// Plays those seeds on all cores; answers the seeds that went wrong.
fn play_all(seeds: std::ops::Range<u64>) -> Vec<(u64, Vec<String>)> {
    let next = AtomicU64::new(seeds.start);
    let wrong = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let outcome = play(seed, None);
                    if !outcome.wrongs.is_empty() {
                        wrong.lock().unwrap_or_else(PoisonError::into_inner).push((seed, outcome.wrongs));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap_or_else(PoisonError::into_inner);
    wrong.sort();
    wrong
}

#[test]
fn no_seed_buys_twice_loses_an_order_or_lies() {
    let seeds = match number("SIMULATION_SEED") {
        Some(one) => one..one + 1,
        None => 0..number("SIMULATION_SEEDS").unwrap_or(SEEDS),
    };
    let count = seeds.end - seeds.start;
    let wrong = play_all(seeds);
    for (seed, wrongs) in wrong.iter().take(20) {
        println!("SIMULATION_SEED={seed} cargo test -p order --test simulation no_seed\n  {}", wrongs.join("\n  "));
    }
    assert!(wrong.is_empty(), "{} of {count} seeds went wrong", wrong.len());
}

#[test]
fn a_seed_replays_exactly() {
    for seed in 0..40 {
        let (one, other) = (play(seed, None), play(seed, None));
        assert_eq!(one.story, other.story, "seed {seed}");
    }
}

#[test]
fn the_judge_speaks_when_the_surroundings_break_their_promise() {
    for wrongness in [Wrongness::ForgottenIntents, Wrongness::BrokenIsNotSent, Wrongness::BlindToTheList, Wrongness::ForgottenReleases] {
        let caught = (0..300).find(|seed| !play(*seed, Some(wrongness)).wrongs.is_empty());
        assert!(caught.is_some(), "{wrongness:?} went unseen");
    }
}
