//! An act is done to many jobs, or taken back: each by a command of its own, which has seen what the preview showed. One that changed meanwhile is
//! refused, the others are done. What was tried is noted job by job, so that a form that is sent twice goes on where it was cut.

use super::asked::{JOBS, can_go, code, jobs, people, read};
use super::look::seen;
use crate::bulk::{Became, Bulk, BulkJob};
use crate::console::kept::now;
use crate::console::visit::{Posted, Sent, Visit};
use crate::error::{Fault, HubError};
use crate::ledger::{Decision, Desk, Drawn, Outcome};
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::people::Actor;
use fettle_core::kernel::{Refusal, Subject};
use std::collections::BTreeSet;

/// What becomes of a refusal.
fn refused(family: &str, code: &str, args: impl IntoIterator<Item = (impl ToString, String)>) -> Became {
    let args = args.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    Became::Refused { key: format!("{family}-{code}"), args }
}

/// The preview was agreed to.
pub(in crate::console) async fn carry(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    let code = code(&visit, fields.get("act"))?;
    let act = read(code, &fields).map_err(|_| Fault::bad("form_unreadable"))?;
    let jobs = jobs(fields.get(JOBS).split(' '));
    if visit.too_long || jobs.is_empty() {
        return Err(Fault::bad("form_unreadable"));
    }
    let bulk = Bulk { id: sent.id, person: visit.viewer.id, act, drawn: sent.drawn, undoes: None };
    begin_and_go_on(&visit, bulk, &jobs, None).await
}

/// Notes what is asked for, and does what was not tried yet. `before`: where the preview of what is taken back was drawn.
pub(super) async fn begin_and_go_on(
    visit: &Visit,
    bulk: Bulk,
    jobs: &[JobId],
    before: Option<Drawn>,
) -> Result<Response, Fault> {
    let bulks = &visit.hub().bulks;
    bulks.begin(&bulk, jobs, visit.hub().clock.now_ms()).await?;
    let Some((bulk, jobs)) = bulks.get(bulk.id, bulk.person).await? else { return Err(Fault::not_found()) };
    go_on(visit, &bulk, &jobs, before).await?;
    Ok(Redirect::to(&format!("/jobs/bulk/{}", bulk.id)).into_response())
}

/// Does what was not tried yet. A database that does not answer leaves the rest for the next time.
pub(super) async fn go_on(visit: &Visit, bulk: &Bulk, jobs: &[BulkJob], before: Option<Drawn>) -> Result<(), Fault> {
    let waiting: Vec<JobId> = jobs.iter().filter(|(_, became)| became.is_none()).map(|(id, _)| *id).collect();
    let ledger = &visit.hub().ledger;
    let may_see: BTreeSet<JobId> =
        seen(ledger, &visit.viewer.reach, &waiting).await?.into_iter().map(|(id, _)| id).collect();
    for job in waiting {
        let became = if may_see.contains(&job) {
            one(visit, bulk, job, before).await?
        } else {
            refused("refusal", "job_unknown", std::iter::empty::<(&str, String)>())
        };
        visit.hub().bulks.became(bulk.id, job, &became).await?;
    }
    Ok(())
}

/// One job, as a command of its own.
async fn one(visit: &Visit, bulk: &Bulk, job: JobId, before: Option<Drawn>) -> Result<Became, Fault> {
    let sent = Sent { id: bulk.command(job), drawn: bulk.drawn, digest: bulk.digest(&[job])? };
    let (act, actor, drawn) = (bulk.act.clone(), visit.actor(), bulk.drawn);
    let decide =
        Box::new(move |desk: Desk| Box::pin(async move { decide(&desk, act, actor, (job, drawn, before)).await }) as _);
    match visit.hub().ledger.command(visit.viewer.id, sent, false, decide).await {
        Ok(Outcome::Recorded(_) | Outcome::Again) => Ok(Became::Done),
        Ok(Outcome::Refused(refusal)) => Ok(refused("refusal", refusal.code, refusal.args)),
        Err(HubError::Fault(fault)) => Ok(refused("error", fault.code, fault.args)),
        Err(other) => Err(other.into()),
    }
}

async fn decide(
    desk: &Desk,
    act: ManyAct,
    actor: Actor,
    (job, drawn, before): (JobId, Drawn, Option<Drawn>),
) -> Result<Decision, HubError> {
    let state: Job = now(desk, job).await?;
    let actor = desk.actor(actor);
    if let Some(before) = before {
        let before: Job = desk.ledger.as_drawn(job, before).await?;
        return Ok(act.back(&state, &before, &actor));
    }
    if desk.ledger.moved_since(&Subject::from(job), drawn).await? {
        return Ok(Err(Refusal::new("changed_since_shown")));
    }
    let people = people(&desk.ledger, &act).await?;
    Ok(can_go(&act, &state, &people).and_then(|()| act.on(&state, &actor)))
}
