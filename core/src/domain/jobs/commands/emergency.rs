//! In an emergency the work comes first and the papers follow, marked as such, with a due time (A5).

use super::{Drafts, may, plain, typed};
use crate::domain::calendar::WorkingDays;
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::domain::rules::EMERGENCY_PAPERS_HOURS;
use crate::domain::sites::Site;
use crate::kernel::Refusal;
use chrono::{DateTime, Utc};

/// Declares an emergency: the ready-to-leave check is waived, and the papers that are not there yet are owed.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `emergency_declared` when it was before; `reason_missing`.
pub fn declare_emergency(
    job: &Job,
    actor: &Actor,
    (site, days): (&Site, &WorkingDays),
    reason: &str,
    now: DateTime<Utc>,
) -> Drafts {
    may(actor, "emergency_declared")?;
    job.must_be_workable()?;
    if job.emergency.is_some() {
        return Err(Refusal::new("emergency_declared"));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let mut papers = Vec::new();
    if job.diagnosis.get().is_none() {
        papers.push(OwedPaper::DiagnosisReport);
    }
    if job.plan.get().is_none() {
        papers.push(OwedPaper::RecoveryPlan);
    }
    if job.visits.is_empty() {
        papers.push(OwedPaper::ReadyToLeave);
    }
    let due = days.due_in_hours(now, EMERGENCY_PAPERS_HOURS, site.tz());
    plain(job, actor, &JobEvent::EmergencyDeclared(Emergency { reason, papers, due }))
}

/// Hands in a paper that is owed. Allowed after signing too: that is when most of them come.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `paper_not_owed`; `text_missing`.
pub fn file_paper(job: &Job, actor: &Actor, filing: PaperFiling) -> Drafts {
    may(actor, "paper_filed")?;
    job.subject()?;
    if !job.owed_papers().any(|owed| owed.paper == filing.paper) {
        return Err(Refusal::new("paper_not_owed"));
    }
    typed(&filing.text, "paper")?;
    plain(job, actor, &JobEvent::PaperFiled(filing))
}
