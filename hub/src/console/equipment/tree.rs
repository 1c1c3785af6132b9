//! The machines of a site as a tree: what is part of what.

use crate::console::kit::Line;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use fettle_core::domain::sites::{Equipment, EquipmentId, SiteId};
use std::collections::{BTreeMap, BTreeSet};

/// Machines that the page of a site shows; all of them stand in the list.
const MOST: u32 = 200;
/// Parents that are shown as such; what is deeper stands as deep.
const DEEPEST: usize = 4;

/// The machines of a site, each below what it is part of; and whether there are more.
pub(in crate::console) async fn tree(
    auth: &AuthContext,
    p: &Page,
    site: SiteId,
) -> Result<(Vec<Line>, bool), HubError> {
    let mut found = auth.hub().ledger.machines_of(site, MOST + 1).await?;
    let more = found.len() > usize::try_from(MOST).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    let machines: BTreeMap<EquipmentId, Equipment> = found.into_iter().collect();
    Ok((lines(p, &machines), more))
}

/// Each machine below what it is part of. Parents that were written concurrently may form a circle: each machine is shown once.
pub(super) fn lines(p: &Page, machines: &BTreeMap<EquipmentId, Equipment>) -> Vec<Line> {
    let mut parts: BTreeMap<EquipmentId, Vec<EquipmentId>> = BTreeMap::new();
    let mut tops = Vec::new();
    for (id, machine) in machines {
        match machine.parent.filter(|parent| machines.contains_key(parent)) {
            Some(parent) => parts.entry(parent).or_default().push(*id),
            None => tops.push(*id),
        }
    }
    let (mut lines, mut shown) = (Vec::new(), BTreeSet::new());
    // What is in a circle has no top.
    for top in tops.into_iter().chain(machines.keys().copied()) {
        let mut next = vec![(top, 0)];
        while let Some((id, depth)) = next.pop() {
            let Some(machine) = machines.get(&id).filter(|_| shown.insert(id)) else { continue };
            lines.push(line(p, id, machine, depth));
            next.extend(parts.get(&id).into_iter().flatten().rev().map(|part| (*part, (depth + 1).min(DEEPEST))));
        }
    }
    lines
}

/// A machine as a line.
pub(super) fn line(p: &Page, id: EquipmentId, machine: &Equipment, depth: usize) -> Line {
    let below = [&machine.pn, &machine.sn, &machine.place];
    let below = below.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
    let retired = machine.retired.is_some();
    Line {
        text: machine.name.in_lang(p.lang).to_owned(),
        below,
        address: format!("/equipment/{id}"),
        chip: if retired { (p.t("kept-over-equipment"), "") } else { (String::new(), "") },
        depth,
        act: None,
    }
}
