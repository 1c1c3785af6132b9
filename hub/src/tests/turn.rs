//! The turn of several processes on one database.

use super::hub;
use crate::hub::ledger_beside;
use crate::sql;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::Draft;

/// A command that a rule refuses gives its transaction up, and its process may write nothing more for an hour.
#[tokio::test]
async fn a_transaction_that_was_given_up_holds_no_other_process_up() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let other = ledger_beside(hub.data(), hub.hub.clock.clone()).await;
    let note = |text: &str| vec![Draft::new(job.into(), &JobEvent::Noted { text: text.into() })];
    other.record(company.desk, note("before")).await.expect("recorded");
    let mut conn = hub.hub.db().write().await.expect("a writer");
    let tx = sql::begin(&mut conn).await.expect("begun");
    drop(tx);
    drop(conn);
    other.record(company.desk, note("after")).await.expect("recorded");
}
