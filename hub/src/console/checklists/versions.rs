//! The versions of a list.

use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::checks::{Checklist, Definition, checklist_id, newest};
use fettle_core::domain::ids::ChecklistId;

/// Versions of one list that are looked for: as many years of monthly changes as nobody makes.
const MOST: u32 = 500;

/// All versions of the list `code`, ended or not, the newest first. Their ids follow from the code: no other list is read.
pub(super) async fn states(ledger: &Ledger, code: &str) -> Result<Vec<Checklist>, HubError> {
    let ids: Vec<ChecklistId> = (1..=MOST).map(|version| checklist_id(code, version)).collect();
    let mut all: Vec<Checklist> = ledger.by_id(ids).await?.into_values().collect();
    all.retain(|list| list.definition.is_some());
    all.sort_by_key(|list| std::cmp::Reverse(list.definition.as_ref().map(|list| list.version)));
    Ok(all)
}

/// What each of them asks, the newest first.
pub(super) async fn versions(ledger: &Ledger, code: &str) -> Result<Vec<Definition>, HubError> {
    Ok(states(ledger, code).await?.into_iter().filter_map(|list| list.definition).collect())
}

/// The newest one; nothing known where there is none.
pub(super) async fn newest_of(ledger: &Ledger, code: &str) -> Result<Checklist, HubError> {
    Ok(newest(states(ledger, code).await?).unwrap_or_default())
}
