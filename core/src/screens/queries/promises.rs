//! How the promises of a job stand, and what is due next.

use super::job::Known;
use crate::domain::jobs::{PromiseStatus, Standing, promise_of, promise_status};
use chrono::{DateTime, Utc};

/// How the promises stand.
pub(crate) fn status(known: &Known, now: DateTime<Utc>) -> PromiseStatus {
    promise_status(&known.job, &promise_of(&known.job, known.contract.as_ref()), now)
}

/// The next moment that something is due: a promise whose clock runs, or the agreed visit.
pub(crate) fn due(known: &Known, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let status = status(known, now);
    let running =
        [status.answered, status.on_site, status.restored].into_iter().filter_map(|clock| match clock.standing {
            Standing::Running { due } | Standing::Late { due } => Some(due),
            Standing::Idle | Standing::Paused { .. } | Standing::Kept { .. } | Standing::Missed { .. } => None,
        });
    let visit = known.job.visit.get().filter(|_| !known.job.is_on_site()).map(|visit| visit.from);
    running.chain(visit).min()
}
