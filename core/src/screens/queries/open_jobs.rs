//! Work that is open: mine by what is due, and the papers that it owes.

use super::job::Known;
use super::sla::due;
use crate::domain::ids::{ContractId, JobId};
use crate::domain::jobs::{Job, JobSla, Owed, Status, job_sla, sla_target_of};
use crate::domain::sites::Contract;
use crate::kernel::PersonId;
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use crate::store::CANCELLED_AT_WORK;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use uuid::Uuid;

/// States in which a job is still to be worked on.
pub(crate) const OPEN: &[Status] = &[
    Status::Reported,
    Status::Judged,
    Status::Diagnosed,
    Status::Planned,
    Status::Assigned,
    Status::Accepted,
    Status::Left,
    Status::OnSite,
    Status::Working,
    Status::WaitingParts,
    Status::WaitingCustomer,
    Status::Completed,
];

/// One of my jobs, with when it is due. What its row shows beside it is read for the rows that are shown.
#[derive(Clone)]
pub(crate) struct Mine {
    pub id: JobId,
    pub job: Job,
    pub due: Option<DateTime<Utc>>,
    /// How its promises stand.
    pub sla: JobSla,
}

impl Mine {
    /// With its site and its customer.
    pub fn known(&self, view: &View<'_>) -> Result<Known, Problem> {
        Known::of(view, self.id, self.job.clone())
    }
}

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

/// Of what is mine, my open jobs, what is due first coming first. Each contract that promises something is read once.
pub(crate) fn my_jobs(view: &View<'_>, me: PersonId, of_mine: Vec<(Uuid, Job)>) -> Result<Vec<Mine>, Problem> {
    let mut contracts: HashMap<ContractId, Option<Contract>> = HashMap::new();
    let mut jobs = Vec::new();
    for (id, job) in of_mine {
        // What was cancelled under my hands is mine until I am back.
        let under_me = job.is_cancelled() && job.at_work().contains(&me);
        if under_me || (OPEN.contains(&job.status()) && job.assignees().contains(&me)) {
            let contract = match job.contract() {
                None => None,
                Some(id) => match contracts.entry(id) {
                    Entry::Occupied(known) => known.into_mut().as_ref(),
                    Entry::Vacant(unread) => unread.insert(view.find(id.uuid())?).as_ref(),
                },
            };
            let sla = job_sla(&job, &sla_target_of(&job, contract), view.words.now);
            let due = due(&job, &sla);
            jobs.push(Mine { id: JobId::new(id), job, due, sla });
        }
    }
    jobs.sort_by_key(by_due);
    Ok(jobs)
}

/// What is due first; then what has no time.
pub(crate) fn by_due(mine: &Mine) -> (i64, Uuid) {
    (mine.due.map_or(i64::MAX, |due| due.timestamp_millis()), mine.id.uuid())
}

/// The papers that a job owes, with when each is due.
pub(crate) fn owed_papers(view: &View<'_>, mine: &Mine) -> Vec<(DateTime<Utc>, Row)> {
    let (words, id, job) = (view.words, mine.id, &mine.job);
    let row = |owed: &Owed| Row {
        key: format!("{id}/{}", owed.paper.code()),
        title: words.code("job-paper-", owed.paper.code()),
        detail: job.number().to_owned(),
        trailing: words.left(owed.due),
        tone: if owed.due < words.now { Tone::Bad } else { Tone::Warning },
        open: Some(Route::Job { job: id.to_string() }),
        ..Row::default()
    };
    job.owed_papers().map(|owed| (owed.due, row(owed))).collect()
}
