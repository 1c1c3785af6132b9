//! What a person may do with a job. Pure functions of the state: they give drafts of events, or a refusal and nothing is changed.
//!
//! `desk` plans and decides, `correct` corrects what was reported wrongly, `field` says what happened, `remote` solves without a visit, `emergency`
//! lets the work come first, `sign` binds the customer to the sheet, `many` is one act on many jobs.
//! Facts that come from elsewhere are never refused, see the fold; here a person is in front of us who can still be told.

mod correct;
mod desk;
mod emergency;
mod field;
mod many;
mod remote;
mod settle;
mod sign;

pub use correct::*;
pub use desk::*;
pub use emergency::*;
pub use field::*;
pub use many::*;
pub use remote::*;
pub use settle::*;
pub use sign::*;

use super::codes::Status;
use super::{Job, JobEvent, Photo};
use crate::domain::people::Actor;
use crate::kernel::{Aggregate, BlobRef, Body, Draft, Refusal, Subject};

/// What a command gives.
pub type Drafts = Result<Vec<Draft>, Refusal>;

impl Job {
    /// The job's subject.
    ///
    /// # Errors
    /// `job_unknown` before its report is known.
    pub(in crate::domain) fn subject(&self) -> Result<Subject, Refusal> {
        let id = self.id.filter(|_| self.report.is_some()).ok_or_else(|| Refusal::new("job_unknown"))?;
        Ok(Subject::new(Self::KIND, id.uuid()))
    }

    /// Refuses what cannot be done to a job that is at its end: work after signing needs an amendment first.
    ///
    /// # Errors
    /// `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`.
    pub(in crate::domain) fn must_be_workable(&self) -> Result<(), Refusal> {
        self.must_be_open()?;
        if self.current_sheet().is_some() { Err(Refusal::new("job_signed")) } else { Ok(()) }
    }

    /// Refuses what happened only where an amendment has to say so first. A job that was cancelled meanwhile goes on taking in what was done:
    /// the part is in the machine, whatever the desk decided; the fold flags it.
    ///
    /// # Errors
    /// `job_unknown`, `job_closed`, `job_signed`.
    pub(in crate::domain) fn must_take_facts(&self) -> Result<(), Refusal> {
        self.subject()?;
        if self.is_cancelled() { Ok(()) } else { self.must_be_workable() }
    }

    /// Refuses what cannot be done to a job that is closed or cancelled.
    ///
    /// # Errors
    /// `job_unknown`, `job_closed`, `job_cancelled`.
    pub(in crate::domain) fn must_be_open(&self) -> Result<(), Refusal> {
        self.subject()?;
        match self.status() {
            Status::Closed => Err(Refusal::new("job_closed")),
            Status::Cancelled => Err(Refusal::new("job_cancelled")),
            _ => Ok(()),
        }
    }
}

/// One event about the job, if the actor's roles allow it.
fn one(job: &Job, actor: &Actor, body: &JobEvent, blobs: impl IntoIterator<Item = BlobRef>) -> Drafts {
    let draft = Draft::new(job.subject()?, body).with_blobs(blobs);
    actor.must(&format!("{}.{}", Job::KIND, draft.kind))?;
    Ok(vec![draft])
}

/// An event without blobs.
fn plain(job: &Job, actor: &Actor, body: &JobEvent) -> Drafts {
    one(job, actor, body, [])
}

/// Refuses early, before the state is looked at: who may not act learns nothing of the state.
fn may(actor: &Actor, kind: &str) -> Result<(), Refusal> {
    debug_assert!(JobEvent::TYPES.contains(&kind), "{kind}");
    actor.must(&format!("{}.{kind}", Job::KIND))
}

/// A typed text without the spaces around it. One in which nothing can be seen, as of control characters or marks without width, is none.
fn typed(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if !text.chars().any(|c| c.is_alphanumeric() || !(c.is_whitespace() || c.is_control() || unseen(c))) {
        Err(Refusal::new("text_missing").with("field", field))
    } else {
        Ok(text.to_owned())
    }
}

/// Characters of Unicode's general category Cf that people paste without knowing, and the fillers that show as nothing.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
}

fn blobs(photos: &[Photo]) -> Vec<BlobRef> {
    photos.iter().flat_map(Photo::blobs).collect()
}
