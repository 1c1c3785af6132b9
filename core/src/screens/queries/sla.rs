//! How the promises of a job stand, and what is due next.

use super::job::Known;
use crate::domain::jobs::{Job, JobSla, job_sla, next_sla, sla_target_of};
use chrono::{DateTime, Utc};

/// How the promises stand.
pub(crate) fn status(known: &Known, now: DateTime<Utc>) -> JobSla {
    job_sla(&known.job, &sla_target_of(&known.job, known.contract.as_ref()), now)
}

/// The next moment that something of a job is due: a promise whose clock runs, or the agreed visit.
pub(crate) fn due(job: &Job, sla: &JobSla) -> Option<DateTime<Utc>> {
    let running = next_sla(sla).map(|(_, due)| due);
    let visit = job.visit.get().filter(|_| !job.is_on_site()).map(|visit| visit.from);
    running.into_iter().chain(visit).min()
}
