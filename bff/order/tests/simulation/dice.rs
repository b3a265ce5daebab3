//! Chance that can be had again: each throw follows from the seed, the name of what it decides and how often that was decided
//! before, so that one decision more or less elsewhere does not change all that come after it.

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The dice of one seed.
#[derive(Debug)]
pub(crate) struct Dice {
    seed: u64,
    thrown: Mutex<HashMap<String, u64>>,
}

/// One decision's share of chance.
pub(crate) struct Throw(SmallRng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, thrown: Mutex::default() }
    }

    pub(crate) fn throw(&self, name: &str) -> Throw {
        let mut thrown = self.thrown.lock().unwrap_or_else(PoisonError::into_inner);
        let times = thrown.entry(name.to_owned()).or_default();
        *times += 1;
        let mut hash = DefaultHasher::new();
        (self.seed, name, *times).hash(&mut hash);
        Throw(SmallRng::seed_from_u64(hash.finish()))
    }
}

impl Throw {
    pub(crate) fn in_a_hundred(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }

    pub(crate) fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(self.0.random_range(from..=to))
    }

    /// One of them; `None` of none.
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        if choices.is_empty() { None } else { choices.get(self.below(choices.len())).copied() }
    }
}
