//! One photo counts for every place that asks for one: which photo items of a filling stand open, and which of them a photo that is on record
//! answers already.

use super::{Check, Definition, Entry, Item, Kind, Slot};
use crate::domain::ids::EquipmentId;
use crate::domain::jobs::{Job, Photo};

impl Check {
    /// Photo items that are asked now and that nobody answered or left out: those of no machine, and those of `machine`. A photo of one machine
    /// is none of another.
    pub fn open_photos(&self, list: &Definition, machine: Option<EquipmentId>) -> Vec<Slot> {
        if self.is_completed() {
            return Vec::new();
        }
        let open = self.visible(list).filter(|(item, slot)| {
            item.kind == Kind::Photo
                && !self.entries.contains_key(slot)
                && (slot.equipment.is_none() || slot.equipment == machine)
        });
        open.map(|(_, slot)| slot).collect()
    }

    /// Whether a photo answers this item: whether it shows what is asked is for who is there to say.
    pub fn has_photo_to_refuse(&self, item: &Item, slot: &Slot) -> bool {
        item.kind == Kind::Photo && self.answer(slot).is_some()
    }

    /// Why the slot was left out, or its photo refused; none where an answer stands, or nothing.
    pub fn left_out_because(&self, slot: &Slot) -> Option<&str> {
        match self.entries.get(slot)?.get()? {
            Entry::Skipped(reason) => Some(reason),
            Entry::Answered(_) => None,
        }
    }
}

/// Open photo items of a repair's list with the evidence of the fault that answers each. A patrol, which finds faults, has a picture of its
/// own for each item.
pub fn answered_by_evidence(check: &Check, list: &Definition, job: &Job) -> Vec<(Slot, Photo)> {
    if !job.is_repair() {
        return Vec::new();
    }
    let mut machines: Vec<Option<EquipmentId>> = job.equipment().into_iter().map(Some).collect();
    machines.push(None);
    let mut found: Vec<(Slot, Photo)> = Vec::new();
    for machine in machines {
        for slot in check.open_photos(list, machine) {
            let photo = job.evidence_photo(slot.equipment).filter(|_| found.iter().all(|(other, _)| *other != slot));
            found.extend(photo.cloned().map(|photo| (slot, photo)));
        }
    }
    found
}
