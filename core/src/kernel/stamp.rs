//! The order of events: a hybrid logical clock (Kulkarni et al. 2014, "Logical Physical Clocks") with the device id as tie-break.

use super::id::DeviceId;
use serde::{Deserialize, Serialize};

/// How far ahead of the hub a stamp may be, in milliseconds, before the receipt says so (`clock_ahead`, decision 0003).
pub const AHEAD_NOTICE_MS: u64 = 5 * 60 * 1000;

/// A reading of the hybrid logical clock. Orders a device's own events and every event after those that its author had seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Stamp {
    /// Milliseconds since 1970 UTC, as near to the hub's time as the device knew.
    pub ms: u64,
    /// Counts events within one millisecond, or while the physical clock stands behind.
    #[serde(rename = "n")]
    pub count: u32,
}

/// The hybrid logical clock of one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hlc {
    last: Stamp,
}

impl Hlc {
    /// A clock that goes on after `last`.
    pub const fn after(last: Stamp) -> Self {
        Self { last }
    }
    /// The newest stamp given or seen.
    pub const fn last(&self) -> Stamp {
        self.last
    }
    /// The stamp of a new event at physical time `now_ms`. Always greater than every stamp before, whatever the physical clock does.
    pub fn tick(&mut self, now_ms: u64) -> Stamp {
        self.last = if now_ms > self.last.ms {
            Stamp { ms: now_ms, count: 0 }
        } else {
            match self.last.count.checked_add(1) {
                Some(count) => Stamp { ms: self.last.ms, count },
                None => Stamp { ms: self.last.ms.saturating_add(1), count: 0 },
            }
        };
        self.last
    }
    /// Takes note of another device's event, so that what is written next sorts behind it. `seen` is the event's effective order, already
    /// held back to its receipt (see [`Order`]): a clock that is a year ahead does not infect the others.
    pub fn observe(&mut self, seen: Order) {
        // What was held back has a greater stamp than its place: only the next millisecond is surely behind it.
        let held_back = seen.ms < seen.stamp.ms;
        self.last = self.last.max(if held_back { Stamp { ms: seen.ms + 1, count: 0 } } else { seen.stamp });
    }
}

/// Where an event stands in the fold of its aggregate. Total: no two events compare equal.
///
/// The physical part is held back to the hub's time of receipt, so that a device whose clock was ahead cannot win every later edit.
/// All replicas learn the same time of receipt, so all sort alike; the order on one device is kept, because its receipts do not go back.
/// The hub's times of receipt rise from commit to commit, so that what was written knowing an event sorts behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Order {
    /// The effective time: `min(stamp.ms, received)`.
    pub ms: u64,
    /// The stamp as written.
    pub stamp: Stamp,
    /// Tie-break between devices.
    pub device: DeviceId,
    /// Tie-break within a device; only a damaged or malicious device needs it.
    pub number: u64,
}

impl Order {
    /// The order of an event with `stamp` by `device`, received by the hub at `received` (ms UTC; `None`: not yet).
    pub fn new(stamp: Stamp, device: DeviceId, number: u64, received: Option<u64>) -> Self {
        let ms = received.map_or(stamp.ms, |at| stamp.ms.min(at));
        Self { ms, stamp, device, number }
    }
}
