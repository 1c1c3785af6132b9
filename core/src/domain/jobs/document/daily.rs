//! The daily report (E5): what was done on a job that lasts several days since the report before it, what is left, and what comes next. Signed each
//! day.
//!
//! Here live its form and its canonical bytes. Every fact on it is named by its event, so that the next report takes up exactly what this one
//! has not. The order of the fields is the order of the bytes: append, never reorder.

use crate::domain::jobs::sheet::{
    EquipmentPart, JobKind, PartLine, PersonPart, SheetError, SheetLanguage, SitePart, WorkEntry,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of the form that this program writes.
pub const DAILY_FORMAT: u16 = 1;

/// The structured document that is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyReport {
    /// The version of this form, [`DAILY_FORMAT`] when written by this program.
    pub format: u16,
    /// The language or languages that the customer reads it in.
    pub language: SheetLanguage,
    /// The job's id.
    pub job: Uuid,
    /// The number that people read.
    pub number: String,
    /// Kind of job.
    pub kind: JobKind,
    /// The day at the site.
    pub day: NaiveDate,
    /// 0 for the first report of the day, 1 for the one that replaces it.
    pub revision: u32,
    /// Hash of the report that this one replaces; none in the first.
    pub replaces: Option<String>,
    /// Why it was written again, as typed; empty in the first.
    pub amendment: String,
    /// Customer, site and its time zone.
    pub site: SitePart,
    /// The equipment of the job.
    pub equipment: Vec<EquipmentPart>,
    /// The event by which the day was reported.
    pub report: Uuid,
    /// What the day came to, as typed.
    pub done: String,
    /// What is left and what comes next, as typed; may be empty.
    pub next: String,
    /// What was done since the report before, in order of time.
    pub work: Vec<DayEntry>,
    /// Parts that went in since then.
    pub parts: Vec<DayPart>,
    /// Who wrote it.
    pub engineer: PersonPart,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayEntry {
    /// The event that says so.
    pub event: Uuid,
    /// When and what.
    pub entry: WorkEntry,
}

/// A part that went in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPart {
    /// The event that says so.
    pub event: Uuid,
    /// What.
    pub line: PartLine,
}

impl DailyReport {
    /// The bytes that are hashed and signed: JSON without spaces, fields in the order of the structs.
    ///
    /// # Errors
    /// [`SheetError::Unwritable`], which the types here do not produce.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, SheetError> {
        serde_json::to_vec(self).map_err(SheetError::Unwritable)
    }

    /// Reads a report.
    ///
    /// # Errors
    /// [`SheetError::Newer`] for a later form, [`SheetError::Unreadable`] for anything that is no report.
    pub fn parse(bytes: &[u8]) -> Result<Self, SheetError> {
        #[derive(Deserialize)]
        struct Format {
            format: u16,
        }
        let Format { format } = serde_json::from_slice(bytes).map_err(SheetError::Unreadable)?;
        if format > DAILY_FORMAT {
            return Err(SheetError::Newer(format));
        }
        serde_json::from_slice(bytes).map_err(SheetError::Unreadable)
    }

    /// Every event that the report shows.
    pub fn covers(&self) -> impl Iterator<Item = Uuid> + '_ {
        let work = self.work.iter().map(|entry| entry.event);
        std::iter::once(self.report).chain(work).chain(self.parts.iter().map(|part| part.event))
    }
}
