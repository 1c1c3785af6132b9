//! How the promises of a job stand, and what is due next.

use super::job::Known;
use crate::domain::jobs::{Job, PromiseStatus, Standing, promise_of, promise_status};
use crate::domain::sites::Contract;
use chrono::{DateTime, Utc};

/// How the promises stand.
pub(crate) fn status(known: &Known, now: DateTime<Utc>) -> PromiseStatus {
    promise_status(&known.job, &promise_of(&known.job, known.contract.as_ref()), now)
}

/// The next moment that something of a job is due: a promise whose clock runs, or the agreed visit.
pub(crate) fn due(job: &Job, contract: Option<&Contract>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let status = promise_status(job, &promise_of(job, contract), now);
    let running =
        [status.answered, status.on_site, status.restored].into_iter().filter_map(|clock| match clock.standing {
            Standing::Running { due } | Standing::Late { due } => Some(due),
            Standing::Idle | Standing::Paused { .. } | Standing::Kept { .. } | Standing::Missed { .. } => None,
        });
    let visit = job.visit.get().filter(|_| !job.is_on_site()).map(|visit| visit.from);
    running.chain(visit).min()
}
