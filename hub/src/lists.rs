//! The checklists that come with Fettle, on the hub from its first start: without them nobody could leave for a site.

use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::checks::{Checklist, ChecklistEvent, Definition, checklist_id, newest, shipped};
use fettle_core::kernel::{Aggregate, Draft, Subject};
use std::sync::Arc;

/// Publishes what the hub does not have yet, in the name of the hub itself. A list's id follows from its code and version: published twice
/// is once, and a newer version that came with an update is published beside the old one (decision 0009). A list that the company ended stays ended.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn publish_shipped(ledger: &Arc<Ledger>) -> Result<usize, HubError> {
    publish(ledger, shipped()).await
}

async fn publish(ledger: &Arc<Ledger>, lists: &[Definition]) -> Result<usize, HubError> {
    let mut drafts = Vec::new();
    for list in lists {
        let versions = (1..=list.version).map(|version| checklist_id(&list.code, version)).collect();
        let newest = newest(ledger.by_id(versions).await?.into_values());
        let there = newest.as_ref().and_then(|known| known.definition.as_ref());
        let ended = newest.as_ref().is_some_and(|known| known.ended().is_some());
        if !ended && there.is_none_or(|known| known.version < list.version) {
            let subject = Subject::new(Checklist::KIND, list.id().uuid());
            drafts.push(Draft::new(subject, &ChecklistEvent::Published(list.clone())));
        }
    }
    let published = drafts.len();
    ledger.record(ledger.system(), drafts).await?;
    Ok(published)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestHub;

    #[tokio::test]
    async fn a_list_that_the_company_ended_does_not_come_back_with_an_update() {
        let hub = TestHub::start().await;
        let ledger = &hub.hub.ledger;
        let first = Definition { code: "own_patrol".into(), version: 1, ..shipped()[0].clone() };
        let lists = |version| [Definition { version, ..first.clone() }];
        assert_eq!(publish(ledger, &lists(1)).await.expect("published"), 1);
        assert_eq!(publish(ledger, &lists(1)).await.expect("published"), 0, "it is there");
        assert_eq!(publish(ledger, &lists(2)).await.expect("published"), 1, "a newer one");
        let about = |version| Subject::new(Checklist::KIND, checklist_id("own_patrol", version).uuid());
        let said = async |body: ChecklistEvent| hub.record(ledger.system(), vec![Draft::new(about(2), &body)]).await;
        said(ChecklistEvent::Withdrawn { reason: "nobody patrols".into() }).await;
        assert_eq!(publish(ledger, &lists(3)).await.expect("published"), 0);
        said(ChecklistEvent::Reinstated {}).await;
        assert_eq!(publish(ledger, &lists(3)).await.expect("published"), 1);
    }
}
