//! What the forms on a job's page do: each a command of the domain, recorded as the person's own.

use super::page::show_refused;
use crate::access;
use crate::console::command::{Told, run_form, run_numbering_form};
use crate::console::entitled;
use crate::console::kept::find_person;
use crate::console::kit::Returned;
use crate::console::request::{AuthForm, Fields};
use crate::error::{Fault, HubError};
use crate::ledger::{Desk, Ledger};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::commands::{self, Drafts, SignInput};
use fettle_core::domain::jobs::document::Party;
use fettle_core::domain::jobs::sheet::{Cause, Channel, JobKind, Outcome, SheetLanguage};
use fettle_core::domain::jobs::{
    Cancellation, CauseFinding, ConflictSettling, FaultClass, FlagSettling, HelpAnswer, Job, JobField, Judgement,
    RemoteSolution, RepeatAttribution, RepeatReason, ReturnCall, Visit as Agreed,
};
use fettle_core::domain::local_time;
use fettle_core::domain::people::{Actor, Person};
use fettle_core::domain::sites::{Entitled, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Refusal};
use fettle_core::text::Lang;
use uuid::Uuid;

/// A form of a job's page was sent.
pub(in crate::console) async fn act(
    Path((id, act)): Path<(String, String)>,
    AuthForm { auth, mut fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    access::look::<Job>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?;
    if !ACTS.contains(&act.as_str()) {
        return Err(Fault::not_found());
    }
    let action = format!("/jobs/{id}/{act}");
    if act == "assign" {
        match find_person(&auth, &fields, "to_more").await? {
            Ok(found) => fields.0.extend(found.map(|id| ("to".to_owned(), id.to_string()))),
            Err(miss) => {
                let told = Told::of(auth.lang(), &miss.refusal).at("to");
                let returned = Returned::of(action, fields, told).offering("to", miss.choices);
                return show_refused(&auth, id, &returned).await;
            }
        }
    }
    let (actor, name, said) = (auth.actor(), act.clone(), fields.clone());
    let numbers = act == "call" && fields.get("gone") == "no";
    let decide = async move |desk: Desk| {
        let job = desk.ledger.get::<Job>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        let site = match job.site() {
            Some(site) => desk.ledger.get::<Site>(site.uuid()).await?.map(|folded| folded.state),
            None => None,
        };
        let site = site.unwrap_or_default();
        let now = time(desk.now_ms);
        let entitled = match job.report.as_ref().filter(|_| numbers) {
            Some(_) => entitled::ask(&desk.ledger, &job, &site, (JobKind::Repair, now)).await?,
            None => None,
        };
        if name == "assign" && !assignable(&desk.ledger, &job, &said).await? {
            return Ok(Err(Refusal::new("assignee_unknown")));
        }
        if name == "countersign" {
            let by =
                desk.ledger.get::<Person>(actor.person.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
            return Ok(countersign(&job, &desk.actor(actor), &by, &said, now));
        }
        Ok(command(&name, &job, &desk.actor(actor), &said, site.tz(), (now, desk.id, entitled)))
    };
    // A fault that is not gone goes on in a job of its own, which has a number. Its id is the command's: the form sent twice opens one.
    let refused =
        if numbers { run_numbering_form(&auth, sent, decide).await } else { run_form(&auth, sent, decide).await }?;
    match refused {
        Some(told) => {
            let field = field_of(&told.field).to_owned();
            let told = Told { field, ..told };
            show_refused(&auth, id, &Returned::of(action, fields, told)).await
        }
        None => Ok(Redirect::to(&format!("/jobs/{id}?done=1")).into_response()),
    }
}

/// What a field of a job's forms is called that the domain calls so.
fn field_of(said: &str) -> &str {
    match said {
        "work" => "done",
        "confirmed_by" => "with",
        "answer" => "text",
        same => same,
    }
}

/// Every form of a job's page.
const ACTS: &[&str] = &[
    "judge",
    "assign",
    "visit",
    "remote",
    "amend",
    "call",
    "close",
    "cancel",
    "repeat",
    "help",
    "flag",
    "conflict",
    "countersign",
];

/// Whether all who were chosen are people whom the page offers.
async fn assignable(ledger: &Ledger, job: &Job, fields: &Fields) -> Result<bool, HubError> {
    for to in fields.all("to") {
        let Ok(id) = to.parse::<PersonId>() else { return Ok(false) };
        let person = ledger.get::<Person>(id.uuid()).await?;
        if !person.is_some_and(|person| commands::may_be_assigned(job, id, &person.state)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the fault is gone is never guessed from what is not one of the answers.
fn return_call(fields: &Fields) -> Result<ReturnCall, Refusal> {
    let answer = |code: &str| match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    if fields.get("gone").is_empty() {
        return Err(Refusal::new("text_missing").with("field", "gone"));
    }
    Ok(ReturnCall {
        follow_up: None,
        gone: fields.choice("gone", answer)?,
        satisfaction: fields.optional("satisfaction")?,
        spoke_with: fields.get("spoke_with").to_owned(),
        remark: fields.get("remark").to_owned(),
    })
}

/// A manager of ours signs by the own account: the record names who, and the session is the pen. It covers the document that stood on the page.
fn countersign(job: &Job, actor: &Actor, by: &Person, fields: &Fields, now: DateTime<Utc>) -> Drafts {
    let seen_hash = fields.get("document").to_owned();
    let signed = seen_hash.parse().ok().and_then(|hash| job.document(hash));
    let language = signed.map_or(SheetLanguage::Both, |signed| signed.leading().signature.language);
    let lang = if language == SheetLanguage::English { Lang::En } else { Lang::Zh };
    let input = SignInput {
        outcome: Outcome::Signed,
        seen_hash,
        name: by.name.in_lang(lang).to_owned(),
        title: fields.get("title").to_owned(),
        phone: String::new(),
        position: None,
        strokes: None,
    };
    commands::answer_document(job, actor, Party::OwnManager, input, language, now)
}

/// The time, and of what the command may open the id and what the customer is entitled to.
fn command(
    act: &str,
    job: &Job,
    actor: &Actor,
    fields: &Fields,
    zone: Tz,
    (now, next, entitled): (DateTime<Utc>, Uuid, Option<Entitled>),
) -> Drafts {
    let text = |name: &str| fields.get(name).to_owned();
    let at = |name: &'static str| local_time::read(fields.get(name), zone, now).map_err(|no| no.with("field", name));
    let unreadable = || Refusal::new("choice_unreadable");
    match act {
        "judge" => {
            // A level that cannot be read is none of the four, and refused as such.
            let level = fields.parse("level").unwrap_or(0);
            fields
                .choice("class", FaultClass::from_code)
                .and_then(|class| commands::judge(job, actor, Judgement { class, level, remark: text("remark") }))
        }
        "assign" => commands::assign(job, actor, fields.all("to").filter_map(|id| id.parse().ok()).collect()),
        "visit" => {
            let (from, to) = (at("from")?, at("to")?);
            let refused = |no: Refusal| if no.code == "visit_backwards" { no.with("field", "to") } else { no };
            commands::agree_visit(job, actor, Agreed { from, to, with: text("with") }).map_err(refused)
        }
        "call" => {
            return_call(fields).and_then(|call| commands::call_back(job, actor, (call, entitled), now, &mut || next))
        }
        "amend" => commands::amend(job, actor, fields.get("reason")),
        "close" => commands::close(job, actor),
        "cancel" => {
            let at_work = fields.all("at_work").filter_map(|id| id.parse().ok()).collect();
            commands::cancel(job, actor, Cancellation { reason: text("reason"), at_work })
        }
        "remote" => {
            let cause = match fields.get("cause") {
                "" => None,
                _ => Some(fields.choice("cause", Cause::from_code)?).filter(|_| job.is_repair()),
            };
            let finding = cause.map(|cause| CauseFinding { cause, diagnosis: text("diagnosis") });
            let channel = fields.choice("channel", Channel::from_code)?;
            let (done, with, phone) = (text("done"), text("with"), text("phone"));
            commands::solve_remotely(job, actor, RemoteSolution { channel, done, with, phone, finding })
        }
        "repeat" => {
            let (earlier, reason) = (fields.parse("earlier"), RepeatReason::from_code(fields.get("reason")));
            let (earlier, reason) = (earlier.ok_or_else(unreadable)?, reason.ok_or_else(unreadable)?);
            commands::attribute_repeat(job, actor, RepeatAttribution { earlier, reason, remark: text("remark") })
        }
        "help" => {
            let call = fields.parse("call").ok_or_else(unreadable)?;
            commands::answer_help_first(job, actor, HelpAnswer { call, text: text("text") })
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
