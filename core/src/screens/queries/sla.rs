//! How the promises of a job stand, and what is due next.

use super::job::Known;
use crate::domain::jobs::{Job, JobSla, SlaStatus, job_sla, sla_target_of};
use crate::domain::sites::Contract;
use chrono::{DateTime, Utc};

/// How the promises stand.
pub(crate) fn status(known: &Known, now: DateTime<Utc>) -> JobSla {
    job_sla(&known.job, &sla_target_of(&known.job, known.contract.as_ref()), now)
}

/// The next moment that something of a job is due: a promise whose clock runs, or the agreed visit.
pub(crate) fn due(job: &Job, contract: Option<&Contract>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let status = job_sla(job, &sla_target_of(job, contract), now);
    let running =
        [status.answered, status.on_site, status.restored].into_iter().filter_map(|clock| match clock.status {
            SlaStatus::Running { due } | SlaStatus::Late { due } => Some(due),
            SlaStatus::Idle | SlaStatus::Paused { .. } | SlaStatus::Kept { .. } | SlaStatus::Missed { .. } => None,
        });
    let visit = job.visit.get().filter(|_| !job.is_on_site()).map(|visit| visit.from);
    running.chain(visit).min()
}
