//! What happens on the way and on site.

use super::{Drafts, blobs, may, one, plain, typed};
use crate::domain::checks::commands::refuse_missing;
use crate::domain::checks::{Check, Definition, READY_TO_LEAVE};
use crate::domain::jobs::sheet::{BackupDecision, Position, WorkResult};
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::domain::rules::{UNDO_TAKEN, WORK_ROUNDED};
use crate::domain::values::{Quantity, Unit};
use crate::kernel::{EventId, PersonId, Refusal};
use chrono::{DateTime, NaiveDate, Utc};

/// Takes on a job that was given to the actor.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `not_assigned`; `assignment_accepted` the second time.
pub fn accept(job: &Job, actor: &Actor) -> Drafts {
    may(actor, "accepted")?;
    must_be_assigned(job, actor)?;
    if job.answer_of(actor.person).is_some_and(|answer| answer.declined.is_none()) {
        return Err(Refusal::new("assignment_accepted"));
    }
    plain(job, actor, &JobEvent::Accepted {})
}

/// Declines a job that was given to the actor: the desk hears of it with the reason.
///
/// # Errors
/// As [`accept`], but one that was accepted before may be declined; `assignment_begun` for who went; `text_missing` without a reason.
pub fn decline(job: &Job, actor: &Actor, reason: &str) -> Drafts {
    may(actor, "declined")?;
    must_be_assigned(job, actor)?;
    if job.newest_visit(actor.person).is_some() {
        return Err(Refusal::new("assignment_begun"));
    }
    plain(job, actor, &JobEvent::Declined(Decline { reason: typed(reason, "reason")? }))
}

fn must_be_assigned(job: &Job, actor: &Actor) -> Result<(), Refusal> {
    job.must_be_workable()?;
    if job.is_assigned_to(actor.person) { Ok(()) } else { Err(Refusal::new("not_assigned")) }
}

/// Leaves for the site: with a completed ready-to-leave check of this job, or in an emergency without.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `ready_check_missing`.
pub fn leave(job: &Job, actor: &Actor, ready: Option<&Check>) -> Drafts {
    may(actor, "left")?;
    job.must_be_workable()?;
    let fits = |check: &&Check| check.job() == job.id && check.code() == READY_TO_LEAVE && check.is_completed();
    let check = ready.filter(fits).and_then(|check| check.id);
    if check.is_none() && job.emergency.is_none() {
        return Err(Refusal::new("ready_check_missing"));
    }
    plain(job, actor, &JobEvent::Left(Departure { check }))
}

/// Arrives on site.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `already_on_site`.
pub fn arrive(job: &Job, actor: &Actor, position: Option<Position>) -> Drafts {
    may(actor, "arrived")?;
    job.must_take_facts()?;
    if job.newest_visit(actor.person).is_some_and(|visit| visit.arrived.is_some() && visit.back.is_none()) {
        return Err(Refusal::new("already_on_site"));
    }
    plain(job, actor, &JobEvent::Arrived(Arrival { position }))
}

/// Comes back from the site: the outing is closed (B11). Never too late, whatever became of the job meanwhile.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `not_out` for who is not out on this job.
pub fn come_back(job: &Job, actor: &Actor) -> Drafts {
    may(actor, "came_back")?;
    job.subject()?;
    if job.newest_visit(actor.person).and_then(SiteVisit::out_since).is_none() {
        return Err(Refusal::new("not_out"));
    }
    plain(job, actor, &JobEvent::CameBack {})
}

/// Withdraws the last step of one's own, which was a mistake: within seconds, and before anything else was done.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `undo_late` for a step that is not the last one any more, or is too long ago.
pub fn withdraw_step(job: &Job, actor: &Actor, step: EventId, now: DateTime<Utc>) -> Drafts {
    may(actor, "step_withdrawn")?;
    job.subject()?;
    let last = job.last_step(actor.person).filter(|last| last.event == step);
    if last.is_none_or(|last| now - last.at > UNDO_TAKEN) {
        return Err(Refusal::new("undo_late"));
    }
    plain(job, actor, &JobEvent::StepWithdrawn { step })
}

/// Starts to work.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `not_on_site`; `already_started`.
pub fn start_work(job: &Job, actor: &Actor) -> Drafts {
    may(actor, "started")?;
    job.must_take_facts()?;
    match job.newest_visit(actor.person).filter(|visit| visit.arrived.is_some() && visit.back.is_none()) {
        None => Err(Refusal::new("not_on_site")),
        Some(visit) if visit.started.is_some() => Err(Refusal::new("already_started")),
        Some(_) => plain(job, actor, &JobEvent::Started {}),
    }
}

/// Refuses work before the work began.
fn must_be_started(job: &Job) -> Result<(), Refusal> {
    job.must_take_facts()?;
    if job.is_started() { Ok(()) } else { Err(Refusal::new("not_started")) }
}

/// Refuses a change before the customer's answer about a backup is on record (E7). In an emergency too: it costs one tap.
fn must_have_backup(job: &Job) -> Result<(), Refusal> {
    must_be_started(job)?;
    if job.backup_decided() { Ok(()) } else { Err(Refusal::new("backup_unanswered")) }
}

/// Records the customer's consent to a backup, or the refusal.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `not_started`; `text_missing` without who decided, where
/// somebody did.
pub fn answer_backup(job: &Job, actor: &Actor, answer: BackupAnswer) -> Drafts {
    may(actor, "backup_answered")?;
    must_be_started(job)?;
    if answer.decision != BackupDecision::NotApplicable {
        typed(&answer.by, "backup_by")?;
    }
    plain(job, actor, &JobEvent::BackupAnswered(answer))
}

/// Records evidence of a fault.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `not_started`; `evidence_empty` with neither note nor photo.
pub fn add_evidence(job: &Job, actor: &Actor, evidence: Evidence) -> Drafts {
    may(actor, "evidence_added")?;
    must_be_started(job)?;
    if evidence.note.trim().is_empty() && evidence.photos.is_empty() {
        return Err(Refusal::new("evidence_empty"));
    }
    let blobs = blobs(&evidence.photos);
    one(job, actor, &JobEvent::EvidenceAdded(evidence), blobs)
}

/// Records that a part went in.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `not_started`; `backup_unanswered`; `quantity_not_positive`,
/// `quantity_absurd`; `part_cleared` for a part that was already found not to blame here; `evidence_missing` for this equipment.
pub fn replace_part(job: &Job, actor: &Actor, part: Replacement) -> Drafts {
    may(actor, "part_replaced")?;
    must_have_backup(job)?;
    // Whether the part's unit can be divided, its card says: the ledger's part of this command asks it.
    Quantity { amount: part.quantity.0, unit: Unit::Metre }.check(false)?;
    if job.is_cleared(part.equipment, part.card) {
        return Err(Refusal::new("part_cleared"));
    }
    if !job.has_evidence(part.equipment) {
        return Err(Refusal::new("evidence_missing"));
    }
    plain(job, actor, &JobEvent::PartReplaced(part))
}

/// Records that the fault came back and the old part went back in.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `part_unknown` when there is no such replacement;
/// `part_swapped_back` when it was undone before; `reason_missing`.
pub fn swap_back(job: &Job, actor: &Actor, swap: SwapBack) -> Drafts {
    may(actor, "part_swapped_back")?;
    must_be_started(job)?;
    let part = job.parts.iter().find(|part| part.moment.event == swap.replacement);
    match part {
        None => return Err(Refusal::new("part_unknown")),
        Some(part) if part.swapped_back.is_some() => return Err(Refusal::new("part_swapped_back")),
        Some(_) => {}
    }
    if swap.reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    plain(job, actor, &JobEvent::PartSwappedBack(swap))
}

/// Records something that was done.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `not_started`; `backup_unanswered`; `text_missing`;
/// `work_backwards`.
pub fn record_work(job: &Job, actor: &Actor, work: Work) -> Drafts {
    may(actor, "worked")?;
    must_have_backup(job)?;
    typed(&work.text, "work")?;
    if work.to.is_some_and(|to| to < work.from) {
        return Err(Refusal::new("work_backwards"));
    }
    plain(job, actor, &JobEvent::Worked(work))
}

/// Work as it may be recorded: what would begin before its person had started on site needs a reason, which stands in its text, where the
/// customer reads it.
///
/// # Errors
/// `work_too_early` without a reason.
pub fn explain_early(job: &Job, actor: &Actor, work: Work, reason: &str) -> Result<Work, Refusal> {
    let visit = job.work_visit(actor.person);
    let earliest = visit.and_then(|visit| visit.started.or(visit.arrived)).map(|moment| moment.at);
    let fits = earliest.is_none_or(|earliest| work.from >= earliest - WORK_ROUNDED);
    // Work without a text is refused as such.
    if fits || work.text.trim().is_empty() {
        return Ok(work);
    }
    match reason.trim() {
        "" => Err(Refusal::new("work_too_early")),
        reason => Ok(Work { text: format!("{} ({reason})", work.text.trim()), ..work }),
    }
}

/// Waits for parts. The promises' clocks run on.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `already_completed`; `text_missing`.
pub fn wait_for_parts(job: &Job, actor: &Actor, wait: Wait) -> Drafts {
    may(actor, "waiting_parts")?;
    may_wait(job, &wait)?;
    plain(job, actor, &JobEvent::WaitingParts(wait))
}

/// Waits for the customer. The promises' clocks stand.
///
/// # Errors
/// As [`wait_for_parts`].
pub fn wait_for_customer(job: &Job, actor: &Actor, wait: Wait) -> Drafts {
    may(actor, "waiting_customer")?;
    may_wait(job, &wait)?;
    plain(job, actor, &JobEvent::WaitingCustomer(wait))
}

fn may_wait(job: &Job, wait: &Wait) -> Result<(), Refusal> {
    job.must_be_workable()?;
    if job.completed.is_some() {
        return Err(Refusal::new("already_completed"));
    }
    typed(&wait.reason, "wait").map(drop)
}

/// Goes on after waiting.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `not_waiting`.
pub fn resume(job: &Job, actor: &Actor) -> Drafts {
    may(actor, "resumed")?;
    job.must_be_workable()?;
    if job.waits().is_none() {
        return Err(Refusal::new("not_waiting"));
    }
    plain(job, actor, &JobEvent::Resumed {})
}

/// Takes the job one step up, and says whom it told.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; `text_missing` without a reason.
pub fn escalate(job: &Job, actor: &Actor, to: PersonId, reason: &str) -> Drafts {
    may(actor, "escalated")?;
    job.must_be_open()?;
    let reason = typed(reason, "reason")?;
    plain(job, actor, &JobEvent::Escalated(Escalation { to, reason }))
}

/// Calls for help: one tap, a text is not needed (E7).
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`.
pub fn call_help(job: &Job, actor: &Actor, call: HelpCall) -> Drafts {
    may(actor, "help_called")?;
    // An accident happens on a job that was cancelled as well.
    if !job.is_cancelled() {
        job.must_be_open()?;
    }
    plain(job, actor, &JobEvent::HelpCalled(call))
}

/// Answers a call for help.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `help_call_unknown`; `text_missing`.
pub fn answer_help(job: &Job, actor: &Actor, answer: HelpAnswer) -> Drafts {
    may(actor, "help_answered")?;
    if !job.help.iter().any(|help| help.moment.event == answer.call) {
        return Err(Refusal::new("help_call_unknown"));
    }
    typed(&answer.text, "answer")?;
    plain(job, actor, &JobEvent::HelpAnswered(answer))
}

/// Answers a call that nobody answered yet, as two at a desk have it before them: who is out goes by the newest answer, so the second one is told of
/// the first instead. Whoever has more to say has [`answer_help`].
///
/// # Errors
/// As [`answer_help`]; `help_answered`.
pub fn answer_help_first(job: &Job, actor: &Actor, answer: HelpAnswer) -> Drafts {
    may(actor, "help_answered")?;
    if job.help.iter().any(|help| help.moment.event == answer.call && !help.answers.is_empty()) {
        return Err(Refusal::new("help_answered"));
    }
    answer_help(job, actor, answer)
}

/// Adds a cost with who pays it.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `amount_invalid` below zero or beyond a thousand
/// million; `currency_invalid`; `text_missing` without what it rests on.
pub fn add_cost(job: &Job, actor: &Actor, cost: Cost) -> Drafts {
    may(actor, "cost_added")?;
    job.must_take_facts()?;
    // In minor units: ten million in a currency with two digits. More is a slip of the finger.
    if !(0..=1_000_000_000).contains(&cost.amount) {
        return Err(Refusal::new("amount_invalid"));
    }
    if cost.currency.len() != 3 || !cost.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Refusal::new("currency_invalid").with("currency", &cost.currency));
    }
    typed(&cost.basis, "basis")?;
    let blobs = blobs(&cost.photos);
    one(job, actor, &JobEvent::CostAdded(cost), blobs)
}

/// Names the cause among the nine.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `text_missing` without a diagnosis.
pub fn find_cause(job: &Job, actor: &Actor, finding: CauseFinding) -> Drafts {
    may(actor, "cause_found")?;
    job.must_take_facts()?;
    typed(&finding.diagnosis, "diagnosis")?;
    plain(job, actor, &JobEvent::CauseFound(finding))
}

/// Says what a day came to (E5), for the daily report. `today` is the day at the site. A day whose report was signed is reported again with the
/// reason, and needs a new signature.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `not_started`; `text_missing`; `day_ahead`; `reason_missing`.
pub fn report_day(job: &Job, actor: &Actor, today: NaiveDate, report: DayReport) -> Drafts {
    may(actor, "day_reported")?;
    must_be_started(job)?;
    let done = typed(&report.done, "done")?;
    if report.day > today {
        return Err(Refusal::new("day_ahead"));
    }
    let (next, reason) = (report.next.trim().to_owned(), report.reason.trim().to_owned());
    if job.daily_of(report.day).is_some() && reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    plain(job, actor, &JobEvent::DayReported(DayReport { day: report.day, done, next, reason }))
}

/// Ends the work. `checks` are the checks of this job with their lists. What is not solved, or only partly, says what is left to do.
///
/// # Errors
/// `text_missing` without what is left; `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `already_completed`; `not_started` (what is solved from afar is
/// [`super::solve_remotely`]); `backup_unanswered` and `cause_missing` for repairs; `check_items_missing` (ids in `items`),
/// `check_open`.
pub fn complete(job: &Job, actor: &Actor, checks: &[(&Check, &Definition)], completion: Completion) -> Drafts {
    may(actor, "completed")?;
    must_be_started(job)?;
    if job.completed.is_some() {
        return Err(Refusal::new("already_completed"));
    }
    if job.is_repair() {
        must_have_backup(job)?;
        if job.cause.get().is_none() {
            return Err(Refusal::new("cause_missing"));
        }
    }
    for (check, list) in checks.iter().filter(|(check, _)| check.job() == job.id) {
        refuse_missing(check, list)?;
        if !check.is_completed() {
            return Err(Refusal::new("check_open"));
        }
    }
    let left = match completion.result {
        Some(WorkResult::Partly | WorkResult::NotSolved) => typed(&completion.left, "left")?,
        _ => completion.left.trim().to_owned(),
    };
    plain(job, actor, &JobEvent::Completed(Completion { left, ..completion }))
}

/// Writes a note. Never too late.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `text_missing`.
pub fn note(job: &Job, actor: &Actor, text: &str) -> Drafts {
    may(actor, "noted")?;
    plain(job, actor, &JobEvent::Noted { text: typed(text, "note")? })
}

/// Adds a photo to the record. What is added after signing is on record and not on the signed sheet.
///
/// # Errors
/// `not_allowed`; `job_unknown`.
pub fn add_photo(job: &Job, actor: &Actor, added: PhotoAdded) -> Drafts {
    may(actor, "photo_added")?;
    let blobs: Vec<_> = added.photo.blobs().collect();
    one(job, actor, &JobEvent::PhotoAdded(added), blobs)
}
