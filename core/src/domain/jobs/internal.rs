//! What our own copy of a report has beyond the customer's: our checks, and what the job cost anybody.

use super::build::{checklist, costs, on_sheet};
use super::sheet::{ChecklistPart, CostLine};
use super::{CostsOnSheet, Job};
use crate::domain::checks::{Check, Definition};

/// The part that is between ourselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InternalPart {
    /// Checklists that the customer's sheet leaves out, such as the one before leaving.
    pub checklists: Vec<ChecklistPart>,
    /// All costs, whoever pays.
    pub costs: Vec<CostLine>,
}

/// The internal part of a job's papers, from its checks with their lists.
pub fn internal_part(job: &Job, checks: &[(&Check, &Definition)]) -> InternalPart {
    let own = checks.iter().filter(|(check, _)| check.job() == job.id && !on_sheet(job, check));
    InternalPart {
        checklists: own.map(|(check, list)| checklist(check, list)).collect(),
        costs: costs(job, CostsOnSheet::All),
    }
}
