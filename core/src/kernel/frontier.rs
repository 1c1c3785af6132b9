//! What an author had seen of a subject: the highest number of each device, a version vector.
//!
//! The design's `after` names one event; one event cannot tell what a phone had seen when two other phones' work arrived late and separately,
//! so `after` is a small version vector (decision 0002). A subject is touched by a handful of devices.

use super::id::DeviceId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Highest number seen of each device on one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Frontier(BTreeMap<DeviceId, u64>);

impl Frontier {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }
    /// Takes note of one event.
    pub fn see(&mut self, device: DeviceId, number: u64) {
        let highest = self.0.entry(device).or_insert(0);
        *highest = number.max(*highest);
    }
    /// Whether event `number` of `device` had been seen.
    pub fn has(&self, device: DeviceId, number: u64) -> bool {
        self.of(device).is_some_and(|highest| highest >= number)
    }
    /// The highest number of a device; none where nothing of it had been seen.
    pub fn of(&self, device: DeviceId) -> Option<u64> {
        self.0.get(&device).copied()
    }
    /// Whether nothing had been seen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Devices and their highest numbers.
    pub fn iter(&self) -> impl Iterator<Item = (DeviceId, u64)> + '_ {
        self.0.iter().map(|(&device, &number)| (device, number))
    }
}

impl FromIterator<(DeviceId, u64)> for Frontier {
    fn from_iter<I: IntoIterator<Item = (DeviceId, u64)>>(items: I) -> Self {
        let mut frontier = Self::new();
        for (device, number) in items {
            frontier.see(device, number);
        }
        frontier
    }
}
