//! Remote first (E3): what is solved by phone needs no visit, and no signature on site.

use super::{Drafts, may, plain, typed};
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::kernel::Refusal;

/// Records that the job was solved from afar: what was done, why it was, and who at the customer's said so. That word stands in the place
/// of a signature; the return call asks once more, as after every job (B4, E5).
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `already_completed`; `work_on_site` once work began on site,
/// which the customer signs for; `cause_missing` for a repair without one; `text_missing` without what was done, who said so, or, of a
/// repair, the analysis.
pub fn solve_remotely(job: &Job, actor: &Actor, solution: RemoteSolution) -> Drafts {
    may(actor, "solved_remotely")?;
    job.must_be_workable()?;
    if job.completed.is_some() {
        return Err(Refusal::new("already_completed"));
    }
    if job.is_started() {
        return Err(Refusal::new("work_on_site"));
    }
    let done = typed(&solution.done, "work")?;
    let with = typed(&solution.with, "confirmed_by")?;
    let finding = match solution.finding {
        Some(finding) => {
            let diagnosis = typed(&finding.diagnosis, "diagnosis")?;
            Some(CauseFinding { diagnosis, ..finding })
        }
        None if job.is_repair() => return Err(Refusal::new("cause_missing")),
        None => None,
    };
    let phone = solution.phone.trim().to_owned();
    plain(job, actor, &JobEvent::SolvedRemotely(RemoteSolution { done, with, phone, finding, ..solution }))
}
