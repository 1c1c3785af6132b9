//! What the simulator itself remembers: every event that a phone committed, and every receipt that a phone had. No store can forget here.

use fettle_core::kernel::{DeviceId, Event, EventId};
use fettle_core::sync::protocol::Receipt;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug)]
pub struct Committed {
    pub phone: usize,
    /// How many were committed before it, on all phones.
    pub order: u64,
    pub device: DeviceId,
    pub number: u64,
    /// A receipt for it was taken in by its phone.
    pub acknowledged: bool,
    /// It was on media that no longer exist before any receipt: nobody can have it.
    pub lost: bool,
}

#[derive(Debug, Default)]
pub struct Book {
    pub events: BTreeMap<EventId, Committed>,
    numbers: BTreeMap<(DeviceId, u64), EventId>,
    /// Files, by their hash, that were only on media that no longer exist.
    pub lost_blobs: BTreeSet<String>,
}

impl Book {
    pub fn commit(&mut self, phone: usize, events: &[Event]) {
        for event in events {
            let header = event.header();
            // A repeat counts as its original, which is in the book.
            if header.repeats.is_some() {
                continue;
            }
            let (device, number) = (header.device, header.number);
            self.numbers.insert((device, number), header.id);
            let order = self.count();
            self.events.insert(header.id, Committed { phone, order, device, number, acknowledged: false, lost: false });
        }
    }
    /// How many events were committed.
    pub fn count(&self) -> u64 {
        self.events.len() as u64
    }
    /// The phone's media went back to when `kept` events had been committed: what came later and has no receipt may be lost.
    pub fn lose(&mut self, phone: usize, kept: u64) {
        for committed in self.events.values_mut() {
            committed.lost |= committed.phone == phone && committed.order >= kept && !committed.acknowledged;
        }
    }
    /// The highest number that a device committed.
    pub fn last(&self, device: DeviceId) -> u64 {
        self.numbers.range((device, 0)..=(device, u64::MAX)).next_back().map_or(0, |((_, number), _)| *number)
    }
    pub fn acknowledge(&mut self, device: DeviceId, receipts: &[Receipt]) {
        for receipt in receipts {
            let id = self.numbers.get(&(device, receipt.number));
            if let Some(committed) = id.and_then(|id| self.events.get_mut(id)) {
                committed.acknowledged = true;
            }
        }
    }
}
