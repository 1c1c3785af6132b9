//! The platform's clocks. Shells hand in their own (a monotonic clock that goes on while the phone sleeps, and an id of the boot);
//! tests and the demo hand in one that they move.

use crate::kernel::Reading;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Where times come from.
pub trait Clock: Send + Sync {
    /// One look at the clocks.
    fn read(&self) -> Reading;
}

/// The clocks of the standard library. Its monotonic clock begins with the process, so each start counts as a boot: a platform's own clock
/// gives fewer doubts.
pub struct SystemClock {
    start: Instant,
    boot: Uuid,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now(), boot: Uuid::new_v4() }
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        // Before 1970 or after the year 292 million: the nearest that can be written.
        let wall_ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
        };
        let mono_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        Reading { wall_ms, mono_ms, boot: self.boot }
    }
}
