//! Many machines move to a site, or go out of use. What is part of a machine that moves goes along with it; what is part of one that retires retires
//! before it.

use super::super::super::{Equipment, EquipmentChange, EquipmentId, Site, SiteId};
use super::super::{Machines, change_equipment, parts_of, reinstate_equipment, retire_equipment};
use super::{Drafts, must, news};
use crate::domain::fields::back_unless_changed;
use crate::domain::people::Actor;
use crate::kernel::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is done to many machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManyEquipment {
    /// They stand at another site.
    MachineMove {
        /// Which.
        to: SiteId,
    },
    /// They are out of use.
    MachineRetire {
        /// Why, as typed.
        reason: String,
    },
}

/// What an act on one machine has to know.
#[derive(Debug, Clone, Copy)]
pub struct AroundMachine<'a> {
    /// The site that it goes to, or stands at where it does not move.
    pub site: Option<&'a Site>,
    /// The machines of where it stands and of where it goes.
    pub machines: &'a Machines,
    /// All machines that were chosen.
    pub chosen: &'a BTreeSet<EquipmentId>,
}

/// What a machine is part of, at any depth, the nearest first.
fn wholes(id: EquipmentId, machines: &Machines) -> Vec<EquipmentId> {
    let mut all = Vec::new();
    let mut next = machines.get(&id).and_then(|machine| machine.parent);
    while let Some(whole) = next {
        // Parents that were written concurrently may form a circle.
        if whole == id || all.contains(&whole) {
            break;
        }
        all.push(whole);
        next = machines.get(&whole).and_then(|machine| machine.parent);
    }
    all
}

impl ManyEquipment {
    /// The codes of all acts, in the order in which they are offered.
    pub const CODES: [&'static str; 2] = ["machine_move", "machine_retire"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MachineMove { .. } => "machine_move",
            Self::MachineRetire { .. } => "machine_retire",
        }
    }
    /// Whether `actor` may do the act of this code.
    pub fn may(code: &str, actor: &Actor) -> bool {
        actor.may(if code == "machine_retire" { "equipment.retired" } else { "equipment.changed" })
    }
    /// The machines in the order in which it is done to them: what is part of another one comes before it.
    pub fn in_order(mut chosen: Vec<EquipmentId>, machines: &Machines) -> Vec<EquipmentId> {
        chosen.sort_by_key(|id| std::cmp::Reverse(wholes(*id, machines).len()));
        chosen
    }
    /// Before it is done: the machines as they are by the time when each one's turn comes.
    pub fn by_then(&self, machines: &mut Machines, chosen: &BTreeSet<EquipmentId>) {
        if let Self::MachineRetire { reason } = self {
            for (_, machine) in machines.iter_mut().filter(|(id, _)| chosen.contains(*id)) {
                machine.retired.get_or_insert_with(|| reason.clone());
            }
        }
    }
    /// How many parts go along with a machine that moves.
    pub fn along(&self, id: EquipmentId, machines: &Machines) -> usize {
        if matches!(self, Self::MachineMove { .. }) { parts_of(id, machines).len() } else { 0 }
    }
    /// What it comes to on one machine.
    ///
    /// # Errors
    /// As [`change_equipment`] and [`retire_equipment`]; `already_so`, `goes_along` for what is part of another machine that moves.
    pub fn on(&self, actor: &Actor, id: EquipmentId, machine: &Equipment, around: AroundMachine<'_>) -> Drafts {
        must(Self::may(self.code(), actor))?;
        match self {
            Self::MachineMove { to } => {
                if wholes(id, around.machines).iter().any(|whole| around.chosen.contains(whole)) {
                    return Err(Refusal::new("goes_along"));
                }
                let change = EquipmentChange { site: Some(Some(*to)), ..EquipmentChange::default() };
                news(change_equipment(actor, id, machine, change, around.site, around.machines)?)
            }
            Self::MachineRetire { reason } => retire_equipment(actor, id, machine, around.machines, reason),
        }
    }
    /// Takes it back on one machine: it stands where it stood `before`, as part of what it was part of, or is in use.
    ///
    /// # Errors
    /// As [`change_equipment`] and [`reinstate_equipment`]; `changed_since`.
    pub fn back(
        &self,
        actor: &Actor,
        id: EquipmentId,
        (machine, before): (&Equipment, &Equipment),
        around: AroundMachine<'_>,
    ) -> Drafts {
        must(Self::may(self.code(), actor))?;
        match self {
            Self::MachineMove { to } => {
                let change = EquipmentChange { site: Some(Some(*to)), ..EquipmentChange::default() };
                let apart = |field: &str| machine.written.is_in_conflict(field);
                let mut change = back_unless_changed(&change, before, machine, apart)?;
                if machine.parent.is_none() && !machine.written.is_in_conflict("parent") {
                    change.parent = before.parent.map(Some);
                }
                change_equipment(actor, id, machine, change, around.site, around.machines)
            }
            Self::MachineRetire { reason } => {
                let same = machine.retired.as_deref().map(str::trim) == Some(reason.trim());
                if machine.written.is_in_conflict("retired") || !same {
                    return Err(Refusal::new("changed_since"));
                }
                let site = around.site.ok_or_else(|| Refusal::new("site_unknown"))?;
                reinstate_equipment(actor, id, machine, site, around.machines)
            }
        }
    }
}
