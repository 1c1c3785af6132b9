//! What an act comes to, job by job, before it is done: what will happen, or why not. Nothing is recorded.

use super::asked::{self, JOBS, MOST, can_go, code, form, jobs, joined, people, read};
use crate::console::command::{Told, refusal_text};
use crate::console::job::{Tone, tone};
use crate::console::kit::refused_page;
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::visit::{Posted, Visit};
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use askama::Template;
use axum::response::Response;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::reach::Reach;
use fettle_core::kernel::{PersonId, Refusal, Subject};
use std::collections::BTreeMap;

/// An act and the jobs that were chosen for it.
pub(super) struct Chosen {
    pub act: ManyAct,
    pub jobs: Vec<JobId>,
    /// There are more than one act takes.
    pub cut: bool,
}

/// One job of the preview.
struct Line {
    address: String,
    number: String,
    site: String,
    status: String,
    tone: Tone,
    /// What will happen; empty where nothing does.
    will: String,
    /// Why not; empty where it happens.
    why_not: String,
}

#[derive(Template)]
#[template(path = "jobs_bulk.html")]
struct Look {
    p: Page,
    title: String,
    about: String,
    lines: Vec<Line>,
    /// The hidden fields of the form that does it.
    fields: Vec<(&'static str, String)>,
    /// How many will be done.
    count: usize,
    button: String,
    danger: bool,
    proof: String,
}

/// The jobs that `reach` has, with their states, in their order.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn seen(ledger: &Ledger, reach: &Reach, jobs: &[JobId]) -> Result<Vec<(JobId, Job)>, HubError> {
    let within = ledger.within(reach, &jobs.iter().map(|id| Subject::from(*id)).collect::<Vec<_>>()).await?;
    let ids = jobs.iter().filter(|id| within.contains(&Subject::from(**id))).map(|id| id.uuid()).collect();
    let found = ledger.several::<Job>(ids).await?;
    let mut states: BTreeMap<JobId, Job> =
        found.into_iter().map(|(id, folded)| (JobId::from(id), folded.state)).collect();
    Ok(jobs.iter().filter_map(|id| Some((*id, states.remove(id)?))).collect())
}

/// Whose names the lines show.
pub(super) fn named(act: &ManyAct, jobs: &[(JobId, Job)]) -> Vec<Subject> {
    let mut named: Vec<Subject> = jobs.iter().filter_map(|(_, job)| job.site()).map(Subject::from).collect();
    if let ManyAct::Assign { to } = act {
        named.extend(to.iter().map(|id| Subject::from(*id)));
        let before = jobs.iter().filter_map(|(_, job)| job.assignment.get()).flat_map(|known| known.to.clone());
        named.extend(before.map(Subject::from));
    }
    named
}

/// What an act does to a job, in words.
fn will(p: &Page, names: &Names, act: &ManyAct, job: &Job) -> String {
    let nobody = |people: Vec<PersonId>| if people.is_empty() { p.t("bulk-nobody") } else { names.persons(&people) };
    match act {
        ManyAct::Assign { to } => {
            let before = job.assignment.get().map(|known| known.to.clone()).unwrap_or_default();
            p.tn("bulk-assign-will", &[("to", names.persons(to)), ("from", nobody(before))])
        }
        ManyAct::Judge { judgement } => {
            let class = p.code("job-class-", judgement.class.code());
            let before = job.judgement.get().map_or_else(|| "–".to_owned(), |known| known.level.to_string());
            let level = judgement.level.to_string();
            p.tn("bulk-judge-will", &[("class", class), ("level", level), ("from", before)])
        }
        _ => p.code("bulk-will-", act.code()), // keys!: bulk-will-*
    }
}

/// The title of an act on so many jobs.
// keys!: bulk-act-*
pub(super) fn title(p: &Page, act: &ManyAct, count: usize) -> String {
    p.tn("bulk-title", &[("act", p.code("bulk-act-", act.code())), ("count", count.to_string())])
}

/// The preview.
pub(super) async fn preview(visit: &Visit, chosen: Chosen) -> Result<Response, Fault> {
    let Chosen { act, jobs, cut } = chosen;
    let (ledger, actor, lang) = (&visit.hub().ledger, visit.actor(), visit.lang());
    let seen = seen(ledger, &visit.viewer.reach, &jobs).await?;
    let people = people(ledger, &act).await?;
    let names = Names::of(ledger, lang, named(&act, &seen)).await?;
    let mut p = visit.page().at("jobs").back_to("/jobs");
    if cut {
        let told = p.t1("bulk-cut", "most", MOST);
        p = p.refused(told);
    }
    let (mut lines, mut done) = (Vec::with_capacity(seen.len()), Vec::new());
    for (id, job) in &seen {
        let said = can_go(&act, job, &people).and_then(|()| act.on(job, &actor));
        let why_not = said.as_ref().err().map_or_else(String::new, |refusal| refusal_text(lang, refusal));
        if said.is_ok() {
            done.push(*id);
        }
        lines.push(Line {
            address: format!("/jobs/{id}"),
            number: job.number().to_owned(),
            site: job.site().map_or_else(String::new, |site| names.site(site)),
            status: p.code("job-status-", job.status().code()),
            tone: tone(job.status()),
            will: if said.is_ok() { will(&p, &names, &act, job) } else { String::new() },
            why_not,
        });
    }
    // Those that nothing happens to stand first: they want to be read.
    lines.sort_by_key(|line| line.why_not.is_empty());
    let mut fields = asked::written(&act);
    fields.push((JOBS, joined(&done)));
    let count = done.len();
    let about = p.tn("bulk-about", &[("done", count.to_string()), ("not", (lines.len() - count).to_string())]);
    let page = Look {
        title: title(&p, &act, lines.len()),
        about,
        lines,
        fields,
        count,
        button: p.tn("bulk-do", &[("act", p.code("bulk-act-", act.code())), ("count", count.to_string())]),
        danger: matches!(act, ManyAct::Cancel { .. } | ManyAct::Close),
        proof: p.form(),
        p,
    };
    Ok(html(&page))
}

/// What the act wants to know was said.
pub(in crate::console) async fn look(Posted { visit, fields, .. }: Posted) -> Result<Response, Fault> {
    let code = code(&visit, fields.get("act"))?;
    let jobs = jobs(fields.get(JOBS).split(' '));
    let act = read(code, &fields);
    let act = if visit.too_long { Err(Refusal::new("text_too_long")) } else { act };
    match act {
        Ok(act) => preview(&visit, Chosen { act, jobs, cut: false }).await,
        Err(refusal) => {
            let p = visit.page().at("jobs").back_to("/jobs");
            let form = form(&visit, &p, code, &jobs).await?;
            let title = p.tn("bulk-title", &[("act", p.code("bulk-act-", code)), ("count", jobs.len().to_string())]);
            let crumb = ("/jobs".to_owned(), p.t("console-jobs"));
            Ok(refused_page(p, title, crumb, form, (&fields, &Told::of(visit.lang(), &refusal))))
        }
    }
}
