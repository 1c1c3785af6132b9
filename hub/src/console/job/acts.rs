//! What the forms on a job's page do: each a command of the domain, recorded as the person's own.

use super::page::show_refused;
use crate::access;
use crate::console::command::{run, run_numbering};
use crate::console::visit::{Fields, Posted};
use crate::console::words;
use crate::error::Fault;
use crate::ledger::Desk;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::commands::{self, Drafts};
use fettle_core::domain::jobs::sheet::{Cause, Channel};
use fettle_core::domain::jobs::{
    Cancellation, CauseFinding, ConflictSettling, FaultClass, FlagSettling, Job, JobField, Judgement, RemoteSolution,
    RepeatAttribution, RepeatReason, ReturnCall, Visit as Agreed,
};
use fettle_core::domain::people::Actor;
use fettle_core::domain::sites::Site;
use fettle_core::kernel::Refusal;
use fettle_core::kernel::fold::time;
use uuid::Uuid;

/// A form of a job's page was sent.
pub(in crate::console) async fn act(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    access::look::<Job>(&visit.hub().ledger, &visit.viewer, id.uuid()).await?;
    if !ACTS.contains(&act.as_str()) {
        return Err(Fault::not_found());
    }
    let (actor, name, said) = (visit.actor(), act.clone(), fields.clone());
    let numbers = act == "call" && fields.get("gone") == "no";
    let decide = async move |desk: Desk| {
        let job = desk.ledger.get::<Job>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        let site = match job.site() {
            Some(site) => desk.ledger.get::<Site>(site.uuid()).await?.map(|folded| folded.state),
            None => None,
        };
        let zone = site.unwrap_or_default().tz();
        let next = (time(desk.now_ms), desk.id);
        Ok(command(&name, &job, &desk.actor(actor), &said, zone, next))
    };
    // A fault that is not gone goes on in a job of its own, which has a number. Its id is the command's: the form sent twice opens one.
    let refused = if numbers { run_numbering(&visit, sent, decide).await } else { run(&visit, sent, decide).await }?;
    match refused {
        Some(text) => show_refused(&visit, id, text, act, fields).await,
        None => Ok(Redirect::to(&format!("/jobs/{id}?done=1")).into_response()),
    }
}

/// Every form of a job's page.
const ACTS: &[&str] = &["judge", "assign", "visit", "remote", "call", "close", "cancel", "repeat", "flag", "conflict"];

/// `next` is the time, and the id of what the command may open.
fn command(
    act: &str,
    job: &Job,
    actor: &Actor,
    fields: &Fields,
    zone: Tz,
    (now, next): (DateTime<Utc>, Uuid),
) -> Drafts {
    let text = |name: &str| fields.get(name).to_owned();
    let at = |name: &str| -> Result<DateTime<Utc>, Refusal> {
        words::from_input(fields.get(name), zone).ok_or_else(|| Refusal::new("time_invalid"))
    };
    let unreadable = || Refusal::new("choice_unreadable");
    match act {
        "judge" => {
            let class = FaultClass::from_code(fields.get("class")).unwrap_or(FaultClass::Other);
            let level = fields.parse("level").unwrap_or(0);
            commands::judge(job, actor, Judgement { class, level, remark: text("remark") })
        }
        "assign" => commands::assign(job, actor, fields.all("to").filter_map(|id| id.parse().ok()).collect()),
        "visit" => at("from")
            .and_then(|from| commands::agree_visit(job, actor, Agreed { from, to: at("to")?, with: text("with") })),
        "call" if !matches!(fields.get("gone"), "yes" | "no") => {
            Err(Refusal::new("text_missing").with("field", "gone"))
        }
        "call" => {
            let call = ReturnCall {
                follow_up: None,
                gone: fields.get("gone") == "yes",
                satisfaction: fields.parse("satisfaction"),
                spoke_with: text("spoke_with"),
                remark: text("remark"),
            };
            commands::call_back(job, actor, call, now, &mut || next)
        }
        "close" => commands::close(job, actor),
        "cancel" => {
            let at_work = fields.all("at_work").filter_map(|id| id.parse().ok()).collect();
            commands::cancel(job, actor, Cancellation { reason: text("reason"), at_work })
        }
        "remote" => {
            let cause = Cause::from_code(fields.get("cause")).filter(|_| job.is_repair());
            let finding = cause.map(|cause| CauseFinding { cause, diagnosis: text("diagnosis") });
            let channel = Channel::from_code(fields.get("channel")).unwrap_or(Channel::Phone);
            let (done, with, phone) = (text("done"), text("with"), text("phone"));
            commands::solve_remotely(job, actor, RemoteSolution { channel, done, with, phone, finding })
        }
        "repeat" => {
            let (earlier, reason) = (fields.parse("earlier"), RepeatReason::from_code(fields.get("reason")));
            let (earlier, reason) = (earlier.ok_or_else(unreadable)?, reason.ok_or_else(unreadable)?);
            commands::attribute_repeat(job, actor, RepeatAttribution { earlier, reason, remark: text("remark") })
        }
        "flag" => {
            let event = fields.parse("event").ok_or_else(unreadable)?;
            commands::settle_flag(job, actor, FlagSettling { event, code: text("code"), decision: text("decision") })
        }
        "conflict" => {
            let field = JobField::from_code(fields.get("field")).ok_or_else(unreadable)?;
            let chosen = fields.parse("chosen").ok_or_else(unreadable)?;
            commands::settle_conflict(job, actor, ConflictSettling { field, chosen })
        }
        _ => Err(unreadable()),
    }
}
