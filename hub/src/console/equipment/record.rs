//! One machine: what it is part of and what is part of it, its labels, its jobs, its history.

use super::form::machines_at;
use super::label::bind_form;
use super::tree::lines;
use crate::console::kept::{all_jobs, any, facts, history, look};
use crate::console::kit::{Field, Form, Line, RecordPage, Section, record};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
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
    auth: &AuthContext,
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
        above.push((said::address(&site), said::name(&auth.hub().ledger, p, &auth.viewer, &site).await?));
    }
    above.reverse();
    Ok(above)
}

fn labels(auth: &AuthContext, p: &Page, id: EquipmentId, machine: &Equipment) -> Section {
    let actor = auth.actor();
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
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, machine) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let (p, actor) = (auth.page().at("equipment").live(Some(subject.to_string())), auth.actor());
    let machines = match machine.site {
        Some(site) => machines_at(&auth, site).await?,
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
    let jobs = all_jobs(&auth, &p, &subject, auth.hub().ledger.jobs_of_machine(id).await?).await?;
    let page = RecordPage {
        title: machine.name.in_lang(p.lang).to_owned(),
        chip: if retired { (p.t("kept-over-equipment"), "") } else { (String::new(), "") },
        crumbs: crumbs(&auth, &p, &machine, &machines).await?,
        links,
        acts,
        facts: facts(&auth, &p, &state, FACTS).await?,
        sections: vec![parts, labels(&auth, &p, id, &machine), jobs],
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
