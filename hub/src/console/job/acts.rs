//! What the forms on a job's page do: each a command of the domain, recorded as the person's own.

use super::page::show_refused;
use crate::access;
use crate::console::visit::{Fields, Posted, Visit};
use crate::console::words;
use crate::error::{Fault, HubError};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::commands::{self, Drafts};
use fettle_core::domain::jobs::{
    ConflictSettling, FaultClass, FlagSettling, Job, JobField, Judgement, ReturnCall, Visit as Agreed,
};
use fettle_core::domain::people::Actor;
use fettle_core::domain::sites::Site;
use fettle_core::kernel::Refusal;
use fettle_core::text::{Lang, text_with};

/// The text of a refusal.
fn refusal_text(lang: Lang, refusal: &Refusal) -> String {
    let args: Vec<(&str, String)> = refusal.args.iter().map(|(name, value)| (*name, value.clone())).collect();
    text_with(lang, &format!("refusal-{}", refusal.code), &args)
}

/// Runs a command and records what it gives. The text of a refusal comes back as `Ok(Some(_))`.
pub(in crate::console) async fn record(visit: &Visit, drafts: Drafts) -> Result<Option<String>, Fault> {
    let drafts = match drafts {
        Ok(drafts) => drafts,
        Err(refusal) => return Ok(Some(refusal_text(visit.lang(), &refusal))),
    };
    match visit.hub().ledger.record(visit.viewer.id, drafts).await {
        Ok(_) => Ok(None),
        // Not allowed, or out of scope: said like a refusal.
        Err(HubError::Fault(fault)) => Ok(Some(fault.text(visit.lang()))),
        Err(other) => Err(other.into()),
    }
}

/// A form of a job's page was sent.
pub(in crate::console) async fn act(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    let refused = {
        let job = access::look::<Job>(&visit.hub().ledger, &visit.viewer, id.uuid()).await?.state;
        let site = match job.site() {
            Some(site) => visit.hub().ledger.get::<Site>(site.uuid()).await?.map(|folded| folded.state),
            None => None,
        };
        let zone = site.unwrap_or_default().tz();
        let actor = visit.actor();
        let drafts = command(&act, &job, &actor, &fields, zone).ok_or_else(Fault::not_found)?;
        record(&visit, drafts).await?
    };
    match refused {
        Some(text) => show_refused(&visit, id, text, act, fields).await,
        None => Ok(Redirect::to(&format!("/jobs/{id}?done=1")).into_response()),
    }
}

fn command(act: &str, job: &Job, actor: &Actor, fields: &Fields, zone: Tz) -> Option<Drafts> {
    let text = |name: &str| fields.get(name).to_owned();
    let at = |name: &str| -> Result<DateTime<Utc>, Refusal> {
        words::from_input(fields.get(name), zone).ok_or_else(|| Refusal::new("time_invalid"))
    };
    Some(match act {
        "judge" => {
            let class = FaultClass::from_code(fields.get("class")).unwrap_or(FaultClass::Other);
            let level = fields.parse("level").unwrap_or(0);
            commands::judge(job, actor, Judgement { class, level, remark: text("remark") })
        }
        "assign" => commands::assign(job, actor, fields.all("to").filter_map(|id| id.parse().ok()).collect()),
        "visit" => at("from")
            .and_then(|from| commands::agree_visit(job, actor, Agreed { from, to: at("to")?, with: text("with") })),
        "call" => {
            let call = ReturnCall {
                gone: fields.get("gone") == "yes",
                satisfaction: fields.parse("satisfaction"),
                spoke_with: text("spoke_with"),
                remark: text("remark"),
            };
            commands::call_back(job, actor, call)
        }
        "close" => commands::close(job, actor),
        "cancel" => commands::cancel(job, actor, fields.get("reason")),
        "flag" => {
            let event = fields.parse("event")?;
            commands::settle_flag(job, actor, FlagSettling { event, code: text("code"), decision: text("decision") })
        }
        "conflict" => {
            let field = JobField::from_code(fields.get("field"))?;
            let chosen = fields.parse("chosen")?;
            commands::settle_conflict(job, actor, ConflictSettling { field, chosen })
        }
        _ => return None,
    })
}
