//! The checklists that come with Fettle, on the hub from its first start: without them nobody could leave for a site.

use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::checks::{Checklist, ChecklistEvent, shipped};
use fettle_core::kernel::{Aggregate, Draft, Subject};
use std::sync::Arc;

/// Publishes what the hub does not have yet, in the name of the hub itself. A list's id follows from its code and version: published twice
/// is once, and a newer version that came with an update is published beside the old one (decision 0009).
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn publish_shipped(ledger: &Arc<Ledger>) -> Result<usize, HubError> {
    let mut drafts = Vec::new();
    for list in shipped() {
        let id = list.id().uuid();
        let known = ledger.get::<Checklist>(id).await?;
        if known.is_none_or(|known| known.state.definition.is_none()) {
            let subject = Subject::new(Checklist::KIND, id);
            drafts.push(Draft::new(subject, &ChecklistEvent::Published(list.clone())));
        }
    }
    let published = drafts.len();
    ledger.record(ledger.system(), drafts).await?;
    Ok(published)
}
