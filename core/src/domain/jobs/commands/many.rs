//! One act on many jobs: which acts a desk does so, what each comes to on one job, and how it is taken back. Each job gets a command of its own;
//! nothing here knows how many there are.

use super::desk::{assign, cancel, close, judge};
use super::field::{resume, wait_for_customer, wait_for_parts};
use super::{Drafts, may, plain};
use crate::domain::jobs::{Assignment, Cancellation, Job, JobEvent, Judgement, Wait};
use crate::domain::people::Actor;
use crate::kernel::{PersonId, Refusal};
use serde::{Deserialize, Serialize};

/// An act that is done to many jobs at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManyAct {
    /// These go; the first leads.
    Assign {
        /// Our people.
        to: Vec<PersonId>,
    },
    /// Class and level of the fault.
    Judge {
        /// What it was judged.
        judgement: Judgement,
    },
    /// They wait for the customer.
    Hold {
        /// For what, as typed.
        reason: String,
    },
    /// They go on after waiting.
    Resume,
    /// They are given up; not those for which somebody is out.
    Cancel {
        /// Why, as typed.
        reason: String,
    },
    /// They are closed.
    Close,
}

impl ManyAct {
    /// The codes of all acts, in the order in which a desk is offered them.
    pub const CODES: [&'static str; 6] = ["assign", "judge", "hold", "resume", "cancel", "close"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign",
            Self::Judge { .. } => "judge",
            Self::Hold { .. } => "hold",
            Self::Resume => "resume",
            Self::Cancel { .. } => "cancel",
            Self::Close => "close",
        }
    }

    /// The event type that the actor has to be allowed for an act of this code.
    pub fn needs(code: &str) -> Option<&'static str> {
        Some(match code {
            "assign" => "job.assigned",
            "judge" => "job.judged",
            "hold" => "job.waiting_customer",
            "resume" => "job.resumed",
            "cancel" => "job.cancelled",
            "close" => "job.closed",
            _ => return None,
        })
    }

    /// What it comes to on one job: what the command for one job says.
    ///
    /// # Errors
    /// As that command; `already_so` where the job is as the act would have it.
    pub fn on(&self, job: &Job, actor: &Actor) -> Drafts {
        // Who may not act learns nothing of the state.
        actor.must(Self::needs(self.code()).unwrap_or_default())?;
        let so = || Err(Refusal::new("already_so"));
        match self {
            Self::Assign { to } if job.assignment.get().is_some_and(|known| known.to == *to) => so(),
            Self::Assign { to } => assign(job, actor, to.clone()),
            Self::Judge { judgement } if job.judgement.get() == Some(judgement) => so(),
            Self::Judge { judgement } => judge(job, actor, judgement.clone()),
            Self::Hold { .. } if job.waits().is_some_and(|wait| wait.for_customer) => so(),
            Self::Hold { reason } => wait_for_customer(job, actor, Wait { reason: reason.clone(), until: None }),
            Self::Resume => resume(job, actor),
            Self::Cancel { reason } => cancel(job, actor, Cancellation { reason: reason.clone(), at_work: Vec::new() }),
            Self::Close => close(job, actor),
        }
    }

    /// Whether it can be taken back at all: what was closed or cancelled stays so, and what a job waited for is not known after it went on.
    pub fn has_a_way_back(&self) -> bool {
        matches!(self, Self::Assign { .. } | Self::Judge { .. } | Self::Hold { .. })
    }

    /// Takes it back on one job: as it was `before`, while nobody wrote something else into the same field since.
    ///
    /// # Errors
    /// As the command that makes it so; `no_way_back` for an act without one, and for a first judgement, as a fault that was judged is not unjudged;
    /// `changed_since` where the job is no longer as the act left it.
    pub fn back(&self, job: &Job, before: &Job, actor: &Actor) -> Drafts {
        actor.must(Self::needs(self.code()).unwrap_or_default())?;
        let changed = || Err(Refusal::new("changed_since"));
        match self {
            Self::Assign { to } => {
                if job.assignment.in_conflict() || job.assignment.get().map(|known| &known.to) != Some(to) {
                    return changed();
                }
                match before.assignment.get().filter(|known| !known.to.is_empty()) {
                    Some(known) => assign(job, actor, known.to.clone()),
                    None => unassign(job, actor),
                }
            }
            Self::Judge { judgement } => {
                if job.judgement.in_conflict() || job.judgement.get() != Some(judgement) {
                    return changed();
                }
                match before.judgement.get() {
                    Some(known) => judge(job, actor, known.clone()),
                    None => Err(Refusal::new("no_way_back")),
                }
            }
            Self::Hold { reason } => {
                if !job.waits().is_some_and(|waits| waits.for_customer && waits.wait.reason == *reason) {
                    return changed();
                }
                match before.waits() {
                    Some(waits) if !waits.for_customer => wait_for_parts(job, actor, waits.wait.clone()),
                    _ => resume(job, actor),
                }
            }
            Self::Resume | Self::Cancel { .. } | Self::Close => Err(Refusal::new("no_way_back")),
        }
    }
}

/// Nobody is to go, as before somebody was assigned.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `job_at_work` while somebody is out for it.
pub fn unassign(job: &Job, actor: &Actor) -> Drafts {
    may(actor, "assigned")?;
    job.must_be_workable()?;
    let at_work = job.at_work();
    if !at_work.is_empty() {
        return Err(Refusal::new("job_at_work").with("count", at_work.len()));
    }
    plain(job, actor, &JobEvent::Assigned(Assignment { to: Vec::new() }))
}
