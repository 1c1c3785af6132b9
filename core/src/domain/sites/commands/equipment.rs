//! Equipment: registered, changed, moved with its parts, labelled, retired.

use super::super::{Equipment, EquipmentChange, EquipmentDetails, EquipmentEvent, EquipmentId, Site, SiteId};
use super::{Drafts, because, free_of};
use crate::domain::fields::Change;
use crate::domain::people::Actor;
use crate::kernel::{Draft, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// The machines of the sites that a command is about: where a machine stands, and where it is to stand.
pub type Machines = BTreeMap<EquipmentId, Equipment>;

/// Everything that is part of `id`, at any depth, itself not among them. Parents that were written concurrently may form a circle; each machine is
/// met once.
pub fn parts_of(id: EquipmentId, machines: &Machines) -> BTreeSet<EquipmentId> {
    let mut all = BTreeSet::new();
    let mut next = vec![id];
    while let Some(of) = next.pop() {
        for (part, machine) in machines {
            if machine.parent == Some(of) && *part != id && all.insert(*part) {
                next.push(*part);
            }
        }
    }
    all
}

/// Registers a machine on `site`; `machines` are those that stand there.
///
/// # Errors
/// `not_allowed`, `equipment_known`, `site_unknown`, `site_closed`, `name_missing`, `part_number_missing`, and those of a parent: `own_parent`,
/// `parent_elsewhere`, `parent_retired`.
pub fn register_equipment(
    actor: &Actor,
    id: EquipmentId,
    details: EquipmentDetails,
    site: &Site,
    machines: &Machines,
) -> Drafts {
    actor.must("equipment.registered")?;
    if machines.contains_key(&id) {
        return Err(Refusal::new("equipment_known"));
    }
    stands(site)?;
    let mut machine = Equipment::default();
    EquipmentChange::from(details.clone()).put(&mut machine);
    sound(&machine)?;
    part_of_sound(id, details.site, details.parent, machines)?;
    Ok(vec![Draft::new(id.into(), &EquipmentEvent::Registered { details })])
}

fn stands(site: &Site) -> Result<(), Refusal> {
    if site.customer.is_none() {
        return Err(Refusal::new("site_unknown"));
    }
    if site.closed.is_some() { Err(Refusal::new("site_closed")) } else { Ok(()) }
}

fn sound(machine: &Equipment) -> Result<(), Refusal> {
    if machine.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if machine.pn.trim().is_empty() {
        return Err(Refusal::new("part_number_missing"));
    }
    Ok(())
}

/// A parent is another machine of the same site, in use, and no part of the machine.
fn part_of_sound(
    id: EquipmentId,
    site: SiteId,
    parent: Option<EquipmentId>,
    machines: &Machines,
) -> Result<(), Refusal> {
    let Some(parent) = parent else { return Ok(()) };
    if parent == id {
        return Err(Refusal::new("own_parent"));
    }
    let whole = machines.get(&parent).filter(|whole| whole.site == Some(site));
    let whole = whole.ok_or_else(|| Refusal::new("parent_elsewhere"))?;
    if whole.retired.is_some() {
        return Err(Refusal::new("parent_retired"));
    }
    if parts_of(id, machines).contains(&parent) {
        return Err(Refusal::new("parent_circle"));
    }
    Ok(())
}

/// Changes what is known of a machine. To another site its parts go along, and what it was part of is left behind unless the change says of what
/// it is part there. `to` is the site that the change names, `machines` are those of both sites.
///
/// # Errors
/// `not_allowed`, `equipment_unknown`, `name_missing`, `part_number_missing`, `site_unknown`, `site_closed`, `own_parent`, `parent_elsewhere`,
/// `parent_retired`, `parent_circle`. A change of nothing is no error and no event.
pub fn change_equipment(
    actor: &Actor,
    id: EquipmentId,
    machine: &Equipment,
    change: EquipmentChange,
    to: Option<&Site>,
    machines: &Machines,
) -> Drafts {
    actor.must("equipment.changed")?;
    known(machine)?;
    let mut change = change.news(machine, &machine.written);
    if change.is_empty() {
        return Ok(Vec::new());
    }
    let moves = change.site.flatten().filter(|site| machine.site != Some(*site));
    if let Some(site) = moves {
        to.map_or_else(|| Err(Refusal::new("site_unknown")), stands)?;
        let there = |parent: &EquipmentId| machines.get(parent).is_some_and(|whole| whole.site == Some(site));
        if change.parent.is_none() && machine.parent.is_some_and(|parent| !there(&parent)) {
            change.parent = Some(None);
        }
    }
    let mut then = machine.clone();
    change.clone().put(&mut then);
    sound(&then)?;
    if (change.parent.is_some() || moves.is_some())
        && let Some(site) = then.site
    {
        part_of_sound(id, site, then.parent, machines)?;
    }
    let mut drafts = vec![Draft::new(id.into(), &EquipmentEvent::Changed { change })];
    if let Some(site) = moves {
        for part in parts_of(id, machines) {
            let change = EquipmentChange { site: Some(Some(site)), ..EquipmentChange::default() };
            drafts.push(Draft::new(part.into(), &EquipmentEvent::Changed { change }));
        }
    }
    Ok(drafts)
}

fn known(machine: &Equipment) -> Result<(), Refusal> {
    if machine.site.is_none() { Err(Refusal::new("equipment_unknown")) } else { Ok(()) }
}

/// Takes a machine out of use. `machines` are those of its site.
///
/// # Errors
/// `not_allowed`, `equipment_unknown`, `equipment_retired`, `reason_missing`, `parts_in_use` while parts of it are.
pub fn retire_equipment(
    actor: &Actor,
    id: EquipmentId,
    machine: &Equipment,
    machines: &Machines,
    reason: &str,
) -> Drafts {
    actor.must("equipment.retired")?;
    known(machine)?;
    if machine.retired.is_some() {
        return Err(Refusal::new("equipment_retired"));
    }
    let reason = because(reason)?;
    let in_use = |part: &EquipmentId| machines.get(part).is_some_and(|part| part.retired.is_none());
    free_of("parts_in_use", parts_of(id, machines).iter().filter(|part| in_use(part)).count() as u64)?;
    Ok(vec![Draft::new(id.into(), &EquipmentEvent::Retired { reason })])
}

/// A machine is in use again. `machines` are those of its site.
///
/// # Errors
/// `not_allowed`, `equipment_unknown`, `equipment_in_use`, `site_closed`, `parent_retired`.
pub fn reinstate_equipment(
    actor: &Actor,
    id: EquipmentId,
    machine: &Equipment,
    site: &Site,
    machines: &Machines,
) -> Drafts {
    actor.must("equipment.reinstated")?;
    known(machine)?;
    if machine.retired.is_none() {
        return Err(Refusal::new("equipment_in_use"));
    }
    stands(site)?;
    if machine.parent.and_then(|whole| machines.get(&whole)).is_some_and(|whole| whole.retired.is_some()) {
        return Err(Refusal::new("parent_retired"));
    }
    Ok(vec![Draft::new(id.into(), &EquipmentEvent::Reinstated {})])
}

/// Binds a label's code to a machine, on the spot. `owner` is the machine that has the code already, if any.
///
/// # Errors
/// `not_allowed`, `code_empty`, `code_taken`. The machine's own code again is no error and no event.
pub fn bind_label(
    actor: &Actor,
    id: EquipmentId,
    equipment: &Equipment,
    code: &str,
    owner: Option<EquipmentId>,
) -> Drafts {
    actor.must("equipment.code_bound")?;
    if code.trim().is_empty() {
        return Err(Refusal::new("code_empty"));
    }
    if owner.is_some_and(|owner| owner != id) {
        return Err(Refusal::new("code_taken").with("code", code));
    }
    if equipment.codes.contains(code) {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &EquipmentEvent::CodeBound { code: code.to_owned() })])
}

/// A label is no longer on a machine.
///
/// # Errors
/// `not_allowed`, `code_unknown`.
pub fn unbind_label(actor: &Actor, id: EquipmentId, equipment: &Equipment, code: &str) -> Drafts {
    actor.must("equipment.code_unbound")?;
    if !equipment.codes.contains(code) {
        return Err(Refusal::new("code_unknown").with("code", code));
    }
    Ok(vec![Draft::new(id.into(), &EquipmentEvent::CodeUnbound { code: code.to_owned() })])
}
