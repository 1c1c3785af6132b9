//! What is asked for: the act, as its form says it, and the jobs.

use crate::console::kit::{Choice, Field, Form};
use crate::console::names::people_at_work;
use crate::console::page::Page;
use crate::console::visit::{Fields, Visit};
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use axum::http::StatusCode;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::commands::{ManyAct, may_be_assigned};
use fettle_core::domain::jobs::{FaultClass, Job, Judgement};
use fettle_core::domain::people::{Actor, Person, Role};
use fettle_core::kernel::{PersonId, Refusal};
use std::collections::BTreeMap;

/// Jobs of one act at most.
pub(super) const MOST: usize = 200;
/// The field that holds the jobs: their ids, with a space between.
pub(super) const JOBS: &str = "jobs";

/// The code of the act, for who may do it.
///
/// # Errors
/// `choice_unreadable` for what is none, `not_allowed`.
pub(super) fn code(visit: &Visit, code: &str) -> Result<&'static str, Fault> {
    let known = ManyAct::CODES.into_iter().find(|known| *known == code);
    let known = known.ok_or_else(|| Fault::bad("query_unreadable"))?;
    let may = ManyAct::needs(known).is_some_and(|event| visit.actor().may(event));
    if may { Ok(known) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The acts that a person is offered.
pub(in crate::console::jobs) fn offered(actor: &Actor) -> impl Iterator<Item = &'static str> {
    // Who plans the work; who works on one job has its own page.
    let plans = actor.may("job.assigned");
    ManyAct::CODES.into_iter().filter(move |_| plans)
}

/// The jobs that a text names, each once; those behind the first [`MOST`] are none of it.
pub(super) fn jobs<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<JobId> {
    let mut all: Vec<JobId> = Vec::new();
    for id in texts.filter_map(|text| text.parse().ok()) {
        if all.len() < MOST && !all.contains(&id) {
            all.push(id);
        }
    }
    all
}

/// The jobs as a field.
pub(super) fn joined(jobs: &[JobId]) -> String {
    jobs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The act that a form says.
///
/// # Errors
/// `choice_unreadable`; `assignees_missing`, `text_missing` where nothing was chosen or typed.
pub(super) fn read(code: &str, fields: &Fields) -> Result<ManyAct, Refusal> {
    let reason = || match fields.get("reason") {
        "" => Err(Refusal::new("reason_missing")),
        reason => Ok(reason.to_owned()),
    };
    Ok(match code {
        "assign" => {
            let mut to: Vec<PersonId> = Vec::new();
            for text in fields.all("to") {
                let id = text.parse().map_err(|_| Refusal::new("assignee_unknown"))?;
                if !to.contains(&id) {
                    to.push(id);
                }
            }
            if to.is_empty() {
                return Err(Refusal::new("assignees_missing"));
            }
            ManyAct::Assign { to }
        }
        "judge" => {
            let class = fields.choice("class", FaultClass::from_code)?;
            let level = fields.parse("level").unwrap_or(0);
            if !(1..=4).contains(&level) {
                return Err(Refusal::new("level_invalid").with("level", level));
            }
            ManyAct::Judge { judgement: Judgement { class, level, remark: fields.get("remark").to_owned() } }
        }
        "hold" => ManyAct::Hold { reason: reason()? },
        "cancel" => ManyAct::Cancel { reason: reason()? },
        "resume" => ManyAct::Resume,
        "close" => ManyAct::Close,
        _ => return Err(Refusal::new("choice_unreadable")),
    })
}

/// The act as the fields of a form.
pub(super) fn written(act: &ManyAct) -> Vec<(&'static str, String)> {
    let mut fields = vec![("act", act.code().to_owned())];
    match act {
        ManyAct::Assign { to } => fields.extend(to.iter().map(|id| ("to", id.to_string()))),
        ManyAct::Judge { judgement } => fields.extend([
            ("class", judgement.class.code().to_owned()),
            ("level", judgement.level.to_string()),
            ("remark", judgement.remark.clone()),
        ]),
        ManyAct::Hold { reason } | ManyAct::Cancel { reason } => fields.push(("reason", reason.clone())),
        ManyAct::Resume | ManyAct::Close => {}
    }
    fields
}

/// Whether the act wants to know something.
pub(super) fn asks(code: &str) -> bool {
    !matches!(code, "resume" | "close")
}

/// The form that asks what the act wants to know.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn form(visit: &Visit, p: &Page, code: &'static str, jobs: &[JobId]) -> Result<Form, HubError> {
    let form = Form::new(p, "bulk", "/jobs/bulk/look", p.t("bulk-look"))
        .with(Field::hidden("act").holding(code))
        .with(Field::hidden(JOBS).holding(joined(jobs)));
    let reason = |key: &str| Field::line("reason", p.t(key)).required().at_most(1_000).answers(&["reason_missing"]);
    Ok(match code {
        "assign" => {
            let field = [Role::Engineer, Role::Maintainer, Role::Integrator];
            // Who is of another centre is sent to none of the own one's jobs.
            let own = visit.viewer.person.centre;
            let offered = |person: &Person| {
                person.roles.any(&field) && (own.is_none() || person.centre.is_none() || person.centre == own)
            };
            let people = people_at_work(visit, None).await?.into_iter().filter(|(_, person)| offered(person));
            let choices = people.map(|(id, person)| Choice::new(id, person.name.in_lang(p.lang), "")).collect();
            let to = Field::several("to", p.t("bulk-to"), choices).help(p.t("bulk-to-about"));
            form.with(to.answers(&["assignees_missing", "assignee_unknown"]))
        }
        "judge" => {
            let class = |class: &FaultClass| Choice::new(class.code(), p.code("job-class-", class.code()), "");
            let classes = FaultClass::ALL.iter().map(class).collect();
            let levels = (1..=4).map(|n: u8| Choice::new(n, p.code("papers-level-", &n.to_string()), "3")).collect();
            form.with(Field::one("class", p.t("console-class"), classes).answers(&["choice_unreadable"]))
                .with(Field::one("level", p.t("console-level"), levels).answers(&["level_invalid"]))
                .with(Field::line("remark", p.t("console-remark")).at_most(1_000))
        }
        "hold" => form.with(reason("bulk-hold-for")),
        "cancel" => form.with(reason("console-reason")).dangerous(),
        _ => form,
    })
}

/// Those who are to be assigned, as recorded.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn people(ledger: &Ledger, act: &ManyAct) -> Result<BTreeMap<PersonId, Person>, HubError> {
    let ManyAct::Assign { to } = act else { return Ok(BTreeMap::new()) };
    let found = ledger.several::<Person>(to.iter().map(|id| id.uuid()).collect()).await?;
    Ok(found.into_iter().map(|(id, folded)| (PersonId::new(id), folded.state)).collect())
}

/// Refuses to send to a job somebody who cannot be sent there, as the job's own form does.
///
/// # Errors
/// `assignee_unknown`.
pub(super) fn can_go(act: &ManyAct, job: &Job, people: &BTreeMap<PersonId, Person>) -> Result<(), Refusal> {
    let ManyAct::Assign { to } = act else { return Ok(()) };
    let can = |id: &PersonId| people.get(id).is_some_and(|person| may_be_assigned(job, *id, person));
    if to.iter().all(can) { Ok(()) } else { Err(Refusal::new("assignee_unknown")) }
}
