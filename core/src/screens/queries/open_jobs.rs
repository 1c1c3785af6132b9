//! Work that is open: mine by what is due, and the papers that it owes.

use super::job::Known;
use super::promises::due;
use crate::domain::ids::JobId;
use crate::domain::jobs::{Job, Owed, Status};
use crate::kernel::PersonId;
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use crate::store::CANCELLED_AT_WORK;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// States in which a job is still to be worked on.
pub(crate) const OPEN: &[Status] = &[
    Status::Reported,
    Status::Judged,
    Status::Diagnosed,
    Status::Planned,
    Status::Assigned,
    Status::Left,
    Status::OnSite,
    Status::Working,
    Status::WaitingParts,
    Status::WaitingCustomer,
    Status::Completed,
];

/// One of my jobs, with when it is due.
pub(crate) type Mine = (Known, Option<DateTime<Utc>>);

/// What this phone knows of the work that is open, and of what was signed, solved or cancelled and has its way back before it.
pub(crate) fn all(view: &View<'_>) -> Result<Vec<(Uuid, Job)>, Problem> {
    let ended = [Status::Signed.code(), Status::SolvedRemotely.code(), CANCELLED_AT_WORK];
    let statuses: Vec<&str> = OPEN.iter().map(|status| status.code()).chain(ended).collect();
    view.in_state::<Job>(&statuses)
}

/// What of it is a person's: assigned to them, or a way of theirs. Nothing else is read.
pub(crate) fn of(view: &View<'_>, person: PersonId) -> Result<Vec<(Uuid, Job)>, Problem> {
    view.jobs_under(person.uuid())
}

/// Of what is mine, my open jobs, what is due first coming first.
pub(crate) fn my_jobs(view: &View<'_>, me: PersonId, of_mine: Vec<(Uuid, Job)>) -> Result<Vec<Mine>, Problem> {
    let mut jobs = Vec::new();
    for (id, job) in of_mine {
        // What was cancelled under my hands is mine until I am back.
        let under_me = job.is_cancelled() && job.at_work().contains(&me);
        if under_me || (OPEN.contains(&job.status()) && job.assignees().contains(&me)) {
            let known = Known::of(view, JobId::new(id), job)?;
            let due = due(&known, view.words.now);
            jobs.push((known, due));
        }
    }
    jobs.sort_by_key(by_due);
    Ok(jobs)
}

/// What is due first; then what has no time.
pub(crate) fn by_due((known, due): &Mine) -> (i64, Uuid) {
    (due.map_or(i64::MAX, |due| due.timestamp_millis()), known.id.uuid())
}

/// The papers that a job owes, with when each is due.
pub(crate) fn owed_papers(view: &View<'_>, known: &Known) -> Vec<(DateTime<Utc>, Row)> {
    let (words, id) = (view.words, known.id);
    let row = |owed: &Owed| Row {
        key: format!("{id}/{}", owed.paper.code()),
        title: words.code("job-paper-", owed.paper.code()),
        detail: known.job.number().to_owned(),
        trailing: words.left(owed.due),
        tone: if owed.due < words.now { Tone::Bad } else { Tone::Warning },
        open: Some(Route::Job { job: id.to_string() }),
        ..Row::default()
    };
    known.job.owed_papers().map(|owed| (owed.due, row(owed))).collect()
}
