//! The parts of a job's page that only a job has, each with its template.

use super::checks::CheckView;
use super::head::ConflictView;
use super::money::CostView;
use super::parts::{PartView, TakeView};
use super::photos::PhotoView;
use super::repeat::{OtherJob, RepeatView};
use super::sheets::DocumentView;
use super::timeline::Line as TimelineLine;
use super::{SlaView, Tone};
use crate::console::kit::Form;
use crate::console::page::Page;
use askama::Template;
use fettle_core::domain::ids::JobId;

/// Under the symptom: number, status, where.
#[derive(Template)]
#[template(path = "job/under.html")]
pub(super) struct Under<'a> {
    pub p: &'a Page,
    pub number: &'a str,
    pub status: String,
    pub tone: Tone,
    pub emergency: bool,
    pub customer: String,
    pub site: &'a str,
    pub address: &'a str,
}

/// The job in which the fault goes on.
#[derive(Template)]
#[template(path = "job/goes_on.html")]
pub(super) struct GoesOn {
    pub next: OtherJob,
}

/// The job that this one repeats.
#[derive(Template)]
#[template(path = "job/repeat.html")]
pub(super) struct Repeat {
    pub repeat: RepeatView,
    pub form: Option<Form>,
}

/// A call for help that nobody answered.
pub(super) struct Calling {
    pub case: String,
    /// What was said, by whom and when.
    pub said: String,
    /// The caller's number as it is written, and as it is dialled.
    pub phone: Option<(String, String)>,
    pub form: Option<Form>,
}

/// What waits for a person.
#[derive(Template)]
#[template(path = "job/attention.html")]
pub(super) struct Attention<'a> {
    pub p: &'a Page,
    pub calls: Vec<Calling>,
    pub flags: Vec<(String, Option<Form>)>,
    pub conflicts: Vec<(ConflictView, Option<Form>)>,
    pub owed: Vec<(String, bool)>,
}

impl Attention<'_> {
    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.flags.is_empty() && self.conflicts.is_empty() && self.owed.is_empty()
    }
}

/// What was promised, and what the customer is entitled to.
#[derive(Template)]
#[template(path = "job/promises.html")]
pub(super) struct Promises<'a> {
    pub p: &'a Page,
    pub promises: Vec<SlaView>,
    /// What is late, and whom that was told.
    pub late: Vec<String>,
    pub call_due: String,
    pub entitlement: Option<(String, String)>,
}

/// What was signed.
#[derive(Template)]
#[template(path = "job/documents.html")]
pub(super) struct Documents<'a> {
    pub p: &'a Page,
    pub id: JobId,
    pub documents: Vec<DocumentView>,
}

/// The photos.
#[derive(Template)]
#[template(path = "job/photos.html")]
pub(super) struct Photos<'a> {
    pub p: &'a Page,
    pub photos: Vec<PhotoView>,
}

/// The checklists.
#[derive(Template)]
#[template(path = "job/checks.html")]
pub(super) struct Checks<'a> {
    pub p: &'a Page,
    pub checks: Vec<CheckView>,
}

/// The parts, and the slips.
#[derive(Template)]
#[template(path = "job/parts.html")]
pub(super) struct Parts<'a> {
    pub p: &'a Page,
    pub parts: Vec<PartView>,
    pub takes: Vec<TakeView>,
}

/// What it costs, and who pays.
#[derive(Template)]
#[template(path = "job/costs.html")]
pub(super) struct Costs<'a> {
    pub p: &'a Page,
    pub costs: Vec<CostView>,
    pub totals: Vec<(String, String)>,
}

/// What happened.
#[derive(Template)]
#[template(path = "job/timeline.html")]
pub(super) struct Timeline<'a> {
    pub p: &'a Page,
    pub zone: &'a str,
    pub timeline: Vec<TimelineLine>,
}
