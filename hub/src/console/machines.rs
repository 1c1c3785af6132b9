//! The machines of a report, as its forms offer them and as they are read: boxes, and what people type.

use super::kept::find;
use super::kit::Choice;
use super::page::Page;
use super::visit::{Fields, Visit};
use crate::access;
use crate::error::{Fault, HubError};
use crate::ledger::{Directory, Ended};
use fettle_core::domain::ids::{EquipmentId, SiteId};
use fettle_core::domain::sites::Equipment;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Refusal};
use std::collections::HashMap;
use uuid::Uuid;

/// So many machines of a site are offered to tick; others are typed.
const MACHINES: usize = 30;

/// Machines of a site to choose from: those that are chosen already, and the first of the others; and whether there are more. Those that are `kept` are
/// offered wherever they are by now, as they stand on the report.
pub(super) async fn offered(
    visit: &Visit,
    p: &Page,
    site: SiteId,
    (chosen, kept): (&[EquipmentId], &[EquipmentId]),
) -> Result<(Vec<Choice>, bool), HubError> {
    let ledger = &visit.hub().ledger;
    let asks = Directory {
        kind: Equipment::KIND,
        reach: &visit.viewer.reach,
        lang: visit.lang(),
        words: "",
        owner: Some(site.into()),
        facet: None,
        ended: Ended::Without,
        today: time(visit.hub().clock.now_ms()).date_naive(),
    };
    let found = ledger.directory(&asks, None, MACHINES).await?;
    let mut ids: Vec<Uuid> = chosen.iter().map(|id| id.uuid()).collect();
    ids.extend(found.rows.iter().map(|row| row.subject.id()));
    let mut known: HashMap<Uuid, Equipment> = HashMap::new();
    for (id, folded) in ledger.several::<Equipment>(ids.clone()).await? {
        known.insert(id, folded.state);
    }
    let mut choices: Vec<Choice> = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let is_kept = at < chosen.len() && kept.contains(&EquipmentId::new(*id));
        let one = match known.remove(id) {
            Some(one) if one.site == Some(site) || is_kept => one,
            // On the report, and not on record here.
            None if is_kept => Equipment { sn: id.to_string(), ..Equipment::default() },
            _ => continue,
        };
        let place = if one.place.is_empty() { String::new() } else { format!(" · {}", one.place) };
        let text = format!("{} {}{place}", one.name.in_lang(p.lang), one.sn);
        let stands = if at < chosen.len() { id.to_string() } else { String::new() };
        choices.push(Choice::new(id, text, &stands));
    }
    Ok((choices, found.next.is_some()))
}

/// The machines that the form names: those that are ticked, and one a line those that are typed, by label, serial number or name; each once.
/// Those that are `kept` stand on the report already, also where the viewer does not see them any more.
pub(super) async fn named(
    visit: &Visit,
    fields: &Fields,
    kept: &[EquipmentId],
) -> Result<Result<Vec<(EquipmentId, Equipment)>, Refusal>, Fault> {
    let mut ids: Vec<Uuid> = Vec::new();
    for id in fields.all("equipment").filter(|id| !id.is_empty()) {
        match id.parse() {
            Ok(id) => ids.push(id),
            Err(_) => return Ok(Err(Refusal::new("choice_unreadable"))),
        }
    }
    for line in fields.get("machines").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let one = Fields(vec![("line".to_owned(), line.to_owned())]);
        match find(visit, &one, "line", Equipment::KIND).await? {
            Ok(found) => ids.extend(found),
            Err(miss) => return Ok(Err(miss.refusal.with("value", line))),
        }
    }
    let ledger = &visit.hub().ledger;
    let mut machines: Vec<(EquipmentId, Equipment)> = Vec::new();
    for id in ids {
        let machine = EquipmentId::new(id);
        if machines.iter().any(|(known, _)| *known == machine) {
            continue;
        }
        let state = if kept.contains(&machine) {
            ledger.get::<Equipment>(id).await?.map(|found| found.state).unwrap_or_default()
        } else {
            access::look::<Equipment>(ledger, &visit.viewer, id).await?.state
        };
        machines.push((machine, state));
    }
    Ok(Ok(machines))
}
