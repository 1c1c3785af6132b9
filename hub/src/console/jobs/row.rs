//! A job as the list shows it.

use crate::console::job::{PromiseView, Tone, open_views, tone};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::words;
use crate::ledger::JobListed;
use chrono::{DateTime, Utc};
use fettle_core::kernel::Subject;

/// A line of the list.
pub(super) struct Row {
    pub id: String,
    pub address: String,
    pub number: String,
    pub status: String,
    pub tone: Tone,
    pub level: Option<u8>,
    pub level_text: String,
    pub emergency: bool,
    pub attention: u32,
    pub customer: String,
    pub site: String,
    pub symptom: String,
    pub engineers: String,
    pub reported: String,
    pub promise: Option<PromiseView>,
    /// What is late, and whom that was told last; empty for nothing.
    pub told: String,
}

/// Whose names a line shows.
pub(super) fn named(job: &JobListed) -> Vec<Subject> {
    let places = [Subject::from(job.site), job.customer.into()].into_iter();
    let told = job.overdue.iter().flat_map(|told| told.told.iter());
    places.chain(job.engineers.iter().chain(told).map(|id| Subject::from(*id))).collect()
}

impl Row {
    /// The line of a job.
    pub(super) fn of(p: &Page, names: &Names, now: DateTime<Utc>, job: &JobListed) -> Self {
        let zone = names.zone_of(job.site);
        Self {
            id: job.id.to_string(),
            address: format!("/jobs/{}", job.id),
            number: job.number.clone(),
            status: p.code("job-status-", job.status.code()),
            tone: tone(job.status),
            level: job.level,
            level_text: job.level.map_or_else(String::new, |level| p.code("papers-level-", &level.to_string())),
            emergency: job.emergency,
            attention: job.attention,
            customer: names.customer(job.customer),
            site: names.site(job.site),
            symptom: words::short(&job.symptom),
            engineers: names.persons(&job.engineers),
            reported: words::minute(job.reported, zone),
            // The one that presses: late before running, in the order of the work.
            told: job.overdue.as_ref().map_or_else(String::new, |told| told.text(p.lang, &names.persons(&told.told))),
            promise: open_views(p, &job.promises, zone, now).into_iter().min_by_key(|promise| !promise.late),
        }
    }
}
