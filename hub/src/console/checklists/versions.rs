//! The versions of a list.

use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::checks::{Checklist, Definition, checklist_id};
use uuid::Uuid;

/// Versions of one list that are looked for: as many years of monthly changes as nobody makes.
const MOST: u32 = 500;

/// All versions of the list `code`, the newest first. Their ids follow from the code: no other list is read.
pub(super) async fn versions(ledger: &Ledger, code: &str) -> Result<Vec<Definition>, HubError> {
    let ids: Vec<Uuid> = (1..=MOST).map(|version| checklist_id(code, version).uuid()).collect();
    let found = ledger.several::<Checklist>(ids).await?;
    let mut all: Vec<Definition> = found.into_iter().filter_map(|(_, list)| list.state.definition).collect();
    all.sort_by_key(|list| std::cmp::Reverse(list.version));
    Ok(all)
}
