//! What the desk does: takes the report, judges, plans, calls back, closes.

use super::{Drafts, may, plain, typed};
use crate::domain::ids::{EquipmentId, JobId, SiteId};
use crate::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use crate::domain::jobs::*;
use crate::domain::people::{Actor, Person, Role};
use crate::domain::rules::{REPORT_LOOKS_BACK, REPORTED_MACHINES};
use crate::domain::sites::{Entitled, Equipment};
use crate::kernel::{Aggregate, Draft, PersonId, Refusal, Subject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Puts a contact on record. The number is made from the device's short code and its count, whatever `report.number` says. The new
/// job's id is the draft's subject.
///
/// # Errors
/// `not_allowed`; `text_missing` without caller, symptom; `report_ahead` for a contact later than `now`; `report_too_old` for one that was
/// over before [`REPORT_LOOKS_BACK`].
pub fn report(actor: &Actor, report: Report, now: DateTime<Utc>, fresh: &mut dyn FnMut() -> Uuid) -> Drafts {
    may(actor, "reported")?;
    typed(&report.caller.name, "caller")?;
    typed(&report.symptom, "symptom")?;
    if report.at > now {
        return Err(Refusal::new("report_ahead"));
    }
    if now - report.at > REPORT_LOOKS_BACK {
        return Err(Refusal::new("report_too_old").with("days", REPORT_LOOKS_BACK.num_days()));
    }
    let report = Report { number: actor.number(), ..report };
    let blobs = super::blobs(&report.photos);
    Ok(vec![Draft::new(Subject::new(Job::KIND, fresh()), &JobEvent::Reported(report)).with_blobs(blobs)])
}

/// The machines that a report names, in its order, each once: the first is the one that it is about.
///
/// # Errors
/// `equipment_elsewhere` for one of another site, or of none; `equipment_retired`; `equipment_too_many` for more than [`REPORTED_MACHINES`].
pub fn reported_machines(site: SiteId, named: &[(EquipmentId, Equipment)]) -> Result<Vec<EquipmentId>, Refusal> {
    let mut machines: Vec<EquipmentId> = Vec::new();
    for (id, machine) in named {
        if machine.site != Some(site) {
            return Err(Refusal::new("equipment_elsewhere").with("serial", &machine.sn));
        }
        if machine.retired.is_some() {
            return Err(Refusal::new("equipment_retired"));
        }
        if !machines.contains(id) {
            machines.push(*id);
        }
    }
    if machines.len() > REPORTED_MACHINES {
        return Err(Refusal::new("equipment_too_many").with("most", REPORTED_MACHINES));
    }
    Ok(machines)
}

fn level(level: u8) -> Result<(), Refusal> {
    if (1..=4).contains(&level) { Ok(()) } else { Err(Refusal::new("level_invalid").with("level", level)) }
}

/// Sets class and level: the answer that the first promise is about.
///
/// # Errors
/// `not_allowed`; as [`Job::status`] forbids: `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `level_invalid`.
pub fn judge(job: &Job, actor: &Actor, judgement: Judgement) -> Drafts {
    may(actor, "judged")?;
    job.must_be_workable()?;
    level(judgement.level)?;
    plain(job, actor, &JobEvent::Judged(judgement))
}

/// Writes the diagnosis report: scene, level, emergency handling (A5).
///
/// # Errors
/// As [`judge`]; `text_missing` without a scene.
pub fn diagnose(job: &Job, actor: &Actor, diagnosis: Diagnosis) -> Drafts {
    may(actor, "diagnosed")?;
    job.must_be_workable()?;
    level(diagnosis.level)?;
    typed(&diagnosis.scene, "scene")?;
    plain(job, actor, &JobEvent::Diagnosed(diagnosis))
}

/// Writes the recovery plan.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `text_missing`.
pub fn plan(job: &Job, actor: &Actor, plan: Plan) -> Drafts {
    may(actor, "planned")?;
    job.must_be_workable()?;
    typed(&plan.text, "plan")?;
    plain(job, actor, &JobEvent::Planned(plan))
}

/// Records that the customer accepted the plan.
///
/// # Errors
/// As [`plan`]; `plan_missing` when there is none.
pub fn accept_plan(job: &Job, actor: &Actor, by: &str) -> Drafts {
    may(actor, "plan_accepted")?;
    job.must_be_workable()?;
    if job.plan.get().is_none() {
        return Err(Refusal::new("plan_missing"));
    }
    plain(job, actor, &JobEvent::PlanAccepted { by: typed(by, "accepted_by")? })
}

/// Records the agreed time of the visit.
///
/// # Errors
/// As [`plan`]; `visit_backwards` when it ends before it begins.
pub fn agree_visit(job: &Job, actor: &Actor, visit: Visit) -> Drafts {
    may(actor, "visit_agreed")?;
    job.must_be_workable()?;
    if visit.to < visit.from {
        return Err(Refusal::new("visit_backwards"));
    }
    plain(job, actor, &JobEvent::VisitAgreed(visit))
}

/// Whether the person can be sent: active, works in the field, and is of the job's centre; an integrator or head office's own may go
/// anywhere [C2, D3]. Who is assigned already stays possible.
pub fn may_be_assigned(job: &Job, id: PersonId, person: &Person) -> bool {
    let field = person.active && person.roles.any(&[Role::Engineer, Role::Maintainer, Role::Integrator]);
    let assigned = job.assignment.get().is_some_and(|assignment| assignment.to.contains(&id));
    field && (person.centre.is_none() || person.centre == job.centre() || assigned)
}

/// Says who goes; the first leads.
///
/// # Errors
/// As [`plan`]; `assignees_missing`.
pub fn assign(job: &Job, actor: &Actor, to: Vec<PersonId>) -> Drafts {
    may(actor, "assigned")?;
    job.must_be_workable()?;
    let mut people: Vec<PersonId> = Vec::new();
    for person in to {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    if people.is_empty() {
        return Err(Refusal::new("assignees_missing"));
    }
    plain(job, actor, &JobEvent::Assigned(Assignment { to: people }))
}

/// Records the return call (B4, E5). Where the fault is not gone, a repair goes on with it at once: a job of its own, with its own promises
/// and its own sheet, that repeats this one (B10). The actor's number is the new job's; what was signed stays signed. What the customer is entitled to
/// for it is asked again (`entitled`, none where it could not be asked): the contract may have ended, and what was chargeable may be our own fault
/// now.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; `job_not_signed` before the sheet is answered; `satisfaction_invalid`
/// outside 1 to 5; `text_missing` without whom it was spoken with.
pub fn call_back(
    job: &Job,
    actor: &Actor,
    (call, entitled): (ReturnCall, Option<Entitled>),
    now: DateTime<Utc>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Drafts {
    may(actor, "called_back")?;
    job.must_be_open()?;
    if job.current_sheet().is_none() && !job.is_answered_remotely() {
        return Err(Refusal::new("job_not_signed"));
    }
    if call.satisfaction.is_some_and(|points| !(1..=5).contains(&points)) {
        return Err(Refusal::new("satisfaction_invalid"));
    }
    typed(&call.spoke_with, "spoke_with")?;
    let Some(report) = job.report.as_ref().filter(|_| !call.gone && job.follow_up().is_none()) else {
        return plain(job, actor, &JobEvent::CalledBack(ReturnCall { follow_up: None, ..call }));
    };
    may(actor, "reported")?;
    let next = JobId::new(fresh());
    let report = Report {
        contract: entitled.as_ref().and_then(|entitled| entitled.contract),
        entitlement: entitled.map(Entitled::part),
        ..follow_up(job, actor, &report.what, &call, now)
    };
    let mut drafts = plain(job, actor, &JobEvent::CalledBack(ReturnCall { follow_up: Some(next), ..call }))?;
    drafts.push(Draft::new(Subject::new(Job::KIND, next.uuid()), &JobEvent::Reported(report)));
    Ok(drafts)
}

/// The report of the repair that goes on with a fault which is not gone.
fn follow_up(job: &Job, actor: &Actor, first: &Report, call: &ReturnCall, now: DateTime<Utc>) -> Report {
    let told = call.remark.trim();
    Report {
        number: actor.number(),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: call.spoke_with.trim().to_owned(), ..first.caller.clone() },
        symptom: if told.is_empty() { first.symptom.clone() } else { format!("{}\n{told}", first.symptom) },
        at: now,
        equipment: job.equipment(),
        origin: None,
        photos: Vec::new(),
        follows: job.id,
        ..first.clone()
    }
}

/// Closes the job.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; `job_not_signed`; `job_not_called_back`; `fault_not_gone` while no job goes on
/// with it; `repeat_not_attributed` for a job that goes on with a fault which was not gone; `papers_owed`; `job_in_conflict`; `flags_open`.
pub fn close(job: &Job, actor: &Actor) -> Drafts {
    may(actor, "closed")?;
    job.must_be_open()?;
    if job.current_sheet().is_none() && !job.is_answered_remotely() {
        return Err(Refusal::new("job_not_signed"));
    }
    if !job.is_called_back() {
        return Err(Refusal::new("job_not_called_back"));
    }
    if job.unsolved().is_some() {
        return Err(Refusal::new("fault_not_gone"));
    }
    if job.report.as_ref().is_some_and(|report| report.what.follows.is_some()) && job.repeat.get().is_none() {
        return Err(Refusal::new("repeat_not_attributed"));
    }
    let owed: Vec<&str> = job.owed_papers().map(|owed| owed.paper.code()).collect();
    if !owed.is_empty() {
        return Err(Refusal::new("papers_owed").with("count", owed.len()).with("papers", owed.join(" ")));
    }
    if !job.conflicts().is_empty() {
        return Err(Refusal::new("job_in_conflict"));
    }
    let open = job.open_flags().count();
    if open > 0 {
        return Err(Refusal::new("flags_open").with("count", open));
    }
    plain(job, actor, &JobEvent::Closed {})
}

/// Gives the job up. Who is out for it has to be named: nobody cancels under a colleague's hands without knowing it.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; `job_signed` once the customer has answered to a sheet, of whatever
/// revision; `already_completed` once it was solved from afar; `reason_missing`; `job_at_work` while somebody is out for it whom
/// `cancellation` does not name.
pub fn cancel(job: &Job, actor: &Actor, cancellation: Cancellation) -> Drafts {
    may(actor, "cancelled")?;
    job.must_be_open()?;
    if job.has_sheet() {
        return Err(Refusal::new("job_signed"));
    }
    if job.is_answered_remotely() {
        return Err(Refusal::new("already_completed"));
    }
    let reason = cancellation.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let at_work = job.at_work();
    if at_work.iter().any(|person| !cancellation.at_work.contains(person)) {
        return Err(Refusal::new("job_at_work").with("count", at_work.len()));
    }
    plain(job, actor, &JobEvent::Cancelled(Cancellation { reason, at_work }))
}
