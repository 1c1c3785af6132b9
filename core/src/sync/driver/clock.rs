//! The device's clocks, read at the border.

use crate::kernel::Reading;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Reads the clocks.
pub trait Clock: Send + Sync {
    /// The clocks now.
    fn now(&self) -> Reading;
}

/// The system's clocks. The monotonic clock of a process starts with it, so each process counts as a boot of its own; a shell that knows
/// the device's uptime and boot gives a [`Clock`] of its own.
#[derive(Debug, Clone)]
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
    fn now(&self) -> Reading {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_millis());
        Reading {
            wall_ms: i64::try_from(wall).unwrap_or(i64::MAX),
            mono_ms: u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX),
            boot: self.boot,
        }
    }
}
