//! A field with one owner: when two authors changed it without seeing each other, both values are kept and a person is asked.

use super::fold::Meta;
use super::id::{DeviceId, EventId, PersonId};
use serde::{Deserialize, Serialize};

/// One value that stands, with who wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Write<T> {
    /// What was written.
    pub value: T,
    /// The event that wrote it.
    pub event: EventId,
    /// Its author.
    pub by: PersonId,
    device: DeviceId,
    number: u64,
    /// The device that the author wrote it on, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_device: Option<DeviceId>,
}

impl<T> Write<T> {
    /// Whether the author of an event knew this. An author is a person at a device: all people at the console write as one device.
    fn seen_by(&self, meta: &Meta<'_>) -> bool {
        let own =
            self.first_device.unwrap_or(self.device) == meta.first_device.unwrap_or(meta.device) && self.by == meta.by;
        own || meta.after.has(self.device, self.number)
    }
}

/// A multi-value register: empty, one value, or the values that were written without seeing each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Owned<T>(Vec<Write<T>>);

impl<T> Default for Owned<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Owned<T> {
    /// Writes `value`; values that the author had seen are replaced. Called in fold order.
    pub fn write(&mut self, meta: &Meta<'_>, value: T) {
        // The same value written twice concurrently is no disagreement.
        self.0.retain(|w| !w.seen_by(meta) && w.value != value);
        let (device, number, first_device) = (meta.device, meta.number, meta.first_device);
        self.0.push(Write { value, event: meta.id, by: meta.by, device, number, first_device });
    }
    /// Whether the author of an event knew every value that stands.
    pub fn seen_by(&self, meta: &Meta<'_>) -> bool {
        self.0.iter().all(|w| w.seen_by(meta))
    }
    /// The value that counts until a person decides: the newest in fold order.
    pub fn get(&self) -> Option<&T> {
        self.0.last().map(|w| &w.value)
    }
    /// Every value that stands; more than one means that a person has to choose.
    pub fn writes(&self) -> &[Write<T>] {
        &self.0
    }
    /// Whether a person has to choose.
    pub fn in_conflict(&self) -> bool {
        self.0.len() > 1
    }
}
