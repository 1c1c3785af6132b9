//! One machine: what it is part of and what is part of it, its labels, its jobs, its history.

use super::form::machines_at;
use super::label::bind_form;
use super::tree::lines;
use crate::console::kept::{all_jobs, any, facts, history, look};
use crate::console::kit::{Field, Form, Line, RecordPage, Section, record};
use crate::console::page::Page;
use crate::console::said;
use crate::console::visit::Visit;
use crate::error::{Fault, HubError};
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::sites::{Equipment, EquipmentId, Machines, parts_of};
use fettle_core::kernel::Subject;
use std::collections::BTreeSet;

const FACTS: &[&str] = &[
    "site",
    "pn",
    "sn",
    "name",
    "class",
    "place",
    "parent",
    "installed",
    "warranty_end",
    "life_end",
    "contract",
    "retired",
];
/// Parents that stand above a machine.
const ABOVE: usize = 6;

/// What stands above the machine: its site, and what it is part of, outermost first.
async fn crumbs(
    visit: &Visit,
    p: &Page,
    machine: &Equipment,
    machines: &Machines,
) -> Result<Vec<(String, String)>, HubError> {
    let (mut above, mut met) = (Vec::new(), BTreeSet::new());
    let mut next = machine.parent;
    while let Some(id) = next.filter(|id| above.len() < ABOVE && met.insert(*id)) {
        let Some(whole) = machines.get(&id) else { break };
        above.push((format!("/equipment/{id}"), whole.name.in_lang(p.lang).to_owned()));
        next = whole.parent;
    }
    if let Some(site) = machine.site {
        let site = Subject::from(site);
        above.push((said::address(&site), said::name(&visit.hub().ledger, p, &visit.viewer, &site).await?));
    }
    above.reverse();
    Ok(above)
}

fn labels(visit: &Visit, p: &Page, id: EquipmentId, machine: &Equipment) -> Section {
    let actor = visit.actor();
    let off = |code: &String| {
        Form::new(p, "unbind", format!("/equipment/{id}/unbind"), p.t("equipment-unbind"))
            .with(Field::hidden("code").holding(code))
            .dangerous()
    };
    let may = actor.may("equipment.code_unbound");
    let line = |code: &String| Line { text: code.clone(), act: may.then(|| off(code)), ..Line::default() };
    Section {
        title: p.t("sites-field-codes"),
        lines: machine.codes.iter().map(line).collect(),
        empty: p.t("equipment-codes-none"),
        more: None,
        add: None,
        form: actor.may("equipment.code_bound").then(|| bind_form(p, id)),
    }
}

/// The page.
pub(in crate::console) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, machine) = look::<Equipment, EquipmentId>(&visit, &id).await?;
    let subject = Subject::from(id);
    let state = any(&visit, &subject).await?;
    let (p, actor) = (visit.page().at("equipment").live(Some(subject.to_string())), visit.actor());
    let machines = match machine.site {
        Some(site) => machines_at(&visit, site).await?,
        None => Machines::new(),
    };
    let retired = machine.retired.is_some();
    let mut links = Vec::new();
    if let Some(site) = machine.site.filter(|_| !retired && actor.may("job.assigned")) {
        links.push((format!("/jobs/new?site={site}&equipment={id}"), p.t("console-new-job")));
    }
    if actor.may("equipment.changed") {
        links.push((format!("/equipment/{id}/change"), p.t("equipment-change-or-move")));
    }
    if !retired && actor.may("equipment.retired") {
        links.push((format!("/equipment/{id}/retire"), p.t("equipment-retire")));
    }
    let acts = if retired && actor.may("equipment.reinstated") {
        vec![Form::new(&p, "reinstate", format!("/equipment/{id}/reinstate"), p.t("equipment-reinstate"))]
    } else {
        Vec::new()
    };
    let own: BTreeSet<EquipmentId> = parts_of(id, &machines);
    let own: Machines = machines.iter().filter(|(part, _)| own.contains(part)).map(|(k, v)| (*k, v.clone())).collect();
    let parts = Section {
        title: p.t("equipment-parts"),
        lines: lines(&p, &own),
        empty: p.t("equipment-parts-none"),
        more: None,
        add: None,
        form: None,
    };
    let jobs = all_jobs(&visit, &p, &subject, visit.hub().ledger.jobs_of_machine(id).await?).await?;
    let page = RecordPage {
        title: machine.name.in_lang(p.lang).to_owned(),
        chip: if retired { (p.t("kept-over-equipment"), "") } else { (String::new(), "") },
        crumbs: crumbs(&visit, &p, &machine, &machines).await?,
        links,
        acts,
        facts: facts(&visit, &p, &state, FACTS).await?,
        sections: vec![parts, labels(&visit, &p, id, &machine), jobs],
        history: history(&visit, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
