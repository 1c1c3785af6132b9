//! The row that lists and figures are made from.

use super::sheet::{Cause, JobKind};
use super::{Job, Status};
use crate::domain::ids::{CentreId, CustomerId, EquipmentId, JobId, SiteId};
use crate::kernel::PersonId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A job in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobSummary {
    /// The job.
    pub id: JobId,
    /// The number that people read.
    pub number: String,
    /// Which of the six kinds.
    pub kind: JobKind,
    /// How far it has come.
    pub status: Status,
    /// Fault level, once judged.
    pub level: Option<u8>,
    /// Symptom as told.
    pub symptom: String,
    /// Customer.
    pub customer: CustomerId,
    /// Site.
    pub site: SiteId,
    /// Centre.
    pub centre: CentreId,
    /// Who goes or went.
    pub assignees: Vec<PersonId>,
    /// Equipment.
    pub equipment: Vec<EquipmentId>,
    /// When the contact was.
    pub reported_at: DateTime<Utc>,
    /// From when a visit is agreed.
    pub visit_at: Option<DateTime<Utc>>,
    /// When the work was done.
    pub completed_at: Option<DateTime<Utc>>,
    /// The cause that was found.
    pub cause: Option<Cause>,
    /// Whether the customer's hand is on a sheet.
    pub customer_signed: bool,
    /// The cause on the newest sheet that the customer signed by hand.
    pub signed_cause: Option<Cause>,
    /// Work first, papers after.
    pub emergency: bool,
    /// Flags, conflicts and calls for help that wait for a person.
    pub attention: u32,
    /// The earlier job that it was found to repeat.
    pub repeats: Option<JobId>,
    /// The earlier job after which the fault was not gone.
    #[serde(default)]
    pub follows: Option<JobId>,
}

impl JobSummary {
    /// The row of a job; none before its report is known.
    pub fn of(job: &Job) -> Option<Self> {
        let report = &job.report.as_ref()?.what;
        let attention = job.open_flags().count() + job.conflicts().len() + job.waiting_help().count();
        Some(Self {
            id: job.id?,
            number: report.number.clone(),
            kind: report.kind,
            status: job.status(),
            level: job.level(),
            symptom: report.symptom.clone(),
            customer: report.customer,
            site: report.site,
            centre: report.centre,
            assignees: job.assignees(),
            equipment: job.equipment(),
            reported_at: report.at,
            visit_at: job.visit.get().map(|visit| visit.from),
            completed_at: job.completed.as_ref().map(|completed| completed.moment.at),
            cause: job.cause.get().map(|finding| finding.cause),
            customer_signed: job.customer_signed().is_some(),
            signed_cause: job.customer_signed().and_then(|sheet| sheet.cause()),
            emergency: job.emergency.is_some(),
            attention: u32::try_from(attention).unwrap_or(u32::MAX),
            repeats: job.repeat.get().map(|repeat| repeat.earlier),
            follows: report.follows,
        })
    }
}
