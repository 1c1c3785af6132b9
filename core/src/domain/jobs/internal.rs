//! What our own copy of a report has beyond the customer's: our checks, and what the job cost anybody.

use super::build::{costs, items, on_sheet};
use super::sheet::{ChecklistPart, CostLine};
use super::{CostsOnSheet, Job};
use crate::domain::checks::{Check, Definition};

/// The part that is between ourselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InternalPart {
    /// What of checklists the customer's sheet leaves out: whole ones, such as the one before leaving, and items that we ask ourselves.
    pub checklists: Vec<ChecklistPart>,
    /// All costs, whoever pays.
    pub costs: Vec<CostLine>,
}

/// The internal part of a job's papers, from its checks with their lists.
pub fn internal_part(job: &Job, checks: &[(&Check, &Definition)]) -> InternalPart {
    let own = checks.iter().filter(|(check, _)| check.job() == job.id);
    // Of a list that the customer's sheet has, what we ask ourselves; of the others all.
    let own = own.map(|(check, list)| items(check, list, |question| question.internal || !on_sheet(job, check)));
    InternalPart {
        checklists: own.filter(|part| !part.items.is_empty()).collect(),
        costs: costs(job, CostsOnSheet::All),
    }
}
