//! What a device knows of the time: wall clock, monotonic clock, and how far off the hub's time the wall clock was last known to be.
//!
//! Promise 3: the clock is right although the phone was offline. A wall clock can be set by hand; a monotonic clock cannot, but it starts
//! again with each boot, and some stand while the device sleeps. Together with one exchange with the hub they give the hub's time, or an
//! honest doubt.
//!
//! What can be known within one boot: a monotonic clock that counts sleep gives the time that passed. One that stands in sleep gives only
//! the least that can have passed: a wall clock that went on further is explained by sleep and is believed, without a doubt; a wall clock
//! that went on less was surely set back, and the least is the best that is known. A wall clock that was set ahead cannot be told from
//! sleep there, which is why each shell brings a clock that counts sleep.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One look at the device's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Wall clock, milliseconds since 1970 UTC.
    pub wall_ms: i64,
    /// Monotonic clock, milliseconds since some point in this boot.
    pub mono_ms: u64,
    /// Which boot the monotonic clock belongs to.
    pub boot: Uuid,
    /// Whether the monotonic clock goes on while the device sleeps. Where nothing says so it does not.
    #[serde(default)]
    pub counts_sleep: bool,
}

impl Reading {
    /// How far the monotonic clock went on since `earlier`, milliseconds; none where it is another boot's, or went back.
    pub fn mono_since(&self, earlier: &Self) -> Option<u64> {
        if self.boot == earlier.boot { self.mono_ms.checked_sub(earlier.mono_ms) } else { None }
    }
    /// Whether the monotonic clock counted sleep at both readings: then, and only then, it gives the time that passed between them.
    pub fn counts_sleep_since(&self, earlier: &Self) -> bool {
        self.counts_sleep && earlier.counts_sleep
    }
}

/// What was learnt at the last exchange with the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockAnchor {
    /// The device's clocks in the middle of the exchange.
    pub reading: Reading,
    /// The hub's time then, milliseconds since 1970 UTC.
    pub hub_ms: u64,
    /// Half of the exchange's round trip: the hub's time is known to within this many milliseconds.
    pub within_ms: u32,
}

/// Why an event's time may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Hash, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum ClockDoubt {
    /// The device never compared its clock with the hub's.
    NeverCompared,
    /// The wall clock was set while the monotonic clock ran: the monotonic clock was believed. Never said of a lag that sleep explains.
    WallClockSet,
    /// The device was restarted since the comparison, and its wall clock is not after it.
    WentBack,
    /// The device was restarted since the comparison: the wall clock is believed, unproven.
    Restarted,
    /// What a newer version says and this one does not know. The event has it as written.
    #[serde(other)]
    Other,
}

/// The clocks as an event carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockNote {
    /// Wall clock as shown on the device, milliseconds since 1970 UTC.
    pub wall: i64,
    /// Monotonic clock, milliseconds.
    pub mono: u64,
    /// Best estimate of the hub's time minus the wall clock, milliseconds.
    pub skew: i64,
    /// Why the estimate may be wrong; absent when it is proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<ClockDoubt>,
}

impl ClockNote {
    /// Best estimate of the hub's time when the event was written, milliseconds since 1970 UTC.
    pub fn hub_ms(&self) -> u64 {
        u64::try_from(self.wall.saturating_add(self.skew)).unwrap_or(0)
    }
}

/// How far wall and monotonic clock may part within one boot before the wall clock counts as set by hand, in milliseconds: cheap crystals
/// drift some 50 ppm (4 s a day), network time corrects by seconds.
const SET_BY_HAND_MS: i64 = 30_000;

/// The note for an event written at `now`, given what was last learnt from the hub.
pub fn note(now: Reading, anchor: Option<&ClockAnchor>) -> ClockNote {
    let bare = |skew, doubt| ClockNote { wall: now.wall_ms, mono: now.mono_ms, skew, doubt };
    let Some(anchor) = anchor else { return bare(0, Some(ClockDoubt::NeverCompared)) };
    let hub = i64::try_from(anchor.hub_ms).unwrap_or(i64::MAX);
    let known_skew = hub.saturating_sub(anchor.reading.wall_ms);
    if let Some(elapsed) = now.mono_since(&anchor.reading) {
        let elapsed = i64::try_from(elapsed).unwrap_or(i64::MAX);
        let by_mono = hub.saturating_add(elapsed).saturating_sub(now.wall_ms);
        // Above zero: the wall clock went on less than the monotonic one.
        let behind = by_mono.saturating_sub(known_skew);
        if now.counts_sleep_since(&anchor.reading) {
            let set = behind.saturating_abs() > SET_BY_HAND_MS;
            return bare(by_mono, set.then_some(ClockDoubt::WallClockSet));
        }
        return if behind > SET_BY_HAND_MS {
            bare(by_mono, Some(ClockDoubt::WallClockSet))
        } else {
            bare(known_skew, None)
        };
    }
    let went_back = now.wall_ms < anchor.reading.wall_ms;
    bare(known_skew, Some(if went_back { ClockDoubt::WentBack } else { ClockDoubt::Restarted }))
}
