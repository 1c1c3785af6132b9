//! What became of an act on many jobs: what was done, what was refused and why; and the way back, once.

use super::carry::{begin_and_go_on, go_on};
use super::look::{named, seen, title};
use crate::bulk::{Became, Bulk, BulkJob};
use crate::console::job::{Tone, tone};
use crate::console::kit::Form;
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::visit::{Posted, Visit};
use crate::error::{Fault, HubError};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::text::text_with;
use std::collections::BTreeMap;

/// One job of it.
struct Line {
    /// Empty for a job that the reader does not see any more.
    address: String,
    number: String,
    site: String,
    /// How the job stands now.
    status: String,
    tone: Tone,
    /// What became of it.
    became: String,
    good: &'static str,
}

#[derive(Template)]
#[template(path = "jobs_bulk_told.html")]
struct Told {
    p: Page,
    title: String,
    about: String,
    lines: Vec<Line>,
    /// What was not tried yet is tried.
    again: Option<Form>,
    /// It is taken back.
    back: Option<Form>,
    /// Where it was taken back, or what it took back: address and text.
    other: Option<(String, String)>,
}

async fn own(visit: &Visit, id: &str) -> Result<(Bulk, Vec<BulkJob>), Fault> {
    let id = id.parse().map_err(|_| Fault::not_found())?;
    visit.hub().bulks.get(id, visit.viewer.id).await?.ok_or_else(Fault::not_found)
}

fn became(p: &Page, undo: bool, became: Option<&Became>) -> (String, &'static str) {
    match became {
        None => (p.t("bulk-not-yet"), ""),
        Some(Became::Done) if undo => (p.t("bulk-taken-back"), "good"),
        Some(Became::Done) => (p.t("bulk-done"), "good"),
        Some(Became::Refused { key, args }) => {
            let args: Vec<(&str, String)> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            (text_with(p.lang, key, &args), "bad")
        }
    }
}

/// The page. Its form of the way back has seen what the jobs are now.
pub(in crate::console) async fn told(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    let (bulk, jobs) = own(&visit, &id).await?;
    let (hub, lang) = (visit.hub(), visit.lang());
    let ids: Vec<JobId> = jobs.iter().map(|(job, _)| *job).collect();
    let seen = seen(&hub.ledger, &visit.viewer.reach, &ids).await?;
    let names = Names::of(&hub.ledger, lang, named(&bulk.act, &seen)).await?;
    let states: BTreeMap<JobId, &Job> = seen.iter().map(|(id, job)| (*id, job)).collect();
    let p = visit.page().at("jobs");
    let (undo, mut lines) = (bulk.undoes.is_some(), Vec::with_capacity(jobs.len()));
    for (id, outcome) in &jobs {
        let job = states.get(id);
        let (became, good) = became(&p, undo, outcome.as_ref());
        let status = job.map(|job| job.status());
        lines.push(Line {
            address: job.map_or_else(String::new, |_| format!("/jobs/{id}")),
            number: job.map_or("–", |job| job.number()).to_owned(),
            site: job.and_then(|job| job.site()).map_or_else(String::new, |site| names.site(site)),
            status: status.map_or_else(String::new, |status| p.code("job-status-", status.code())),
            tone: status.map_or(Tone::Quiet, tone),
            became,
            good,
        });
    }
    let count = |wanted: fn(&Option<Became>) -> bool| jobs.iter().filter(|(_, became)| wanted(became)).count();
    let (done, waiting) = (count(|one| *one == Some(Became::Done)), count(Option::is_none));
    let not = jobs.len() - done - waiting;
    let about = p.tn("bulk-became", &[("done", done.to_string()), ("not", not.to_string())]);
    let other = other(&visit, &p, &bulk).await?;
    let path = |act: &str| format!("/jobs/bulk/{id}/{act}");
    let way_back = !undo && bulk.act.has_a_way_back() && other.is_none() && waiting == 0 && done > 0;
    let back = way_back.then(|| Form::new(&p, "back", path("back"), p.t1("bulk-back", "count", done)));
    let again = (waiting > 0).then(|| Form::new(&p, "again", path("again"), p.t1("bulk-again", "count", waiting)));
    // Those that something kept from being done stand first.
    lines.sort_by_key(|line| line.good == "good");
    let title = title(&p, &bulk.act, jobs.len());
    let title = if undo { p.t1("bulk-back-title", "what", title) } else { title };
    Ok(html(&Told { title, about, lines, again, back, other, p }))
}

async fn other(visit: &Visit, p: &Page, bulk: &Bulk) -> Result<Option<(String, String)>, HubError> {
    let link = |id, key: &str| (format!("/jobs/bulk/{id}"), p.t(key));
    Ok(match bulk.undoes {
        Some(first) => Some(link(first, "bulk-what-was-taken-back")),
        None => visit.hub().bulks.undone(bulk.id).await?.map(|id| link(id, "bulk-was-taken-back")),
    })
}

/// What was not tried yet is tried, or all that was done is taken back.
pub(in crate::console) async fn again_or_back(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, sent, .. }: Posted,
) -> Result<Response, Fault> {
    let (bulk, jobs) = own(&visit, &id).await?;
    let first = match bulk.undoes {
        Some(first) => visit.hub().bulks.get(first, visit.viewer.id).await?.map(|(first, _)| first.drawn),
        None => None,
    };
    match act.as_str() {
        "again" => {
            go_on(&visit, &bulk, &jobs, first).await?;
            Ok(Redirect::to(&format!("/jobs/bulk/{}", bulk.id)).into_response())
        }
        "back" if bulk.undoes.is_none() && bulk.act.has_a_way_back() => {
            let done = jobs.into_iter().filter(|(_, became)| *became == Some(Became::Done)).map(|(id, _)| id);
            let back =
                Bulk { id: sent.id, person: visit.viewer.id, act: bulk.act, drawn: sent.drawn, undoes: Some(bulk.id) };
            begin_and_go_on(&visit, back, &done.collect::<Vec<_>>(), Some(bulk.drawn)).await
        }
        _ => Err(Fault::not_found()),
    }
}
