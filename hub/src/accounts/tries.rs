//! The limit on tries: wrong passwords and codes, counted for each name and for each address.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How long a wrong try counts, in milliseconds.
const WINDOW_MS: u64 = 15 * 60 * 1000;
/// Wrong tries of one login within the window.
pub(super) const PER_LOGIN: usize = 5;
/// Wrong tries from one address within the window: people behind one router share it.
pub(super) const PER_ADDRESS: usize = 30;
/// Names remembered; who tries more at once makes all of them wait for nothing but memory.
const MOST_KEYS: usize = 100_000;

/// Wrong tries of late. In memory: a restart forgives them.
#[derive(Debug, Default)]
pub(super) struct Tries(Mutex<HashMap<String, VecDeque<u64>>>);

impl Tries {
    /// Whether `key` has used up its `most` tries.
    pub(super) fn exhausted(&self, key: &str, most: usize, now_ms: u64) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = all.get_mut(key) else { return false };
        times.retain(|at| at.saturating_add(WINDOW_MS) > now_ms);
        times.len() >= most
    }
    /// Counts a wrong try.
    pub(super) fn wrong(&self, key: &str, now_ms: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_KEYS {
            all.retain(|_, times| times.back().is_some_and(|at| at.saturating_add(WINDOW_MS) > now_ms));
        }
        all.entry(key.to_owned()).or_default().push_back(now_ms);
    }
    /// Forgives: the right one came.
    pub(super) fn right(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}
