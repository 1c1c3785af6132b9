//! Which machine of a job still wants evidence of its fault, and which photo is evidence of it (E7).

use super::facts::Photo;
use super::state::Job;
use crate::domain::ids::EquipmentId;

impl Job {
    /// The machine that evidence is asked for: of a repair at work, the first one without any, or `machine` where one is meant.
    pub fn wants_evidence(&self, machine: Option<EquipmentId>) -> Option<EquipmentId> {
        if !self.is_repair() || !self.is_started() || self.completed.is_some() {
            return None;
        }
        let meant = |one: &EquipmentId| machine.is_none_or(|machine| machine == *one);
        self.equipment().into_iter().filter(meant).find(|one| !self.has_evidence(*one))
    }
    /// The first photo that is evidence of a fault, on `machine` or on any: it shows what was found, later ones what was done.
    pub fn evidence_photo(&self, machine: Option<EquipmentId>) -> Option<&Photo> {
        let mut of = self.evidence.iter().filter(|one| machine.is_none_or(|machine| machine == one.what.equipment));
        of.find_map(|one| one.what.photos.first())
    }
}
