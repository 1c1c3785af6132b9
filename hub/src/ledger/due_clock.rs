//! The time that dues go by, and who this process is when it does them.

use crate::clock::Clock;
use std::sync::{Mutex, OnceLock, PoisonError};
use uuid::Uuid;

/// What the runner of one process remembers.
#[derive(Debug, Default)]
pub(super) struct Dues {
    /// Who this process is in a lease.
    pub(super) owner: OnceLock<Uuid>,
    clock: Mutex<Option<Believed>>,
}

/// The time that dues go by. The clock is believed, but for a jump: one that the steady clock of the machine does not see is believed once it has
/// lasted, so that a clock that is set wrong and right again makes nothing late and nothing wait.
#[derive(Debug, Clone, Copy)]
struct Believed {
    wall: u64,
    steady: u64,
    /// Since when the clock shows another time, by the steady clock.
    odd: Option<u64>,
}

/// What the two clocks may part by between two looks.
const JUMP_MS: u64 = 60 * 1000;
/// How long a jump is not believed.
const LASTS_MS: u64 = 10 * 60 * 1000;

impl Dues {
    /// Now, as far as the clock is believed.
    pub(super) fn now(&self, clock: &Clock) -> u64 {
        let (wall, steady) = (clock.now_ms(), clock.steady_ms());
        let mut believed = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        let last = believed.get_or_insert(Believed { wall, steady, odd: None });
        let gone_on = last.wall.saturating_add(steady.saturating_sub(last.steady));
        if wall.abs_diff(gone_on) > JUMP_MS {
            let since = *last.odd.get_or_insert(steady);
            if steady.saturating_sub(since) < LASTS_MS {
                return gone_on;
            }
            tracing::warn!(was = gone_on, is = wall, "the clock was set: what falls due goes by it from now on");
        }
        *last = Believed { wall, steady, odd: None };
        wall
    }
}
