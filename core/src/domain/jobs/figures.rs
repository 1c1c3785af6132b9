//! Figures over jobs: which repair repeats an earlier one, and the table of causes.

use super::sheet::{Cause, JobKind};
use super::{JobSummary, Status};
use crate::domain::ids::JobId;
use crate::domain::rules::REPEAT_DAYS;
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// The newest earlier repair that `job` repeats: the same equipment, the same cause (or, while one of the causes is not known, the
/// same symptom), reported within 30 days after the earlier one was done. A job that goes on with a fault which the return call found not
/// gone repeats the job that it follows, whatever its words are.
pub fn repeat_of<'a>(job: &JobSummary, earlier: impl IntoIterator<Item = &'a JobSummary>) -> Option<JobId> {
    if job.follows.is_some() {
        return job.follows;
    }
    let repeats = |other: &&JobSummary| {
        let Some(done) = other.completed_at else { return false };
        let since = job.reported_at - done;
        let both_repairs = job.kind == JobKind::Repair && other.kind == JobKind::Repair;
        let in_time = since >= TimeDelta::zero() && since <= TimeDelta::days(REPEAT_DAYS);
        let same_equipment = job.equipment.iter().any(|one| other.equipment.contains(one));
        let same_fault = match (job.cause, other.cause) {
            (Some(one), Some(two)) => one == two,
            _ => same_symptom(&job.symptom, &other.symptom),
        };
        other.id != job.id
            && other.status != Status::Cancelled
            && both_repairs
            && in_time
            && same_equipment
            && same_fault
    };
    earlier.into_iter().filter(repeats).max_by_key(|other| (other.completed_at, other.id)).map(|other| other.id)
}

/// The same words, whatever the spaces, marks and capitals between.
fn same_symptom(one: &str, two: &str) -> bool {
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (one, two) = (bare(one), bare(two));
    !one.is_empty() && one == two
}

/// One line of the table of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CauseLine {
    /// The cause.
    pub cause: Cause,
    /// How many repairs.
    pub count: u32,
    /// Its share in tenths of a percent, rounded half up: 83 is 8.3 %.
    pub tenths: u32,
}

/// The table of causes (A2): nine lines in the paper's order, then those that a later version named, from sheets that the customer signed by hand and from no others.
pub fn cause_table<'a>(jobs: impl IntoIterator<Item = &'a JobSummary>) -> Vec<CauseLine> {
    let mut counts: BTreeMap<Cause, u32> = BTreeMap::new();
    for cause in jobs.into_iter().filter_map(|job| job.signed_cause) {
        *counts.entry(cause).or_default() += 1;
    }
    cause_lines(&counts)
}

/// The same where somebody counted already: how many jobs have each cause.
pub fn cause_lines(counts: &BTreeMap<Cause, u32>) -> Vec<CauseLine> {
    let total: u64 = counts.values().map(|count| u64::from(*count)).sum();
    let line = |cause: &Cause| {
        let count = counts.get(cause).copied().unwrap_or(0);
        let tenths = if total == 0 { 0 } else { (u64::from(count) * 2000 + total) / (2 * total) };
        CauseLine { cause: *cause, count, tenths: u32::try_from(tenths).unwrap_or(1000) }
    };
    let newer = counts.keys().filter(|cause| matches!(cause, Cause::Newer(_)));
    Cause::ALL.iter().chain(newer).map(line).collect()
}
