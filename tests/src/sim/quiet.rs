//! The end: the faults are over, and everybody syncs until nobody learns anything new.

use super::faults;
use super::world::{Happening, World};

/// Rounds of sessions within which everything must have arrived once the faults are over.
const QUIET_ROUNDS: usize = 8;

impl World {
    async fn round(&mut self) {
        self.news = 0;
        for p in 0..self.phones.len() {
            let at = self.at + 1000;
            self.plan(at, Happening::Begin(p));
            self.run_queue().await;
        }
    }

    /// The faults are over: everybody syncs until nobody learns anything new.
    pub async fn quiet(&mut self) {
        self.quiet = true;
        self.hub_up().await;
        if self.leap_at_the_end > 0 {
            self.leapt += self.leap_at_the_end;
            self.show_clock();
            // Who has a network goes on meanwhile; who is away is still away.
            self.round().await;
        }
        for p in 0..self.phones.len() {
            faults::heal(self, p);
        }
        for round in 0..QUIET_ROUNDS {
            self.round().await;
            self.trace.note(self.now(), format_args!("quiet round {round}: {} news", self.news));
            if self.news == 0 {
                return;
            }
        }
        self.violate(format!("not quiet after {QUIET_ROUNDS} rounds"));
    }
}
