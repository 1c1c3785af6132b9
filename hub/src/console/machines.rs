//! The machines of a report, as its forms offer them and as they are read: boxes, and what people type.

use super::kept::{Miss, find};
use super::kit::Choice;
use super::page::Page;
use super::query::Query;
use super::request::{AuthContext, Fields};
use crate::access;
use crate::error::{Fault, HubError};
use crate::ledger::{Directory, Ended, Listed};
use axum::Json;
use axum::response::{IntoResponse, Response};
use fettle_core::domain::ids::{EquipmentId, SiteId};
use fettle_core::domain::sites::Equipment;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// So many machines of a site are offered to tick; others are typed.
const MACHINES: usize = 30;
/// So many answer while somebody types.
const ANSWERS: usize = 8;

/// Machines of a site to tick: those that are chosen already, and the first of the others. Those that are `kept` are
/// offered wherever they are by now, as they stand on the report.
pub(super) async fn offered(
    auth: &AuthContext,
    p: &Page,
    site: SiteId,
    (chosen, kept): (&[EquipmentId], &[EquipmentId]),
) -> Result<Vec<Choice>, HubError> {
    let ledger = &auth.hub().ledger;
    let asks = of_site(auth, site, "");
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
    Ok(choices)
}

/// What is looked for at a site.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    site: String,
    q: String,
}

/// A machine that answers.
#[derive(Debug, Serialize)]
struct Hit {
    id: String,
    name: String,
    /// Its serial number.
    about: String,
}

/// The machines of a site that a form offers while somebody types.
///
/// # Errors
/// `query_unreadable` without a site.
pub(super) async fn lookup(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let site: SiteId = asked.site.parse().map_err(|_| Fault::bad("query_unreadable"))?;
    if asked.q.trim().is_empty() {
        return Ok(Json(Vec::<Hit>::new()).into_response());
    }
    let asks = of_site(&auth, site, &asked.q);
    let found = auth.hub().ledger.directory(&asks, None, ANSWERS).await?;
    let hit = |one: &Listed| Hit {
        id: one.subject.id().to_string(),
        name: one.called(auth.lang()).to_owned(),
        about: if one.name.is_empty() { String::new() } else { one.code.clone() },
    };
    Ok(Json(found.rows.iter().map(hit).collect::<Vec<_>>()).into_response())
}

/// Machines of a site that are in use, of those that answer the words.
fn of_site<'q>(auth: &'q AuthContext, site: SiteId, words: &'q str) -> Directory<'q> {
    Directory {
        kind: Equipment::KIND,
        reach: &auth.viewer.reach,
        lang: auth.lang(),
        words,
        owner: Some(site.into()),
        facet: None,
        ended: Ended::Without,
        today: time(auth.hub().clock.now_ms()).date_naive(),
    }
}

/// The machine that was typed: by label, serial number or name. Of several those at the site are meant.
async fn typed(auth: &AuthContext, fields: &Fields, site: SiteId) -> Result<Result<Option<Uuid>, Miss>, Fault> {
    let Miss { refusal, mut choices } = match find(auth, fields, "equipment_more", Equipment::KIND).await? {
        Ok(found) => return Ok(Ok(found)),
        Err(miss) => miss,
    };
    let ids: Vec<Uuid> = choices.iter().filter_map(|choice| choice.value.parse().ok()).collect();
    let mut here = auth.hub().ledger.several::<Equipment>(ids).await?;
    here.retain(|_, machine| machine.state.site == Some(site));
    match here.keys().copied().collect::<Vec<_>>().as_slice() {
        [] => {}
        [one] => return Ok(Ok(Some(*one))),
        several => choices.retain(|choice| several.iter().any(|id| id.to_string() == choice.value)),
    }
    Ok(Err(Miss { refusal, choices }))
}

/// The machines that the form names: those that are ticked, and the one that is typed, which is looked for at the `site` first; each once.
/// Those that are `kept` stand on the report already, also where the viewer does not see them any more.
pub(super) async fn named(
    auth: &AuthContext,
    fields: &Fields,
    (site, kept): (SiteId, &[EquipmentId]),
) -> Result<Result<Vec<(EquipmentId, Equipment)>, Miss>, Fault> {
    let mut ids: Vec<Uuid> = Vec::new();
    for id in fields.all("equipment").filter(|id| !id.is_empty()) {
        match id.parse() {
            Ok(id) => ids.push(id),
            Err(_) => {
                let refusal = Refusal::new("choice_unreadable");
                return Ok(Err(Miss { refusal, choices: Vec::new() }));
            }
        }
    }
    match typed(auth, fields, site).await? {
        Ok(found) => ids.extend(found),
        Err(miss) => return Ok(Err(miss)),
    }
    let ledger = &auth.hub().ledger;
    let mut machines: Vec<(EquipmentId, Equipment)> = Vec::new();
    for id in ids {
        let machine = EquipmentId::new(id);
        if machines.iter().any(|(known, _)| *known == machine) {
            continue;
        }
        let state = if kept.contains(&machine) {
            ledger.get::<Equipment>(id).await?.map(|found| found.state).unwrap_or_default()
        } else {
            access::look::<Equipment>(ledger, &auth.viewer, id).await?.state
        };
        machines.push((machine, state));
    }
    Ok(Ok(machines))
}
