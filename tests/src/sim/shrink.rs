//! Delta debugging: which of the faults a failure needs.

use super::faults::Fault;
use super::run::{Seed, play};

/// Runs at most; a failure that needs many faults is shown with more than it needs.
const MOST_RUNS: u32 = 60;

/// A list of faults, as short as could be found, with which the seed still fails.
pub fn shrunk(seed: &Seed, faults: &[Fault]) -> Vec<Fault> {
    let mut runs = 0;
    let mut fails = |list: &[Fault]| {
        runs += 1;
        runs <= MOST_RUNS
            && !play(&Seed { faults: Some(list.to_vec()), loud: false, ..seed.clone() }).violations.is_empty()
    };
    let mut kept = faults.to_vec();
    if fails(&[]) {
        return Vec::new();
    }
    let mut piece = kept.len().div_ceil(2);
    while piece > 0 && !kept.is_empty() {
        let mut start = 0;
        while start < kept.len() {
            let end = (start + piece).min(kept.len());
            let mut less = kept.clone();
            less.drain(start..end);
            if fails(&less) {
                kept = less;
            } else {
                start = end;
            }
        }
        piece = if piece == 1 { 0 } else { piece.div_ceil(2) };
    }
    kept
}
