//! What the hub knows beside what was signed, and which copy is printed.

use fettle_core::domain::jobs::sheet::{ChecklistPart, CostLine};

/// Facts of the record that a paper shows beside the signed ones. Empty ones are left out.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The number in the series of the company's form; empty without one.
    pub form_number: String,
    /// Number of the customer's contract.
    pub contract: String,
    /// Who did the work: whose sheet it is first. None: the name on the sheet.
    pub engineers: Vec<Engineer>,
    /// The times that were promised and are over, each with whether it was kept.
    pub promises: Vec<Promised>,
    /// What only our own copy shows; none on the customer's.
    pub internal: Option<Internal>,
}

/// One of our people on a paper.
#[derive(Debug, Clone, Default)]
pub struct Engineer {
    /// Name.
    pub name: String,
    /// Phone number as people write it; may be empty.
    pub phone: String,
}

/// A promised time.
#[derive(Debug, Clone)]
pub struct Promised {
    /// Its stable code: `answered`, `on_site`, `restored`.
    pub code: &'static str,
    /// Whether it was kept.
    pub kept: bool,
}

/// What is between ourselves.
#[derive(Debug, Clone, Default)]
pub struct Internal {
    /// Checklists that the customer's document leaves out.
    pub checklists: Vec<ChecklistPart>,
    /// What anybody paid, in place of the sheet's lines.
    pub costs: Vec<CostLine>,
}
