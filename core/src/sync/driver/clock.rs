//! The device's clocks, read at the border.

use crate::kernel::Reading;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Reads the clocks.
pub trait Clock: Send + Sync {
    /// The clocks now.
    fn now(&self) -> Reading;
}

/// The system's clocks. On Linux and Android the monotonic clock is `CLOCK_BOOTTIME`, which counts sleep and belongs to the boot that the
/// kernel names. Elsewhere it is the standard library's, which may stand in sleep and starts with the process, so that each process counts
/// as a boot of its own; a shell that knows better gives a [`Clock`] of its own.
#[derive(Debug, Clone)]
pub struct SystemClock {
    start: Instant,
    boot: Uuid,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now(), boot: kernel_boot().unwrap_or_else(Uuid::new_v4) }
    }
}

/// Milliseconds since the boot, sleep counted; none where the system has no such clock.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_boot() -> Option<u64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = u64::try_from(time.tv_sec).ok()?;
    seconds.checked_mul(1000)?.checked_add(u64::try_from(time.tv_nsec).ok()? / 1_000_000)
}
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn since_boot() -> Option<u64> {
    None
}

/// The kernel's name of this boot; none where it has none or does not tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn kernel_boot() -> Option<Uuid> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().parse().ok()
}
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn kernel_boot() -> Option<Uuid> {
    None
}

impl Clock for SystemClock {
    fn now(&self) -> Reading {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_millis());
        let counted = since_boot();
        let awake = || u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        Reading {
            wall_ms: i64::try_from(wall).unwrap_or(i64::MAX),
            mono_ms: counted.unwrap_or_else(awake),
            boot: self.boot,
            counts_sleep: counted.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_on_and_says_whether_it_counts_sleep() {
        let (first, second) = (SystemClock::default().now(), SystemClock::default().now());
        assert_eq!(first.counts_sleep, cfg!(any(target_os = "linux", target_os = "android")));
        if first.counts_sleep {
            // Two processes of one boot agree, as two clocks do here.
            let passed = second.mono_since(&first);
            assert!(passed.is_some_and(|ms| ms < 60_000), "{first:?} {second:?}");
            let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
            let seconds: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
            assert!(
                (seconds * 1000.0 - second.mono_ms as f64).abs() < 60_000.0,
                "the kernel's uptime counts sleep too"
            );
        }
    }
}
