//! What taps on the job screen do: each is one command of the domain, recorded.

use crate::domain::checks::{Check, Checklist, Definition};
use crate::domain::ids::{ChecklistId, EquipmentId, JobId};
use crate::domain::jobs as domain;
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::sheet::{BackupDecision, Cause, Channel, CostKind, PartLabel, Payer};
use crate::domain::jobs::{HelpCase, Job, OwedPaper, commands};
use crate::domain::people::{Person, Role};
use crate::domain::values::{Amount, USUAL_CURRENCY};
use crate::kernel::{Draft, PersonId};
use crate::screens::action::{JobAction, Outcome};
use crate::screens::error::Problem;
use crate::screens::form::Form;
use crate::screens::measured::Measured;
use crate::screens::queries::bag;
use crate::screens::queries::check::{checks_of, start_check};
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::{View, id};
use chrono::Duration;

/// Does what was tapped.
pub(crate) fn act(view: &View<'_>, job: JobId, action: &JobAction, form: Form<'_>) -> Result<Outcome, Problem> {
    if let JobAction::OpenCheck { checklist } = action {
        return open_check(view, job, id(checklist)?);
    }
    let state: Job = view.need(job.uuid())?;
    let drafts = drafts(view, job, &state, action, form)?;
    view.record(&drafts)?;
    view.keep(&Route::Job { job: job.to_string() }, &[])?;
    let next = match action {
        JobAction::Complete => Route::SheetAndSign { job: job.to_string(), document: String::new() },
        JobAction::DayReport => {
            Route::SheetAndSign { job: job.to_string(), document: DocumentKind::DailyReport.code().to_owned() }
        }
        JobAction::Accept => return Ok(Outcome::told(view.words.say("screen-job-accepted"))),
        JobAction::Decline => return Ok(Outcome::told(view.words.say("screen-job-declined"))),
        _ => return Ok(Outcome::told(view.words.say("screen-saved"))),
    };
    Ok(Outcome::to(next))
}

fn drafts(view: &View<'_>, id_: JobId, job: &Job, action: &JobAction, form: Form<'_>) -> Result<Vec<Draft>, Problem> {
    let me = view.me()?;
    let now = view.words.now;
    let text = |key: &str| form.text(key).to_owned();
    Ok(match action {
        JobAction::Accept => commands::accept(job, &me)?,
        JobAction::Decline => commands::decline(job, &me, form.required("reason")?)?,
        JobAction::Arrive => commands::arrive(job, &me, Measured::of(form, now).map(|measured| measured.position))?,
        JobAction::ComeBack => commands::come_back(job, &me)?,
        JobAction::Start => commands::start_work(job, &me)?,
        JobAction::Backup => {
            let decision = form.choice("decision", BackupDecision::from_code)?;
            let answer = domain::BackupAnswer { decision, by: form.required("by")?.to_owned(), remark: text("remark") };
            commands::answer_backup(job, &me, answer)?
        }
        JobAction::Evidence => {
            let equipment: EquipmentId = form.need("equipment")?;
            let evidence = domain::Evidence { equipment, note: text("note"), photos: Vec::new() };
            commands::add_evidence(job, &me, evidence)?
        }
        JobAction::Replace => return replace(view, id_, job, form),
        JobAction::SwapBack { replacement } => {
            let swap = domain::SwapBack { replacement: id(replacement)?, reason: text("reason") };
            commands::swap_back(job, &me, swap)?
        }
        JobAction::Work => {
            let minutes: Option<u32> = form.read("minutes")?;
            let from = minutes.map(|minutes| now - Duration::minutes(i64::from(minutes)));
            let to = from.map(|_| now);
            commands::record_work(job, &me, domain::Work { from: from.unwrap_or(now), to, text: text("text") })?
        }
        JobAction::Note => commands::note(job, &me, form.required("text")?)?,
        JobAction::WaitParts => {
            commands::wait_for_parts(job, &me, domain::Wait { reason: text("reason"), until: None })?
        }
        JobAction::WaitCustomer => {
            commands::wait_for_customer(job, &me, domain::Wait { reason: text("reason"), until: None })?
        }
        JobAction::Resume => commands::resume(job, &me)?,
        JobAction::Escalate => commands::escalate(job, &me, superior(view)?, form.required("reason")?)?,
        JobAction::Help { case } => {
            let case = HelpCase::from_code(case).ok_or_else(|| Problem::error("id_unreadable"))?;
            commands::call_help(job, &me, domain::HelpCall { case, text: text("text") })?
        }
        JobAction::Emergency => {
            let known = Known::read(view, id_)?;
            let days = view.working_days()?;
            commands::declare_emergency(job, &me, (&known.site, &days), form.required("reason")?, now)?
        }
        JobAction::FilePaper { paper } => {
            let paper = OwedPaper::from_code(paper).ok_or_else(|| Problem::error("id_unreadable"))?;
            commands::file_paper(job, &me, domain::PaperFiling { paper, text: text("text") })?
        }
        JobAction::Cost => {
            let money = form.money("amount", &cost_currency(job, form.text("currency")))?;
            let cost = domain::Cost {
                kind: form.choice("kind", CostKind::from_code)?,
                payer: form.choice("payer", Payer::from_code)?,
                amount: money.minor,
                currency: money.currency,
                basis: form.required("basis")?.to_owned(),
                photos: Vec::new(),
            };
            commands::add_cost(job, &me, cost)?
        }
        JobAction::Cause => {
            let cause = form.choice("cause", Cause::from_code)?;
            let finding = domain::CauseFinding { cause, diagnosis: form.required("diagnosis")?.to_owned() };
            commands::find_cause(job, &me, finding)?
        }
        JobAction::DayReport => {
            let today = now.with_timezone(&Known::read(view, id_)?.zone).date_naive();
            let day = match form.text("day") {
                "" => today,
                day => day.parse().map_err(|_| Problem::error("field_unreadable").at("day"))?,
            };
            let done = form.required("done")?.to_owned();
            let report = domain::DayReport { day, done, next: text("next"), reason: text("reason") };
            commands::report_day(job, &me, today, report)?
        }
        JobAction::Complete => {
            let filled = checks_of(view, id_)?;
            let filled: Vec<(&Check, &Definition)> = filled.iter().map(|(check, list)| (check, list)).collect();
            commands::complete(job, &me, &filled, domain::Completion { summary: form.required("summary")?.to_owned() })?
        }
        JobAction::SolveRemotely => {
            let finding = match job.is_repair() {
                true => Some(domain::CauseFinding {
                    cause: form.choice("cause", Cause::from_code)?,
                    diagnosis: form.required("diagnosis")?.to_owned(),
                }),
                false => None,
            };
            let channel = form.choice("channel", Channel::from_code)?;
            let (done, with) = (form.required("done")?.to_owned(), form.required("with")?.to_owned());
            let solution = domain::RemoteSolution { channel, done, with, phone: text("phone"), finding };
            commands::solve_remotely(job, &me, solution)?
        }
        JobAction::Repeat { earlier } => super::repeat::attribute(view, job, id(earlier)?, form)?,
        // Opens a screen and is dealt with above.
        JobAction::OpenCheck { .. } => Vec::new(),
    })
}

/// The currency of a cost: as typed, else that of the job's cost before it, else the usual one.
pub(super) fn cost_currency(job: &Job, typed: &str) -> String {
    let before = || job.costs.last().map(|fact| fact.what.currency.as_str());
    let said = Some(typed.trim()).filter(|typed| !typed.is_empty()).or_else(before);
    said.unwrap_or(USUAL_CURRENCY).to_uppercase()
}

/// Begins a filling of `list` on every piece of equipment of the site that the list repeats for, or opens the one that was begun.
pub(crate) fn open_check(view: &View<'_>, job: JobId, list: ChecklistId) -> Result<Outcome, Problem> {
    let Some(parent) = crate::screens::view::of_job(Some(job)) else { return Err(Problem::error("id_unreadable")) };
    for (id, check) in view.children::<Check>(&parent)? {
        if check.checklist() == Some(list) && !check.is_completed() {
            return Ok(Outcome::to(Route::Checklist { check: id.to_string() }));
        }
    }
    let started = start_check(view, job, &view.need::<Checklist>(list.uuid())?)?;
    Ok(Outcome::to(Route::Checklist { check: started.to_string() }))
}

/// Who is told when I go one step up: a manager of my centre, else any manager.
fn superior(view: &View<'_>) -> Result<PersonId, Problem> {
    let me = view.me()?;
    let mut managers: Vec<(bool, PersonId)> = Vec::new();
    for (id, person) in view.all::<Person>()? {
        if person.active && person.roles.has(Role::Manager) {
            managers.push((person.centre != me.centre, PersonId::new(id)));
        }
    }
    managers.sort_unstable();
    managers.first().map(|(_, id)| *id).ok_or_else(|| Problem::error("no_manager"))
}

/// A part from my bag goes in.
fn replace(view: &View<'_>, id: JobId, job: &Job, form: Form<'_>) -> Result<Vec<Draft>, Problem> {
    let carried = bag::chosen(view, form.required("part")?)?;
    let label = match form.text("label") {
        "" => None,
        code => Some(PartLabel::from_code(code).ok_or_else(|| Problem::error("field_unreadable").at("label"))?),
    };
    // The old part may be of another kind than the new one.
    let serial_out = form.serial(view, "serial_out", None)?.unwrap_or_default();
    let replacement = domain::Replacement {
        equipment: form.need("equipment")?,
        card: carried.card,
        quantity: Amount(form.thousandths("quantity")?),
        serial_in: match form.serial(view, "serial_in", Some(carried.card))? {
            None => carried.serial.clone().unwrap_or_default(),
            Some(typed) => typed,
        },
        serial_out,
        label,
        take: carried.take,
    };
    let mut drafts = commands::replace_part(job, &view.me()?, replacement.clone())?;
    drafts.extend(bag::install(view, id, &carried, &replacement)?);
    Ok(drafts)
}
